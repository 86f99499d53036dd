/// Compresses what is written to a stream, into another one.
#pragma once

#include <memory>
#include <ostream>
#include <streambuf>

namespace rbacgraph {

/// gzip, without a name or time in it: equal input gives equal bytes.
///
///     GzipBuffer buffer(file);
///     std::ostream out(&buffer);
///     …
///     if (!buffer.finish()) …
class GzipBuffer final : public std::streambuf {
 public:
  /// `to` must outlive it.
  explicit GzipBuffer(std::ostream& to);
  ~GzipBuffer() override;
  GzipBuffer(const GzipBuffer&) = delete;
  GzipBuffer& operator=(const GzipBuffer&) = delete;

  /// Writes the end; false where `to` did not take everything. Nothing is written after it.
  bool finish();

 protected:
  int_type overflow(int_type next) override;

 private:
  struct State;
  bool compress(bool last);

  std::unique_ptr<State> state_;
};

}  // namespace rbacgraph
