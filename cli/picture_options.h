/// The options of pictures: how much is drawn, and which part.
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "cli/options.h"
#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/base/pattern.h"

namespace rbacgraph::cli {

/// --no-fold and --max-nodes (cli/output_format.h), of every command that can draw its answer.
Result<PictureBudget> picture_budget(const Options& options);

/// --kinds: "subjects,roles", or single kinds in kubectl's words; empty where it is not given.
Result<std::set<PictureKind>> kinds_option(const Options& options);

/// A regular expression; nullopt where it is not given.
Result<std::optional<Pattern>> pattern_option(const Options& options, std::string_view name);

}  // namespace rbacgraph::cli
