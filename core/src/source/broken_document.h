/// Why a document can't be read, in words that help (source/likely_cause.h).
#pragma once

#include <string_view>

#include "rbacgraph/base/diagnostic.h"
#include "source/value_reader.h"

namespace rbacgraph {

enum class TextFormat : std::uint8_t { Json, Yaml };

/// `document` is the text of the broken document as far as it is at hand; it is looked at, never
/// quoted. The source is left to the caller.
Diagnostic describe_broken_document(TextFormat format, ReadStatus status,
                                    const ReadFailure& failure, std::string_view document);

}  // namespace rbacgraph
