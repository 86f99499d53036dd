/// A file that is there as a whole or not at all.
///
/// It is written beside its place under another name, brought to the disk, and then given its name:
/// whoever reads it meanwhile, or after a crash, finds the old one or the new one. A link stays
/// one, and what it leads to is replaced. A device or a pipe is written to as it is, and never
/// replaced.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>

#include "cli/terminal.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/report/gzip.h"

namespace rbacgraph::cli {

class NewFile {
 public:
  /// A name that ends in .gz is compressed.
  static Result<std::unique_ptr<NewFile>> create(const std::string& path, std::stop_token stop);
  /// Takes it away again if it was not finished.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  std::ostream& out() { return out_ ? *out_ : plain_; }
  /// Gives it its name.
  Result<void> finish();

 private:
  NewFile(std::string path, std::string target, std::string written, int descriptor,
          std::stop_token stop);
  tl::unexpected<Error> failure(int code) const;

  const std::string path_;     ///< as it was given
  const std::string target_;   ///< where that is
  const std::string written_;  ///< the other name; "" for what is written to as it is
  int descriptor_;
  DescriptorBuffer buffer_;
  std::ostream plain_;
  std::optional<GzipBuffer> packer_;
  std::optional<std::ostream> out_;
  bool finished_ = false;
};

}  // namespace rbacgraph::cli
