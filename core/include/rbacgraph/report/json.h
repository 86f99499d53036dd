/// JSON that scripts rely on (DESIGN §9): one envelope, `apiVersion: rbacgraph/v1` and a `kind`.
///
/// Members come in the order of DESIGN §9, with two blanks of indent and a final newline. Equal
/// answers give equal bytes. Names that are no UTF-8 have their bad bytes replaced by U+FFFD.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/can_i.h"

namespace rbacgraph {

/// One answer: a WhoCan document. Several answers (comma lists), which share their graph: a
/// WhoCanList whose `items` are WhoCan documents; what is said of the input is then in the list
/// alone. `answers` is not empty.
void write_json(std::ostream& out, std::span<const Answer> answers);

/// A CanI document: `query`, `user`, `allowed`, `unknown` where it is, `reason`, `grants`.
void write_json(std::ostream& out, const CanIAnswer& answer);

/// One {"allowed":…} line of `can-i --reviews`, without a newline.
std::string review_line(const Snapshot& snapshot, const Decision& decision);
std::string review_error_line(std::string_view message);

}  // namespace rbacgraph
