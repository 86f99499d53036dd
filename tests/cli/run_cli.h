/// Commands run in process, as tests need them.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rbacgraph::test {

struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

/// The words of a command line, with '…' and "…" as a shell takes them, without the program's name.
std::vector<std::string> words_of(std::string_view command_line);

/// Runs "rbacgraph …" (or the words behind it) with this standard input.
Ran run_cli(std::string_view command_line, const std::string& in = {});

/// A new directory with these files in it, the current one as long as this lives, then removed.
class Directory {
 public:
  explicit Directory(std::initializer_list<std::pair<std::string, std::string>> files = {});
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

 private:
  std::filesystem::path before_;
  std::filesystem::path path_;
};

/// A small policy of all four kinds: nothing is missing in it. mia reads pods everywhere; the
/// account ci/runner reads secrets in shop; noor the secret tls in shop.
std::string shop_yaml();

}  // namespace rbacgraph::test
