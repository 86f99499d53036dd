#include "cli/new_file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace rbacgraph::cli {
namespace {

tl::unexpected<Error> cannot_write(const std::string& path, int code) {
  return fail(ErrorCode::Io,
              fmt::format("can't write {}: {}", path, std::generic_category().message(code)),
              code == ENOENT   ? "is the folder there? a path is looked up from where you are"
              : code == EACCES ? "check the rights of the folder"
                               : "");
}

/// The rights that a file made in the usual way would have.
mode_t usual_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

/// Where a file of this name really is: a link goes on being one.
std::filesystem::path real_place(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? std::filesystem::path(path) : real;
}

}  // namespace

Result<std::unique_ptr<NewFile>> NewFile::create(const std::string& path, std::stop_token stop) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) return cannot_write(path, EISDIR);
  // A device or a pipe is written to: a file that took its place would be the end of it.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) return cannot_write(path, errno);
    return std::unique_ptr<NewFile>(new NewFile(path, path, {}, descriptor, std::move(stop)));
  }
  const std::filesystem::path place = real_place(path);
  std::string written =
      (place.parent_path() / ("." + place.filename().string() + ".XXXXXX")).string();
  const int descriptor = ::mkostemp(written.data(), O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, errno);
  ::fchmod(descriptor, usual_mode());
  return std::unique_ptr<NewFile>(
      new NewFile(path, place.string(), std::move(written), descriptor, std::move(stop)));
}

NewFile::NewFile(std::string path, std::string target, std::string written, int descriptor,
                 std::stop_token stop)
    : path_(std::move(path)),
      target_(std::move(target)),
      written_(std::move(written)),
      descriptor_(descriptor),
      buffer_(descriptor, std::move(stop)),
      plain_(&buffer_) {
  if (path_.ends_with(".gz")) out_.emplace(&packer_.emplace(plain_));
}

NewFile::~NewFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!finished_ && !written_.empty()) ::unlink(written_.c_str());
}

tl::unexpected<Error> NewFile::failure(int code) const { return cannot_write(path_, code); }

Result<void> NewFile::finish() {
  out().flush();
  if (packer_) packer_->finish();
  plain_.flush();
  if (buffer_.error() != 0) return failure(buffer_.error());
  if (!plain_.good()) return failure(EIO);
  const bool renamed = !written_.empty();
  if (renamed && ::fsync(descriptor_) != 0) return failure(errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) return failure(errno);
  if (renamed && std::rename(written_.c_str(), target_.c_str()) != 0) return failure(errno);
  finished_ = true;
  return {};
}

}  // namespace rbacgraph::cli
