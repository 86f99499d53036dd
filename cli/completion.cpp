#include "cli/completion.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include "cli/command.h"
#include "cli/completion_input.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::cli {
namespace {

/// A line as far as it goes, taken apart by an option table.
struct Line {
  std::vector<std::string> words;         ///< the arguments that are no options
  std::vector<std::string_view> options;  ///< long names
  std::vector<std::string> inputs;        ///< values of -f
  std::optional<std::string> kubeconfig;
  const OptionSpec* awaiting = nullptr;  ///< the last argument is this option, without its value
  bool only_words = false;               ///< behind "--"

  bool has(std::string_view option) const {
    return std::ranges::find(options, option) != options.end();
  }
};

/// What the value of an option tells of where candidates come from.
void take_value(Line& line, const OptionSpec& spec, std::string value) {
  if (spec.name == "filename") {
    line.inputs.push_back(std::move(value));
  } else if (spec.name == "kubeconfig") {
    line.kubeconfig = std::move(value);
  }
}

Line take_apart(std::span<const OptionGroup> groups, std::span<const std::string> args) {
  Line line;
  for (const std::string& arg : args) {
    if (line.awaiting != nullptr) {
      take_value(line, *line.awaiting, arg);
      line.awaiting = nullptr;
    } else if (line.only_words || arg.size() < 2 || arg.front() != '-') {
      line.words.push_back(arg);
    } else if (arg == "--") {
      line.only_words = true;
    } else {
      const std::size_t equals = arg.find('=');
      const OptionSpec* spec = spelled_option(groups, std::string_view(arg).substr(0, equals));
      if (spec == nullptr) continue;
      line.options.push_back(spec->name);
      if (equals == std::string::npos) {
        if (takes_next(*spec)) line.awaiting = spec;
      } else {
        take_value(line, *spec, arg.substr(equals + 1));
      }
    }
  }
  return line;
}

bool is_choice(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0 || c == '-';
  }) && text != "-";
}

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// "table|wide|json" are three words to choose from; "1.31…1.36" are six.
std::vector<Candidate> choices(std::string_view value) {
  std::vector<Candidate> result;
  constexpr std::string_view kRange = "…";
  if (const std::size_t range = value.find(kRange); range != std::string_view::npos) {
    const std::string_view first = value.substr(0, range);
    const std::string_view last = value.substr(range + kRange.size());
    const std::size_t dot = first.rfind('.') + 1;
    const int end = number(last.substr(last.rfind('.') + 1));
    for (int at = number(first.substr(dot)); at <= end; ++at)
      result.push_back({std::string(first.substr(0, dot)).append(std::to_string(at)), ""});
    return result;
  }
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find('|', at), value.size());
    if (!is_choice(value.substr(at, end - at))) return {};
    result.push_back({std::string(value.substr(at, end - at)), ""});
    at = end + 1;
  }
  return result;
}

/// What the value of an option, or a word of the usage, may be.
Completion of_kind(std::string_view kind, std::string_view option, const Line& line,
                   std::string_view word) {
  using Then = Completion::Then;
  if (const std::vector<Candidate> fixed = choices(kind); !fixed.empty())
    return {fixed, Then::Nothing};
  if (kind.starts_with("FILE") || kind.starts_with("DIR")) return {{}, Then::Files};
  if (kind == "COMMAND") {
    std::vector<Candidate> names;
    for (const Command& command : commands())
      names.push_back({std::string(command.name), std::string(command.summary)});
    return {names, Then::Nothing};
  }
  if (kind == "CONTEXT") return {contexts_of(line.kubeconfig), Then::Nothing};
  if (kind == "VERB") return {CompletionInput(line.inputs).verbs(), Then::Nothing};
  if (kind == "TYPE") return {CompletionInput(line.inputs).types(word), Then::Nothing};
  if (kind == "SUB") return {CompletionInput(line.inputs).subresources(), Then::Nothing};
  if (kind == "NS") return {CompletionInput(line.inputs).namespaces(), Then::Nothing};
  if (kind == "SUBJECT") return CompletionInput(line.inputs).subjects(word);
  if (kind == "ROLE") {
    return CompletionInput(line.inputs).objects(word, {NamedKind::ClusterRole, NamedKind::Role});
  }
  if (kind == "BINDING") {
    return CompletionInput(line.inputs)
        .objects(word, {NamedKind::ClusterRoleBinding, NamedKind::RoleBinding});
  }
  if (kind == "WORKLOAD") return CompletionInput(line.inputs).objects(word, {NamedKind::Workload});
  if (kind == "KIND") return CompletionInput(line.inputs).objects(word, NamedKinds::all());
  if (kind == "GROUP") {
    return {option == "api-group" ? CompletionInput(line.inputs).api_groups()
                                  : CompletionInput(line.inputs).groups(),
            Then::Nothing};
  }
  return {};
}

