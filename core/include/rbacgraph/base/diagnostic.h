/// What a user should know about the input or the answer: nothing is passed over in silence.
///
/// A Diagnostic never stops the work; an Error (base/error.h) does. `code` is stable and made for
/// scripts ("dangling-role-ref"), `message` for people. A message quotes names, never values of
/// fields that the model does not keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rbacgraph/base/source_ref.h"

namespace rbacgraph {

enum class Severity : std::uint8_t { Info, Warning, Error };

std::string_view to_string(Severity severity);

/// An object by its identity, in words: kind, namespace ("" for cluster-scoped kinds) and name.
struct ObjectRef {
  std::string kind;
  std::string ns;
  std::string name;
  friend auto operator<=>(const ObjectRef&, const ObjectRef&) = default;
};

/// The line of a problem, as far as it may be shown: "…" stands for what is left out.
///
/// Never of a Secret, nor of anything that is not known to be of a kind that the model keeps; and
/// even then no more than words that every policy may have, and names. Not escaped.
struct Excerpt {
  std::string line;       ///< "" if there is none
  std::size_t caret = 0;  ///< of the problem, in bytes
};

struct Diagnostic {
  Severity severity = Severity::Warning;
  std::string code;
  std::string message;
  std::optional<ObjectRef> object;
  SourceRef source;
  std::string hint;  ///< the next step, "" if there is none
  /// Part of the input is missing because of this, so a "no" may be wrong.
  bool incomplete = false;
  Excerpt excerpt;
};

}  // namespace rbacgraph
