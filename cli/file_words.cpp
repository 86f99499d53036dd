#include "cli/file_words.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace rbacgraph::cli {
namespace {

namespace fs = std::filesystem;

fs::file_type type_of(const std::string& path) {
  std::error_code none;
  return fs::status(path, none).type();
}

bool is_there(const std::string& path) {
  const fs::file_type type = type_of(path);
  return type != fs::file_type::not_found && type != fs::file_type::none;
}

bool has_ending_of_file(std::string_view word) {
  constexpr std::array<std::string_view, 5> kEndings{".json", ".yaml", ".yml", ".ndjson", ".gz"};
  return std::ranges::any_of(kEndings,
                             [&](std::string_view ending) { return word.ends_with(ending); });
}

/// No name of an object, and no subject, is spelled so.
bool is_path(std::string_view word) {
  return word == "." || word == ".." || word.starts_with("./") || word.starts_with("../") ||
         (word.ends_with('/') && !word.starts_with('/'));
}

/// Spelled in full it may be a name: `configmaps/app.json`, `user:app.json`, and `/openapi.json` is
/// a URL.
bool is_spelled_like_file(std::string_view word) {
  return is_path(word) ||
         (has_ending_of_file(word) && word.find_first_of("/:=") == std::string_view::npos);
}

/// What to do instead. An object may have such a name.
std::string hint_for(const Options& options, const std::string& word) {
  std::string hint = options.has("filename")
                         ? fmt::format("every file takes an -f of its own: -f {}", word)
                         : fmt::format("files are read with -f: -f {}", word);
  if (options.knows("name") && !is_path(word))
    hint += fmt::format("; an object of that name is asked about with --name {}", word);
  return hint;
}

tl::unexpected<Error> is_file_error(const Options& options, const std::string& word) {
  const bool folder = type_of(word) == fs::file_type::directory;
  return fail(
      ErrorCode::InvalidArgument,
      fmt::format("\"{}\" is a {}, and no part of the question", word, folder ? "folder" : "file"),
      hint_for(options, word));
}

}  // namespace

Result<void> refuse_files(const Options& options) {
  if (!options.knows("filename")) return {};
  for (const std::string& word : options.words()) {
    if (word == "-") {
      return fail(ErrorCode::InvalidArgument, "\"-\" is no part of the question",
                  "standard input is read with -f -");
    }
    if ((has_ending_of_file(word) || is_path(word)) && is_there(word))
      return is_file_error(options, word);
    if (!options.has("filename") && is_spelled_like_file(word)) {
      return fail(
          ErrorCode::InvalidArgument,
          fmt::format("\"{}\" is spelled like a file, and there is none of that name", word),
          hint_for(options, word));
    }
  }
  return {};
}

tl::unexpected<Error> too_many_arguments(const Options& options, const std::string& word,
                                         std::string_view hint) {
  if (is_there(word)) return is_file_error(options, word);
  return fail(ErrorCode::InvalidArgument, fmt::format("too many arguments: \"{}\"", word),
              std::string(hint));
}

}  // namespace rbacgraph::cli
