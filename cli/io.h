/// Where a run reads and writes. Tests give streams of their own.
#pragma once

#include <functional>
#include <istream>
#include <ostream>

namespace rbacgraph::cli {

struct Io {
  std::istream& in;
  std::ostream& out;  ///< data
  std::ostream& err;  ///< talk
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_color = false;  ///< the environment asks for no colour
  /// errno of the write to `out` that failed; 0 where none did or it is not known.
  std::function<int()> out_error = [] { return 0; };
};

}  // namespace rbacgraph::cli
