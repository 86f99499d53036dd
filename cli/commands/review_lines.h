/// Reviews, a line each, from a file or standard input.
#pragma once

#include <fstream>
#include <string>

#include "cli/io.h"
#include "rbacgraph/analysis/review.h"

namespace rbacgraph::cli {

class ReviewLines {
 public:
  /// "-" is standard input.
  static Result<ReviewLines> open(const std::string& path, Io& io);

  /// False at the end.
  bool next();
  /// The line is there without waiting for it.
  bool is_waiting() const;
  /// Of the line that was read, and what is wrong with it if it is none.
  Result<Review> review() const;
  const std::string& text() const { return line_; }

 private:
  std::ifstream file_;
  std::streambuf* in_ = nullptr;
  std::string line_;
  bool too_long_ = false;
};

}  // namespace rbacgraph::cli
