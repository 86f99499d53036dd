#include "cli/hidden.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/completion.h"
#include "cli/man_page.h"

namespace rbacgraph::cli {
namespace {

ExitCode run_complete(std::span<const std::string> args, Io& io) {
  bool quoted = false;
  std::vector<std::string> words;
  bool only_words = false;
  for (const std::string& arg : args) {
    if (!only_words && arg == "--quoted") {
      quoted = true;
    } else if (!only_words && arg == "--") {
      only_words = true;
    } else {
      words.push_back(quoted ? unquoted(arg) : arg);
    }
  }
  const Completion completion = complete(words);
  for (const Candidate& each : completion.candidates) {
    io.out << each.text;
    if (!each.what.empty()) io.out << '\t' << each.what;
    io.out << '\n';
  }
  io.out << ':' << static_cast<int>(completion.then) << '\n';
  return ExitCode::Ok;
}

Result<void> write_file(const std::filesystem::path& path,
                        const std::function<void(std::ostream&)>& write) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  write(file);
  file.close();
  if (!file) {
    return fail(ErrorCode::Io, fmt::format("can't write {}: {}", path.string(),
                                           std::generic_category().message(errno)));
  }
  return {};
}

Result<ExitCode> run_write_files(std::span<const std::string> args) {
  if (args.size() != 1) return fail(ErrorCode::InvalidArgument, "a directory is missing");
  const std::filesystem::path directory = args.front();
  Result<void> done =
      write_file(directory / "man/rbacgraph.1", [](std::ostream& out) { write_man_page(out); });
  for (const Command& command : commands()) {
    if (!done) break;
    done = write_file(directory / fmt::format("man/rbacgraph-{}.1", command.name),
                      [&](std::ostream& out) { write_man_page(out, command); });
  }
  constexpr std::array<std::array<std::string_view, 2>, 3> kScripts{
      {{"bash", "bash/rbacgraph"}, {"zsh", "zsh/_rbacgraph"}, {"fish", "fish/rbacgraph.fish"}}};
  for (const auto& [shell, name] : kScripts) {
    if (!done) break;
    done =
        write_file(directory / name, [&](std::ostream& out) { out << completion_script(shell); });
  }
  if (!done) return tl::unexpected<Error>(done.error());
  return ExitCode::Ok;
}

}  // namespace

std::optional<Result<ExitCode>> run_hidden(std::span<const std::string> args, Io& io) {
  if (args.empty()) return std::nullopt;
  if (args.front() == "__complete") return run_complete(args.subspan(1), io);
  if (args.front() == "__write-files") return run_write_files(args.subspan(1));
  return std::nullopt;
}

std::vector<std::string> process_arguments(std::string_view started_as,
                                           std::span<const char* const> args) {
  std::vector<std::string> result;
  const std::string_view name = started_as.substr(started_as.rfind('/') + 1);
  if (name == "kubectl_complete-rbacgraph") result = {"__complete", "--"};
  result.insert(result.end(), args.begin(), args.end());
  return result;
}

}  // namespace rbacgraph::cli
