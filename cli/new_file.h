/// A file that is there as a whole or not at all.
///
/// It is written beside its place under another name, brought to the disk, and then given its name:
/// whoever reads it meanwhile, or after a crash, finds the old one or the new one.
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
  NewFile(std::string path, std::string written, int descriptor, std::stop_token stop);
  tl::unexpected<Error> failure(int code) const;

  const std::string path_;
  const std::string written_;
  int descriptor_;
  DescriptorBuffer buffer_;
  std::ostream plain_;
  std::optional<GzipBuffer> packer_;
  std::optional<std::ostream> out_;
  bool finished_ = false;
};

}  // namespace rbacgraph::cli
