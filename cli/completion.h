/// What may stand next on a command line, for the shells' completion. Everything comes from the
/// command table: commands, options, the words of a usage line (VERB, TYPE, SUBJECT …), and from
/// the input that -f names on the line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rbacgraph::cli {

struct Candidate {
  std::string text;  ///< the whole word
  std::string what;  ///< a few words about it, "" for none
};

struct Completion {
  /// The numbers are those of kubectl's completion protocol, which shells' scripts read.
  enum class Then : std::uint8_t {
    Files = 0,        ///< where there is no candidate: names of files
    NoSpace = 2 | 4,  ///< a word goes on behind the candidate
    Nothing = 4,
  };
  std::vector<Candidate> candidates;  ///< sorted, without repetition, safe for a terminal
  Then then = Then::Nothing;
};

/// `words` are those behind the program's name; the last one is being typed, and may be empty.
/// Never fails: what is wrong on the line, or can't be read in about a second, has no candidates.
Completion complete(std::span<const std::string> words);

/// How a shell reads a word of its line: without quotes and backslashes. Nothing is expanded.
std::string unquoted(std::string_view word);

/// The script for one of kCompletionShells; it asks the program for candidates.
std::string_view completion_script(std::string_view shell);

}  // namespace rbacgraph::cli
