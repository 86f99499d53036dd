#include "source/git_objects.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <unistd.h>
#include <utility>

#include "source/child_process.h"

namespace rbacgraph {
namespace {

/// Ours, without what would make git ask, fetch or write.
std::vector<std::string> environment() {
  std::vector<std::string> variables;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each)
    variables.emplace_back(*each);
  for (const char* own : {"GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
                          "GIT_NO_REPLACE_OBJECTS=1"})
    variables.emplace_back(own);
  return variables;
}

Result<ChildOutput> run_git(std::vector<std::string> args, std::string input, std::size_t most,
                            const std::stop_token& stop) {
  ChildProgram git;
  git.command = "git";
  git.args = std::move(args);
  git.environment = environment();
  git.input = std::move(input);
  git.most_output = most;
  Result<ChildOutput> output = run_child(git, stop);
  if (output || output.error().code == ErrorCode::Cancelled) return output;
  return fail(ErrorCode::Io, "git can't be run: " + output.error().message,
              "git: reads a revision with the program git, which has to be in PATH");
}

constexpr std::size_t kSmallOutput = std::size_t{64} << 10;
constexpr std::size_t kTreeOutput = std::size_t{256} << 20;

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// The object that a revision and path stand for; what is wrong is found out where there is none.
Result<std::string> resolve(std::string_view spec, const std::stop_token& stop) {
  const auto parse = [&](std::string_view words) {
    return run_git({"rev-parse", "--verify", "--quiet", "--end-of-options", std::string(words)}, {},
                   kSmallOutput, stop);
  };
  const std::size_t colon = spec.find(':');
  const std::string_view revision = spec.substr(0, colon);
  // A revision alone is its whole tree.
  const std::string words =
      colon == std::string_view::npos ? std::string(spec) + "^{tree}" : std::string(spec);
  const Result<ChildOutput> object = parse(words);
  if (!object) return tl::unexpected<Error>(object.error());
  if (object->exit_code == 0 && object->signal == 0) return std::string(first_line(object->out));
  const Result<ChildOutput> repository =
      run_git({"rev-parse", "--git-dir"}, {}, kSmallOutput, stop);
  if (!repository) return tl::unexpected<Error>(repository.error());
  if (repository->exit_code != 0) {
    return fail(ErrorCode::Io, "git:" + std::string(spec) + ": this is no git repository",
                "run it inside of the repository that has the manifests");
  }
  const Result<ChildOutput> commit = parse(std::string(revision) + "^{tree}");
  if (!commit) return tl::unexpected<Error>(commit.error());
  if (commit->exit_code != 0) {
    return fail(ErrorCode::Io,
                "git:" + std::string(spec) + ": there is no revision \"" + std::string(revision) +
                    "\" in this repository",
                "git log and git branch -a list what there is");
  }
  return fail(ErrorCode::Io,
              "git:" + std::string(spec) + ": there is no such file or folder in this revision",
              "a path counts from the root of the repository; git ls-tree --name-only " +
                  std::string(revision) + " lists that");
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_hidden(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

/// One entry of `git ls-tree -r -l`: "MODE TYPE OBJECT SIZE\tPATH", the size padded with blanks,
/// and a word where the object is not there or broken. Fails for a file that ought to be read then:
/// without it nothing can be said of the revision.
Result<void> add_entry(std::string_view entry, GitFiles& to) {
  const std::size_t tab = entry.find('\t');
  if (tab == std::string_view::npos) return {};
  const std::string path(entry.substr(tab + 1));
  std::vector<std::string_view> words;
  for (std::string_view rest = entry.substr(0, tab); !rest.empty();) {
    const std::size_t blank = std::min(rest.find(' '), rest.size());
    if (blank > 0) words.push_back(rest.substr(0, blank));
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  constexpr std::size_t kWords = 4;
  if (words.size() != kWords) return {};
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  if (is_hidden(folder)) return {};
  if (words[1] == "commit") {
    to.left_out.push_back({path, "a submodule is not followed", false});
    return {};
  }
  if (!is_manifest_name(std::string_view(path).substr(folder.size()))) return {};
  if (words[0] == "120000") {
    to.left_out.push_back({path, "a link is not followed", true});
    return {};
  }
  const std::optional<std::uint64_t> size = number(words[3]);
  if (!size) {
    return fail(ErrorCode::Io, path + ": its object is missing or broken in this repository",
                "git fsck tells more; in a partial clone git fetch --refetch brings it");
  }
  to.files.push_back({path, std::string(words[2]), *size});
  return {};
}

}  // namespace

Result<GitFiles> find_in_git(std::string_view spec, const ReadLimits& limits,
                             const std::stop_token& stop) {
  const Result<std::string> object = resolve(spec, stop);
  if (!object) return tl::unexpected<Error>(object.error());
  const Result<ChildOutput> type = run_git({"cat-file", "-t", *object}, {}, kSmallOutput, stop);
  if (!type) return tl::unexpected<Error>(type.error());
  GitFiles found;
  if (first_line(type->out) == "blob") {
    const Result<ChildOutput> size = run_git({"cat-file", "-s", *object}, {}, kSmallOutput, stop);
    if (!size) return tl::unexpected<Error>(size.error());
    found.files.push_back({"", *object, number(first_line(size->out)).value_or(0)});
    return found;
  }
  const Result<ChildOutput> tree =
      run_git({"ls-tree", "--full-tree", "-r", "-l", "-z", *object}, {}, kTreeOutput, stop);
  if (!tree) return tl::unexpected<Error>(tree.error());
  if (tree->exit_code != 0 || tree->too_much)
    return fail(ErrorCode::Io, "git:" + std::string(spec) + ": git ls-tree could not list it");
  for (std::string_view rest = tree->out; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    if (found.files.size() >= limits.max_files) {
      found.left_out.push_back(
          {"", "only the first " + std::to_string(limits.max_files) + " files were read", true});
      break;
    }
    if (Result<void> added = add_entry(rest.substr(0, end), found); !added) {
      added.error().message = "git:" + std::string(spec) + ": " + added.error().message;
      return tl::unexpected<Error>(std::move(added.error()));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::ranges::sort(found.files, {}, &GitFile::path);
  return found;
}

Result<std::vector<std::string>> read_from_git(std::span<const GitFile> files,
                                               const std::stop_token& stop) {
  std::string wanted;
  std::size_t most = kSmallOutput;
  constexpr std::size_t kHeader = 128;
  for (const GitFile& file : files) {
    wanted += file.object + "\n";
    most += file.size + kHeader;
  }
  Result<ChildOutput> output = run_git({"cat-file", "--batch"}, std::move(wanted), most, stop);
  if (!output) return tl::unexpected<Error>(output.error());
  // "OBJECT TYPE SIZE\n", as many bytes, "\n"; once for each.
  std::vector<std::string> texts;
  std::string_view rest = output->out;
  for (const GitFile& file : files) {
    const std::string_view header = first_line(rest);
    const auto size = number(header.substr(header.rfind(' ') + 1));
    if (!size || header.size() + 1 + *size + 1 > rest.size())
      return fail(ErrorCode::Io, "git cat-file gave no object " + file.object);
    texts.emplace_back(rest.substr(header.size() + 1, *size));
    rest.remove_prefix(header.size() + 1 + *size + 1);
  }
  return texts;
}

}  // namespace rbacgraph