/// The kinds of a usage line's words: "who-can VERB[,VERB...] TYPE[...] [NAME] -f FILE" has VERB,
/// TYPE and NAME. Behind a | stands another form of the word before it. A last one with "..."
/// repeats.
std::vector<std::string_view> usage_kinds(std::string_view usage) {
  std::vector<std::string_view> kinds;
  bool alternative = false;
  std::size_t at = std::min(usage.find(' '), usage.size());
  while (at < usage.size()) {
    ++at;
    const std::size_t end = std::min(usage.find(' ', at), usage.size());
    std::string_view token = usage.substr(at, end - at);
    at = end;
    if (token.starts_with("[")) token.remove_prefix(1);
    if (token.starts_with("-")) break;
    if (token == "|") {
      alternative = true;
      continue;
    }
    if (!std::exchange(alternative, false)) {
      if (token.ends_with("]")) token.remove_suffix(1);
      kinds.push_back(choices(token).size() > 1
                          ? token
                          : token.substr(0, token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ")));
      if (token.ends_with("...") && token.find('[') == std::string_view::npos)
        kinds.resize(kinds.size() + 8, kinds.back());
    }
  }
  return kinds;
}

Completion options_of(std::span<const OptionGroup> groups) {
  Completion result;
  for (const OptionGroup& group : groups) {
    if (!group.title.empty()) {
      for (const OptionSpec& spec : group.options)
        result.candidates.push_back({std::string("--").append(spec.name), std::string(spec.help)});
    }
  }
  return result;
}

Completion positional(const Command& command, const Line& line, std::string_view word) {
  std::vector<std::string_view> kinds = usage_kinds(command.usage.front());
  // They stand in the place of a word.
  if (line.has("any-verb")) std::erase(kinds, "VERB");
  if (line.has("any-resource")) std::erase(kinds, "TYPE");
  for (const std::string_view option : {"regex", "role", "binding", "workload"})
    if (line.has(option)) std::erase(kinds, "SUBJECT");
  if (line.words.size() >= kinds.size()) return {};
  const std::string_view kind = kinds[line.words.size()];
  // Of a list, the last part is being typed.
  const std::size_t comma =
      kind == "VERB" || kind == "TYPE" ? word.rfind(',') : std::string_view::npos;
  const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
  Completion result = of_kind(kind, "", line, word.substr(begin));
  for (Candidate& each : result.candidates) each.text.insert(0, word.substr(0, begin));
  return result;
}

Completion every_candidate(std::span<const std::string> args, std::string_view word) {
  const std::vector<OptionGroup> before = options_before_command();
  const std::size_t at = find_first_word(before, args);
  const Command* command = at < args.size() ? find_command(args[at]) : nullptr;
  if (at < args.size() && command == nullptr) return {};
  std::vector<std::string> rest(args.begin(), args.end());
  if (command != nullptr) rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  const std::span<const OptionGroup> groups = command != nullptr ? command->options : before;

  const Line line = take_apart(groups, rest);
  if (line.awaiting != nullptr)
    return of_kind(line.awaiting->value, line.awaiting->name, line, word);
  if (!line.only_words && word.starts_with("-") && word != "-") {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return options_of(groups);
    const OptionSpec* spec = spelled_option(groups, word.substr(0, equals));
    if (spec == nullptr) return {};
    Completion values = of_kind(spec->value, spec->name, line, word.substr(equals + 1));
    for (Candidate& each : values.candidates) each.text.insert(0, word.substr(0, equals + 1));
    return values;
  }
  if (!line.only_words && word == "-") return options_of(groups);
  return command != nullptr ? positional(*command, line, word) : of_kind("COMMAND", "", line, word);
}

}  // namespace

Completion complete(std::span<const std::string> words) {
  if (words.empty()) return {};
  const std::string& word = words.back();
  Completion result = every_candidate(words.first(words.size() - 1), word);
  // Names of the input that a terminal shows otherwise than they are can't be typed either.
  std::erase_if(result.candidates, [&](const Candidate& each) {
    return !each.text.starts_with(word) || printable(each.text) != each.text;
  });
  std::ranges::sort(result.candidates, {}, &Candidate::text);
  const auto repeated = std::ranges::unique(result.candidates, {}, &Candidate::text);
  result.candidates.erase(repeated.begin(), repeated.end());
  return result;
}

std::string unquoted(std::string_view word) {
  std::string text;
  char quote = '\0';
  for (std::size_t at = 0; at < word.size(); ++at) {
    const char c = word[at];
    if (c == '\\' && quote != '\'' && at + 1 < word.size()) {
      text += word[++at];
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace rbacgraph::cli
