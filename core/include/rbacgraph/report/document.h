/// Documents that scripts rely on (DESIGN §9): one envelope, `apiVersion: rbacgraph/v1` and a
/// `kind`. core/schema has the JSON Schema of each kind.
///
/// A document is put together once and written as
///
///   Json    members in the order of DESIGN §9, two blanks of indent, a final newline
///   Yaml    the very same document; YAML 1.1 and 1.2 readers understand it alike
///   Ndjson  its `items`, one a line. Where several questions were asked, each line begins with the
///           `query` that it answers. A document that has no `items` is a line of its own. What
///           else a document says is left out: whoever asks for lines is told of it another way.
///
/// Equal answers give equal bytes. Names that are no UTF-8 have their bad bytes replaced by U+FFFD.
/// Characters that a terminal would obey, or that hide or turn text, are written as escapes.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/diff_report.h"
#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/analysis/lint.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/analysis/matrix.h"
#include "rbacgraph/analysis/path.h"
#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/analysis/show.h"
#include "rbacgraph/analysis/status.h"

namespace rbacgraph {

enum class DocumentFormat : std::uint8_t { Json, Yaml, Ndjson };

/// One answer: a WhoCan document. Several answers (comma lists), which share their graph: a
/// WhoCanList whose `items` are WhoCan documents; what is said of the input is then in the list
/// alone. `answers` is not empty.
void write_document(std::ostream& out, DocumentFormat format, std::span<const Answer> answers);

/// A CanI document: `query`, `user`, `allowed`, `unknown` where it is, `reason`, `grants`.
void write_document(std::ostream& out, DocumentFormat format, const CanIAnswer& answer);

/// A Rules document: the items are PolicyRules with scope and grants.
void write_document(std::ostream& out, DocumentFormat format, const RulesAnswer& answer);

/// A Matrix document: an item for each resource, with what each subject can do by verb.
void write_document(std::ostream& out, DocumentFormat format, const Matrix& matrix);

/// A Path document: the items are paths, each a list of hops.
void write_document(std::ostream& out, DocumentFormat format, const PathAnswer& answer);

/// An Explain document: `allowed` anywhere at all, where, the `grants` of a yes, the `misses` of a
/// no, and the `cuts` where they were asked for (else null).
void write_document(std::ostream& out, DocumentFormat format, const Explanation& explanation,
                    const Cuts* cuts);

/// A Lookup document: the items are bindings, each with one of the places that make it a row.
void write_document(std::ostream& out, DocumentFormat format, const LookupAnswer& answer);

/// A Show document: the object, and lists of what is to tell of one of its kind.
void write_document(std::ostream& out, DocumentFormat format, const Shown& shown);

/// A Status document: `objects`, `passedOver` and `codes` in place of `items`, and all diagnostics.
void write_document(std::ostream& out, DocumentFormat format, const Status& status);

/// A Lint document: the items are findings; `checks` says what their ids mean, `summary` counts.
void write_document(std::ostream& out, DocumentFormat format, const LintReport& report);

/// A Diff document: `objects` and `access` in place of `items`, and a `summary` that counts them.
/// What is said of an input has the `side` that it is of. Lines are those of `access`.
void write_document(std::ostream& out, DocumentFormat format, const DiffReport& report);

/// One {"allowed":…} line of `can-i --reviews`, without a newline.
std::string review_line(const Snapshot& snapshot, const Decision& decision);
std::string review_error_line(std::string_view message);

}  // namespace rbacgraph
