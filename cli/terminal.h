/// The process's own streams: unbuffered surprises, terminals, colour.
#pragma once

#include <array>
#include <streambuf>

namespace rbacgraph::cli {

/// Writes to a file descriptor and remembers why it could not.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);
  int error() const { return error_; }  ///< errno, 0 as long as all is well

 protected:
  int_type overflow(int_type next) override;
  int sync() override;

 private:
  bool flush_buffer();

  int descriptor_;
  int error_ = 0;
  std::array<char, 64 * 1024> buffer_;
};

bool is_terminal(int descriptor);
/// NO_COLOR is set and not empty (no-color.org), or TERM is "dumb".
bool environment_refuses_color();

}  // namespace rbacgraph::cli
