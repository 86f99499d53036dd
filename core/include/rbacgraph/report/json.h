/// JSON that scripts rely on (DESIGN §9): one envelope, `apiVersion: rbacgraph/v1` and a `kind`.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

/// A WhoCan document, or for several answers (comma lists) a WhoCanList of them. Members are in
/// the order of DESIGN §9; two blanks of indent; a final newline.
void write_json(std::ostream& out, std::span<const Answer> answers);

/// One {"allowed":…} line of `can-i --reviews`.
std::string review_line(const Snapshot& snapshot, const Decision& decision);
std::string review_error_line(std::string_view message);

}  // namespace rbacgraph
