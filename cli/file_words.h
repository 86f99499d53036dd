/// Words of a command line that name files, where something else is expected.
///
/// `who-can list secrets dump.json` lacks the -f: the cluster would be asked about a Secret of that
/// name, and what it says would look like an answer from the file. `-f *.json` is the same for all
/// files but the first.
#pragma once

#include <string>
#include <string_view>

#include "cli/options.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph::cli {

/// Fails where a word is a file, or is spelled like one that is not there; nothing is refused of a
/// command without -f.
Result<void> refuse_files(const Options& options);

/// `word` is one argument too many for a command that reads files with -f; `hint` is what is said
/// where it is no file.
tl::unexpected<Error> too_many_arguments(const Options& options, const std::string& word,
                                         std::string_view hint);

}  // namespace rbacgraph::cli
