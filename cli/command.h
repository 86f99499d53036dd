/// A command as one entry of a table: it feeds dispatch, help and spelling suggestions.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"
#include "cli/io.h"
#include "cli/options.h"
#include "cli/talk.h"
#include "rbacgraph/report/cluster_answers.h"

namespace rbacgraph::cli {

struct Invocation {
  const Options& options;
  Io& io;
  Talk& talk;
  bool color = false;  ///< of what goes to `io.out`
  /// Where several clusters are asked, the part of one: takes its tables.
  ClusterAnswer* part = nullptr;
};

struct Example {
  std::string_view command;  ///< a whole command line; tests parse it
  std::string_view what;
};

struct Command {
  std::string_view name;
  std::span<const std::string_view> aliases;
  std::string_view summary;  ///< one line
  std::span<const std::string_view> usage;
  std::string_view details;  ///< paragraphs below the usage, "" for none
  std::span<const Example> examples;
  std::span<const OptionGroup> options;  ///< a group without title is not in the help
  Result<ExitCode> (*run)(const Invocation&);
  /// Asked about several contexts, it is not run once for each, but says itself what that means.
  bool one_cluster = false;
};

/// In the order of the help.
std::span<const Command> commands();
/// By name or alias; null if there is none.
const Command* find_command(std::string_view name);

/// Which options may stand before the command, and which of them take the next word as a value.
std::vector<OptionGroup> options_before_command();

/// Commands of later versions: named so that their users learn it.
std::span<const std::string_view> planned_commands();
/// For a word that is no command.
Error unknown_command(std::string_view word);

/// Each in a file of its own name.
extern const Command kWhoCan;
extern const Command kCanI;
extern const Command kCompletion;
extern const Command kDiff;
extern const Command kExplain;
extern const Command kGraph;
extern const Command kHelp;
extern const Command kLint;
extern const Command kLookup;
extern const Command kMatrix;
extern const Command kPath;
extern const Command kRules;
extern const Command kShow;
extern const Command kStatus;
extern const Command kVersion;
extern const Command kWhoami;
extern const Command kCollect;

}  // namespace rbacgraph::cli
