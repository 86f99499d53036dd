#include "cli/options.h"

#include <algorithm>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "rbacgraph/base/text.h"

namespace rbacgraph::cli {
namespace {

const OptionSpec* find_long(std::span<const OptionGroup> groups, std::string_view name) {
  for (const OptionGroup& group : groups) {
    for (const OptionSpec& spec : group.options)
      if (spec.name == name) return &spec;
  }
  return nullptr;
}

const OptionSpec* find_letter(std::span<const OptionGroup> groups, char letter) {
  for (const OptionGroup& group : groups) {
    for (const OptionSpec& spec : group.options)
      if (spec.letter == letter && letter != '\0') return &spec;
  }
  return nullptr;
}

bool is_option_word(std::string_view arg) { return arg.size() > 1 && arg.front() == '-'; }

/// Three shapes that kubectl's users write and CLI11 reads otherwise: `--name=` (an empty value),
/// `-n=shop`, and an option whose value may be left out.
std::vector<std::string> normalized(std::span<const OptionGroup> groups,
                                    std::span<const std::string> args) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < args.size(); ++at) {
    const std::string& arg = args[at];
    if (arg == "--") {
      result.insert(result.end(), args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
      break;
    }
    const std::size_t equals = arg.find('=');
    const std::string_view head = std::string_view(arg).substr(0, equals);
    const OptionSpec* spec = is_option_word(head) ? spelled_option(groups, head) : nullptr;
    if (spec != nullptr && equals != std::string::npos && takes_next(*spec)) {
      result.emplace_back(head);
      result.push_back(arg.substr(equals + 1));
    } else if (spec != nullptr && spec->takes == Takes::OptionalValue &&
               equals == std::string::npos) {
      result.push_back(fmt::format("--{}={}", spec->name, spec->implied));
    } else {
      result.push_back(arg);
      if (spec != nullptr && takes_next(*spec) && at + 1 < args.size())
        result.push_back(args[++at]);
    }
  }
  return result;
}

Error unknown_option(std::span<const OptionGroup> groups, std::string_view arg) {
  const std::string_view head = arg.substr(0, arg.find('='));
  std::string hint;
  if (head.starts_with("--")) {
    std::vector<std::string_view> names;
    for (const OptionGroup& group : groups)
      for (const OptionSpec& spec : group.options) names.push_back(spec.name);
    hint = did_you_mean(head.substr(2), names, "--");
  }
  if (hint.empty()) hint = "--help lists the options";
  return {ErrorCode::InvalidArgument, fmt::format("unknown option {}", head), hint};
}

std::string spelling(const OptionSpec& spec) {
  return spec.letter == '\0' ? fmt::format("--{}", spec.name)
                             : fmt::format("-{}/--{}", spec.letter, spec.name);
}

/// An option that is followed by another one lacks its value; CLI11 would take the other for it.
std::optional<Error> missing_value(std::span<const OptionGroup> groups,
                                   std::span<const std::string> args) {
  for (std::size_t at = 0; at < args.size() && args[at] != "--"; ++at) {
    const OptionSpec* spec = is_option_word(args[at]) ? spelled_option(groups, args[at]) : nullptr;
    if (spec == nullptr || !takes_next(*spec)) continue;
    const bool last = at + 1 == args.size();
    if (last ||
        (is_option_word(args[at + 1]) &&
         spelled_option(groups, std::string_view(args[at + 1]).substr(0, args[at + 1].find('='))) !=
             nullptr)) {
      return Error{ErrorCode::InvalidArgument,
                   fmt::format("option {} needs a value: {}", spelling(*spec), spec->value),
                   last ? ""
                        : fmt::format("if {} is the value, write --{}={}", args[at + 1], spec->name,
                                      args[at + 1])};
    }
    ++at;
  }
  return std::nullopt;
}

/// What CLI11 makes of a flag: --no-headers, and --no-headers=false.
bool is_flag_value(std::string_view value) { return value == "true" || value == "false"; }

void declare(CLI::App& app, std::span<const OptionGroup> groups) {
  for (const OptionGroup& group : groups) {
    for (const OptionSpec& spec : group.options) {
      std::string names = fmt::format("--{}", spec.name);
      if (spec.letter != '\0') names = fmt::format("-{},{}", spec.letter, names);
      if (spec.takes == Takes::Nothing) {
        app.add_flag(names);
      } else {
        CLI::Option* option = app.add_option(names);
        option->allow_extra_args(false);
        // Options that are given again are told apart when they are read: see Options::value.
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      }
    }
  }
}

/// The words of lists with commas, each once.
Result<std::vector<std::string>> words_in(const std::vector<std::string>& lists,
                                          std::string_view name, std::string_view value) {
  std::vector<std::string> words;
  for (const std::string& list : lists) {
    if (list.empty()) {
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("option --{} needs a value: {}", name, value));
    }
    for (std::size_t from = 0; from <= list.size();) {
      const std::size_t comma = std::min(list.find(',', from), list.size());
      const std::string_view word = std::string_view(list).substr(from, comma - from);
      from = comma + 1;
      if (word.empty()) {
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("an empty word in --{} \"{}\"", name, list),
                    "a list is words with commas between them: get,list");
      }
      if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
    }
  }
  return words;
}

