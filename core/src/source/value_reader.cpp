#include "source/value_reader.h"

namespace rbacgraph {

std::string_view describe(ValueKind kind) {
  switch (kind) {
    case ValueKind::Null: return "null";
    case ValueKind::Bool: return "a boolean";
    case ValueKind::Number: return "a number";
    case ValueKind::String: return "a string";
    case ValueKind::Mapping: return "a mapping";
    case ValueKind::Sequence: return "a list";
  }
  return "";
}

}  // namespace rbacgraph
