/// What was read from one input: for provenance, for positions, for the summary.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "rbacgraph/base/line_locator.h"

namespace rbacgraph {

struct SourceInfo {
  std::string path;     ///< to read it again; "" for standard input and built-in text
  std::string display;  ///< as the user gave it, or base names below a directory; in every output
  FileStamp stamp;
  /// Set for what can't be read again as it stands (standard input, .gz, built-in text).
  std::shared_ptr<const LineIndex> lines;
  std::uint64_t bytes = 0;
  std::map<std::string, std::uint64_t> kept;         ///< objects by kind
  std::map<std::string, std::uint64_t> passed_over;  ///< objects of other kinds, by kind
  std::uint64_t refused = 0;                         ///< objects or documents that can't be read
};

}  // namespace rbacgraph