/// Of an option, in their order; of a flag one, unless it is turned off again.
Result<std::vector<std::string>> given_values(const CLI::App& app, const OptionSpec& spec) {
  std::vector<std::string> given = app.get_option(fmt::format("--{}", spec.name))->results();
  if (spec.takes != Takes::Nothing) return given;
  if (!std::ranges::all_of(given, is_flag_value)) {
    return fail(ErrorCode::InvalidArgument,
                fmt::format("option {} takes no value", spelling(spec)));
  }
  if (!given.empty() && given.back() == "false") given.clear();
  return given;
}

}  // namespace

const OptionSpec* spelled_option(std::span<const OptionGroup> groups, std::string_view arg) {
  if (arg.starts_with("--")) return find_long(groups, arg.substr(2));
  return arg.size() == 2 ? find_letter(groups, arg[1]) : nullptr;
}

bool takes_next(const OptionSpec& spec) {
  return spec.takes == Takes::Value || spec.takes == Takes::Values;
}

bool Options::has(std::string_view name) const { return !values(name).empty(); }

std::optional<std::string> Options::value(std::string_view name) const {
  const std::vector<std::string>& all = values(name);
  if (all.empty()) return std::nullopt;
  return all.back();
}

Options Options::with(std::string_view name, std::vector<std::string> values) const {
  Options other = *this;
  other.given_.at(std::string(name)) = std::move(values);
  return other;
}

const std::vector<std::string>& Options::values(std::string_view name) const {
  const auto found = given_.find(name);
  if (found == given_.end())
    throw std::logic_error("no such option in the table: " + std::string(name));
  return found->second;
}

Result<Options> parse_options(std::span<const OptionGroup> groups,
                              std::span<const std::string> args) {
  if (std::optional<Error> error = missing_value(groups, args))
    return tl::unexpected<Error>(std::move(*error));
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::string> words;
  app.add_option("words", words);
  declare(app, groups);

  std::vector<std::string> reversed = normalized(groups, args);
  std::ranges::reverse(reversed);
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return fail(ErrorCode::InvalidArgument, error.what(), "--help shows the usage");
  }
  for (const std::string& extra : app.remaining()) {
    if (is_option_word(extra) && extra != "--")
      return tl::unexpected<Error>(unknown_option(groups, extra));
  }

  Options options;
  options.words_ = std::move(words);
  for (const OptionGroup& group : groups) {
    for (const OptionSpec& spec : group.options) {
      Result<std::vector<std::string>> given = given_values(app, spec);
      if (!given) return tl::unexpected<Error>(std::move(given.error()));
      options.given_.emplace(spec.name, std::move(*given));
    }
  }
  return options;
}

std::size_t find_first_word(std::span<const OptionGroup> groups,
                            std::span<const std::string> args) {
  for (std::size_t at = 0; at < args.size(); ++at) {
    if (!is_option_word(args[at])) return at;
    const OptionSpec* spec = spelled_option(groups, args[at]);
    if (spec != nullptr && takes_next(*spec)) ++at;
  }
  return args.size();
}

Result<std::size_t> choice(const Options& options, std::string_view name,
                           std::span<const std::string_view> choices, std::size_t fallback) {
  const std::optional<std::string> value = options.value(name);
  if (!value) return fallback;
  const auto found = std::ranges::find(choices, *value);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  std::string hint = did_you_mean(*value, choices);
  if (hint.empty()) hint = fmt::format("it takes {}", fmt::join(choices, ", "));
  return fail(ErrorCode::InvalidArgument,
              fmt::format("unknown value \"{}\" for --{}", *value, name), hint);
}

Result<std::vector<std::string>> list_option(const Options& options, std::string_view name,
                                             std::string_view value) {
  std::vector<std::string> lists;
  if (const std::optional<std::string> last = options.value(name)) lists.push_back(*last);
  return words_in(lists, name, value);
}

Result<std::vector<std::string>> lists_option(const Options& options, std::string_view name,
                                              std::string_view value) {
  return words_in(options.values(name), name, value);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates,
                         std::string_view prefix) {
  std::vector<std::string> near = nearest(word, candidates, 3);
  if (near.empty()) return {};
  for (std::string& each : near) each.insert(0, prefix);
  return fmt::format("did you mean {}?", fmt::join(near, " or "));
}

}  // namespace rbacgraph::cli
