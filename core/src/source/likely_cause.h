/// What a text that is no manifest most likely is: a template that was not rendered, a message of
/// kubectl, a table, a web page, something binary.
///
/// All of it looks at the text and quotes nothing of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rbacgraph {

struct LikelyCause {
  std::string_view code;
  std::string what;
  std::string hint;
};

/// By the beginning of a document: what can be told without reading it, and is never an object.
std::optional<LikelyCause> cause_at_beginning(std::string_view document);

/// By its first bytes: it is of a binary format, or half of it are control characters.
bool is_surely_binary(std::string_view start);

/// Of a document that can't be read; looks into the text as well.
std::optional<LikelyCause> likely_cause(std::string_view document);

/// A line that kubectl prints to standard error, as it is before and after a dump that was saved
/// with 2>&1. nullopt if it is none; `failed` where what was asked for may be missing.
struct KubectlLine {
  std::string what;
  bool failed = false;
};
std::optional<KubectlLine> kubectl_line(std::string_view line);

}  // namespace rbacgraph
