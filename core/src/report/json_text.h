/// Values as JSON text.
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace rbacgraph {

using Json = nlohmann::ordered_json;

/// How a character beyond U+FFFF is escaped: JSON knows surrogate pairs only, YAML has `\U`.
enum class LongEscape : std::uint8_t { SurrogatePair, EightDigits };

/// Text of a value. Bytes that are no UTF-8 become U+FFFD; control characters, and those that hide
/// or turn text, are escapes. `indent` -1: on one line.
std::string dump(const Json& value, int indent, LongEscape escape = LongEscape::SurrogatePair);

}  // namespace rbacgraph
