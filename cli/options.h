/// Options as tables: one entry feeds the parser, the help and the spelling suggestions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"

namespace rbacgraph::cli {

enum class Takes : std::uint8_t {
  Nothing,
  Value,          ///< the last one counts
  Values,         ///< may be given again
  OptionalValue,  ///< after "=" only, else `implied`
};

struct OptionSpec {
  std::string_view name;  ///< the long name, without dashes
  char letter = '\0';
  Takes takes = Takes::Nothing;
  std::string_view value;  ///< what the help calls its value
  std::string_view help;
  std::string_view implied;
};

struct OptionGroup {
  std::string_view title;
  std::span<const OptionSpec> options;
};

/// What was given. Asking for an option that is in no table of the command is a bug, and throws.
class Options {
 public:
  bool has(std::string_view name) const;
  /// Is there such an option in the command's table?
  bool knows(std::string_view name) const { return given_.contains(name); }
  std::optional<std::string> value(std::string_view name) const;
  const std::vector<std::string>& values(std::string_view name) const;
  /// The same with other values for an option of the table; none: as if it was not given.
  Options with(std::string_view name, std::vector<std::string> values) const;
  /// The arguments that are no options, in order.
  const std::vector<std::string>& words() const { return words_; }

 private:
  friend Result<Options> parse_options(std::span<const OptionGroup>, std::span<const std::string>);
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
  std::vector<std::string> words_;
};

Result<Options> parse_options(std::span<const OptionGroup> groups,
                              std::span<const std::string> args);

/// The option that an argument spells ("--output", "-o"), without a value behind "="; or null.
const OptionSpec* spelled_option(std::span<const OptionGroup> groups, std::string_view arg);
/// Is the next argument the option's value?
bool takes_next(const OptionSpec& spec);

/// The index of the first argument that is no option or value of one; args.size() if there is none.
std::size_t find_first_word(std::span<const OptionGroup> groups, std::span<const std::string> args);

/// Which of `choices` was given for an option; `fallback` if it was not given.
Result<std::size_t> choice(const Options& options, std::string_view name,
                           std::span<const std::string_view> choices, std::size_t fallback);

/// The words of an option that takes a list with commas, each once, in their order; none if it was
/// not given. Empty words are refused.
Result<std::vector<std::string>> list_option(const Options& options, std::string_view name,
                                             std::string_view value);
/// The same of an option that may be given again, of all of its lists together.
Result<std::vector<std::string>> lists_option(const Options& options, std::string_view name,
                                              std::string_view value);

/// "did you mean X or Y?", "" if nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates,
                         std::string_view prefix = {});

}  // namespace rbacgraph::cli
