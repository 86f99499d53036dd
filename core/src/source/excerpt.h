/// The line around a problem, without anything that might be a secret.
///
/// Damage may put a part of a Secret into a line of a role: then the kind of the document is no
/// protection. So what is shown of a line is no more than the fields and words that the RBAC API
/// itself is made of, what templates have between their braces, and the name after `name:` and
/// `namespace:`. In place of all else there is "…".
#pragma once

#include <cstddef>
#include <string_view>

#include "rbacgraph/base/diagnostic.h"

namespace rbacgraph {

/// Of the line of `text` that `at` is in, which is cut around that place if it is long. With
/// `show_word` the word there is shown whatever it is: a number or boolean in place of a name.
/// Empty where nothing would be seen.
Excerpt excerpt_of(std::string_view text, std::size_t at, bool show_word);

/// The document's text shows it as one of the four RBAC kinds, and nothing else.
bool looks_like_policy(std::string_view yaml_document);

}  // namespace rbacgraph
