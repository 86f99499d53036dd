#include "source/broken_document.h"

#include "source/likely_cause.h"

namespace rbacgraph {

Diagnostic describe_broken_document(TextFormat format, ReadStatus status,
                                    const ReadFailure& failure, std::string_view document) {
  Diagnostic told;
  if (status == ReadStatus::Limit) {
    told.code = "limit-reached";
    told.message = "document not read: " + failure.problem;
    told.hint = failure.hint;
    return told;
  }
  const std::string_view name = format == TextFormat::Json ? "JSON" : "YAML";
  told.code = "unreadable-document";
  told.message = "not readable as " + std::string(name) + ": " + failure.problem;
  told.hint = failure.hint;
  if (const auto cause = likely_cause(document)) {
    told.code = cause->code;
    told.message += "; " + cause->what;
    told.hint = cause->hint;
  }
  return told;
}

}  // namespace rbacgraph
