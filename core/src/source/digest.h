/// SHA-256 of inputs, for provenance.
///
/// A bare pass over a dump takes about as long as its digest, so that of a long file is taken by a
/// thread of its own, which reads the file a second time while it is being decoded. What can't be
/// read twice is digested on its way in.
#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "rbacgraph/base/line_locator.h"
#include "source/byte_input.h"

namespace rbacgraph {

class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void add(std::string_view bytes);
  /// Of all that was added, in hexadecimal; "" if the library fails. Called once, at the end.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// The digest of a file, by another thread.
class FileDigest {
 public:
  /// `stamp` is that of the file as it is read elsewhere.
  FileDigest(std::string path, const FileStamp& stamp, std::stop_token stop);
  /// Waits for it. "" where the file is not, or not any more, the one of the stamp, or where it
  /// was stopped.
  std::string wait();

 private:
  std::string digest_;
  std::jthread thread_;
};

/// Adds whatever is read to `digest`, which must outlive it.
std::unique_ptr<ByteInput> digested_input(std::unique_ptr<ByteInput> input, Sha256& digest);

}  // namespace rbacgraph
