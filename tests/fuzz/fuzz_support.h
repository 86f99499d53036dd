/// What several fuzz targets share: bounds that are reached, and what must hold of any answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "rbacgraph/policy/snapshot.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// So small that the limits are reached, too.
ReadOptions read_options();

std::shared_ptr<const Snapshot> read(std::string_view text);

/// Ends the process, and with it the run, where it doesn't hold.
void require(bool holds, const char* what);
/// Text for a terminal: UTF-8 without control characters but newlines.
void require_printable(std::string_view text);
void require_json(std::string_view text);

/// Asks a few questions, and has the answers written in every form.
void ask_everything(const std::shared_ptr<const Snapshot>& snapshot);

}  // namespace rbacgraph::fuzz
