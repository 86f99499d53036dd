#include "rbacgraph/base/diagnostic.h"

namespace rbacgraph {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return {};
}

}  // namespace rbacgraph
