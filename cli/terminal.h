/// The process's own streams: unbuffered surprises, terminals, colour.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <streambuf>
#include <string>
#include <string_view>

namespace rbacgraph::cli {

/// Writes to a file descriptor and remembers why it could not. Once `stop` is requested nothing
/// more is written (ECANCELED): the end of an answer must not follow a gap.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor, std::stop_token stop = {});
  int error() const { return error_; }  ///< errno, 0 as long as all is well
  /// Bytes that have arrived. May be asked from another thread.
  std::uint64_t written() const { return written_; }

 protected:
  int_type overflow(int_type next) override;
  int sync() override;
  /// Tells how much was written, and no more than that.
  pos_type seekoff(off_type offset, std::ios_base::seekdir direction,
                   std::ios_base::openmode which) override;

 private:
  bool flush_buffer();

  int descriptor_;
  std::stop_token stop_;
  int error_ = 0;
  std::atomic<std::uint64_t> written_ = 0;
  std::array<char, std::size_t{64} << 10> buffer_{};
};

bool is_terminal(int descriptor);
/// How wide the terminal is: COLUMNS where that is a number, else what the terminal says. nullopt
/// for what is no terminal, or does not say.
std::optional<std::size_t> terminal_columns(int descriptor);
/// A descriptor that was closed when we started would be given to the first file that is opened:
/// an input would then be taken for standard output. In the place of each comes one that can be
/// opened by nobody else, and that fails as a closed one does.
void occupy_closed_descriptors();
/// How the user calls us, from the name that we were started under: kubectl-rbacgraph is
/// "kubectl rbacgraph".
std::string program_name(std::string_view started_as);
/// NO_COLOR is set and not empty (no-color.org), or TERM is "dumb".
bool environment_refuses_color();

}  // namespace rbacgraph::cli
