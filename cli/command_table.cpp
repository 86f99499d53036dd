#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "cli/command.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array kPlanned{
    std::string_view{"audit"},   //
    std::string_view{"check"},   //
    std::string_view{"report"},  //
};

constexpr std::array<OptionSpec, 1> kVersionOption{
    {{"version", '\0', Takes::Nothing, "", "as the command version"}}};

std::vector<std::string_view> names_of(std::span<const Command> table, bool with_aliases) {
  std::vector<std::string_view> names;
  for (const Command& command : table) {
    names.push_back(command.name);
    if (with_aliases) names.insert(names.end(), command.aliases.begin(), command.aliases.end());
  }
  return names;
}

}  // namespace

std::span<const Command> commands() {
  // Not constant data: the entries live in other translation units.
  static const std::array kTable{
      kWhoCan,      //
      kCanI,        //
      kRules,       //
      kMatrix,      //
      kExplain,     //
      kPath,        //
      kGraph,       //
      kLookup,      //
      kShow,        //
      kLint,        //
      kDiff,        //
      kStatus,      //
      kCollect,     //
      kWhoami,      //
      kCompletion,  //
      kVersion,     //
      kHelp,        //
  };
  return kTable;
}

const Command* find_command(std::string_view name) {
  const std::span<const Command> table = commands();
  const auto found = std::ranges::find_if(table, [&](const Command& command) {
    return command.name == name ||
           std::ranges::find(command.aliases, name) != command.aliases.end();
  });
  return found == table.end() ? nullptr : &*found;
}

std::vector<OptionGroup> options_before_command() {
  std::vector<OptionGroup> groups{{"Options", kVersionOption}};
  for (const Command& command : commands())
    groups.insert(groups.end(), command.options.begin(), command.options.end());
  return groups;
}

std::span<const std::string_view> planned_commands() { return kPlanned; }

Error unknown_command(std::string_view word) {
  const std::string there =
      fmt::format("this version has {}", fmt::join(names_of(commands(), false), ", "));
  if (std::ranges::find(kPlanned, word) != kPlanned.end())
    return {ErrorCode::Unsupported, fmt::format("{} is not in this version yet", word), there};
  std::vector<std::string> near;
  for (const std::string& name : nearest(word, names_of(commands(), true), 3)) {
    std::string main_name(find_command(name)->name);
    if (std::ranges::find(near, main_name) == near.end()) near.push_back(std::move(main_name));
  }
  const std::string hint =
      near.empty() ? there : fmt::format("did you mean {}?", fmt::join(near, " or "));
  return {ErrorCode::InvalidArgument, fmt::format("unknown command \"{}\"", word), hint};
}

}  // namespace rbacgraph::cli
