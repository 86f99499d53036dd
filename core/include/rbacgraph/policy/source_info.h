/// What was read from one input: for provenance, for positions, for the summary.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "rbacgraph/base/line_locator.h"

namespace rbacgraph {

struct SourceInfo {
  std::string path;  ///< to read it again; "" for standard input and built-in text
  /// As the user gave it, for the terminal; reports have the name of report/source_names.h.
  std::string display;
  bool built_in = false;  ///< text of the program's own: `display` is no path
  bool cluster = false;   ///< a live cluster: `display` is its context, and there are no lines
  FileStamp stamp;
  /// Set for what can't be read again as it stands (standard input, .gz, built-in text).
  std::shared_ptr<const LineIndex> lines;
  std::uint64_t bytes = 0;
  /// Of the input as it is stored (a .gz compressed), in hexadecimal; "" where it was not asked
  /// for (ReadOptions::digests) or the file changed meanwhile.
  std::string sha256;
  std::map<std::string, std::uint64_t> kept;         ///< objects by kind
  std::map<std::string, std::uint64_t> passed_over;  ///< objects of other kinds, by kind
  std::uint64_t refused = 0;                         ///< objects or documents that can't be read
};

}  // namespace rbacgraph
