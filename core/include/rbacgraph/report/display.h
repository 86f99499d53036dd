/// Names as people see them: safe for a terminal, and of known width.
///
/// Names come from hostile input. What could move the cursor, hide or reorder text is shown as an
/// escape (`\x1b`, `\u202e`) and never sent as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/base/source_ref.h"
#include "rbacgraph/k8s/subject.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

class SourceNames;

/// The text with control characters, invisible and direction-changing characters and bytes that
/// are no UTF-8 as escapes. Anything else, the backslash too, stays as it is.
std::string printable(std::string_view text);

/// Printable text for people, in which words of more than 512 bytes are cut: 64 characters, then
/// "… (100000 bytes)". Quotes and punctuation around a word stay.
std::string with_short_words(std::string_view text);

/// Columns that printable text takes in a terminal: 2 for wide East Asian characters, 0 for
/// combining ones.
std::size_t display_width(std::string_view text);

/// sa:ns/name, user:NAME, group:NAME: the spelling that every command takes. Not yet printable.
/// An account without namespace, which only a dead grant has, is nobody that one could ask about:
/// "sa:name (without namespace)".
std::string spell(const SubjectRef& subject);

/// "RoleBinding/web"; the namespace is told elsewhere.
std::string kind_and_name(std::string_view kind, std::string_view name);

/// "file:12:3", as much of it as is known; "" for an unknown place. The file is named as the user
/// gave it, or by `names`. Only the former is printable.
std::string place_text(const Snapshot& snapshot, const SourceRef& ref);
std::string place_text(const SourceNames& names, const SourceRef& ref);

/// "1 subject", "12 subjects".
std::string count_text(std::uint64_t count, std::string_view singular);

}  // namespace rbacgraph
