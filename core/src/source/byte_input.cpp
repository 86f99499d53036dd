#include "source/byte_input.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <zlib.h>

#include "source/utf16.h"

namespace rbacgraph {
namespace {

constexpr std::uint64_t kProgressStep = std::uint64_t{1} << 18;

std::string system_message(int code) { return std::generic_category().message(code); }

class FileInput final : public ByteInput {
 public:
  explicit FileInput(int descriptor) : descriptor_(descriptor) {}
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;
  ~FileInput() override { ::close(descriptor_); }

  std::size_t read(char* to, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(descriptor_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      error_ = system_message(errno);
      return 0;
    }
  }

 private:
  int descriptor_;
};

class StreamInput final : public ByteInput {
 public:
  explicit StreamInput(std::istream& stream) : stream_(stream) {}

  std::size_t read(char* to, std::size_t size) override {
    stream_.read(to, static_cast<std::streamsize>(size));
    if (stream_.bad()) error_ = "reading failed";
    return static_cast<std::size_t>(stream_.gcount());
  }

 private:
  std::istream& stream_;
};

class MemoryInput final : public ByteInput {
 public:
  explicit MemoryInput(std::string_view text) : text_(text) {}

  std::size_t read(char* to, std::size_t size) override {
    const std::size_t taken = std::min(size, text_.size());
    if (taken != 0) std::memcpy(to, text_.data(), taken);
    text_.remove_prefix(taken);
    return taken;
  }

 private:
  std::string_view text_;
};

class GunzipInput final : public ByteInput {
 public:
  explicit GunzipInput(std::unique_ptr<ByteInput> compressed) : compressed_(std::move(compressed)) {
    constexpr int kGzipFraming = 16;
    if (inflateInit2(&stream_, MAX_WBITS + kGzipFraming) != Z_OK) error_ = "out of memory";
  }
  GunzipInput(const GunzipInput&) = delete;
  GunzipInput& operator=(const GunzipInput&) = delete;
  ~GunzipInput() override { inflateEnd(&stream_); }

  std::size_t read(char* to, std::size_t size) override {
    constexpr std::size_t kMost = std::size_t{1} << 30;  // what zlib's counters hold
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min(size, kMost));
    const uInt wanted = stream_.avail_out;
    while (error_.empty() && stream_.avail_out == wanted) {
      if (stream_.avail_in == 0 && !fill()) break;
      step();
    }
    const std::size_t got = wanted - stream_.avail_out;
    out_ += got;
    check_ratio();
    return error_.empty() || !limited_ ? got : 0;
  }

 private:
  bool fill() {
    const std::size_t got = compressed_->read(buffer_.data(), buffer_.size());
    if (got == 0) {
      error_ = compressed_->error();
      if (error_.empty() && !between_members_) {
        error_ = "the compressed data is cut off";
        hint_ = "was the dump or download complete? get it again";
      }
      return false;
    }
    in_ += got;
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return true;
  }

  void step() {
    if (between_members_ && members_ > 0) {
      // A member may follow another one; zeros may pad the file.
      while (stream_.avail_in > 0 && *stream_.next_in == 0) {
        ++stream_.next_in;
        --stream_.avail_in;
      }
      if (stream_.avail_in == 0) return;
    }
    between_members_ = false;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      between_members_ = true;
      ++members_;
      inflateReset(&stream_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      error_ = "the compressed data is damaged";
      hint_ = "get it again; gzip -t says whether a file is whole";
    }
  }

  void check_ratio() {
    constexpr std::uint64_t kAlwaysFine = std::uint64_t{256} << 20;
    constexpr std::uint64_t kMostPerByte = 200;  // dumps of real clusters stay below 50
    if (!error_.empty() || out_ <= kAlwaysFine || out_ / kMostPerByte <= in_) return;
    error_ = "it decompresses to more than 200 times its size";
    hint_ = "if it is no mistake, decompress it first";
    limited_ = true;
  }

  std::unique_ptr<ByteInput> compressed_;
  z_stream stream_{};
  std::array<char, std::size_t{64} * 1024> buffer_{};
  bool between_members_ = true;
  std::uint64_t members_ = 0;
  std::uint64_t in_ = 0;
  std::uint64_t out_ = 0;
};

}  // namespace

Result<OpenedFile> open_file(const std::string& path, Waiting waiting) {
  const int descriptor =
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | (waiting == Waiting::Never ? O_NONBLOCK : 0));
  if (descriptor < 0) {
    const int code = errno;
    return fail(
        code == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, path + ": " + system_message(code),
        code == EACCES          ? "check the rights of the file and of the folders above it"
        : code != ENOENT        ? ""
        : path.starts_with('/') ? "check the spelling"
                                : "check the spelling; a path is looked up from where you are");
  }
  auto input = std::make_unique<FileInput>(descriptor);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0)
    return fail(ErrorCode::Io, path + ": " + system_message(errno));
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  FileStamp stamp;
  stamp.size = static_cast<std::uint64_t>(status.st_size);
  stamp.modified_ns = status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec;
  return OpenedFile{std::move(input), stamp};
}

std::unique_ptr<ByteInput> stream_input(std::istream& stream) {
  return std::make_unique<StreamInput>(stream);
}

std::unique_ptr<ByteInput> memory_input(std::string_view text) {
  return std::make_unique<MemoryInput>(text);
}

std::unique_ptr<ByteInput> gunzip_input(std::unique_ptr<ByteInput> compressed) {
  return std::make_unique<GunzipInput>(std::move(compressed));
}

InputText::InputText(std::unique_ptr<ByteInput> input, std::string name, const ReadOptions& options)
    : input_(std::move(input)), name_(std::move(name)), options_(options) {}

std::size_t InputText::read_input(char* to, std::size_t size) {
  if (stopped_ || options_.stop.stop_requested()) {
    stopped_ = true;
    return 0;
  }
  const std::size_t got = input_->read(to, size);
  read_ += got;
  if (lines_) lines_->add({to, got});
  if (tells_progress_ && options_.progress && (read_ - told_ >= kProgressStep || got == 0)) {
    told_ = read_;
    options_.progress(name_, read_, total_);
  }
  return got;
}

std::string_view InputText::peek(std::size_t size) {
  while (ahead_.size() - ahead_at_ < size) {
    const std::size_t had = ahead_.size();
    ahead_.resize(had + std::max<std::size_t>(size, 4096));
    const std::size_t got = read_input(ahead_.data() + had, ahead_.size() - had);
    ahead_.resize(had + got);
    if (got == 0) break;
  }
  return std::string_view(ahead_).substr(ahead_at_);
}

std::size_t InputText::read(char* to, std::size_t size) {
  if (ahead_at_ == ahead_.size()) {
    const std::size_t got = read_input(to, size);
    position_ += got;
    return got;
  }
  const std::size_t taken = std::min(size, ahead_.size() - ahead_at_);
  std::memcpy(to, ahead_.data() + ahead_at_, taken);
  ahead_at_ += taken;
  position_ += taken;
  if (ahead_at_ == ahead_.size()) {
    ahead_ = {};
    ahead_at_ = 0;
  }
  return taken;
}

void InputText::put_back(std::string_view bytes) {
  position_ -= bytes.size();
  if (ahead_at_ >= bytes.size()) {
    ahead_at_ -= bytes.size();
    std::ranges::copy(bytes, ahead_.begin() + static_cast<std::ptrdiff_t>(ahead_at_));
    return;
  }
  ahead_.erase(0, ahead_at_);
  ahead_at_ = 0;
  ahead_.insert(0, bytes);
}

std::string InputText::read_rest(std::uint64_t limit) {
  std::string text;
  std::size_t used = 0;
  constexpr std::size_t kStep = std::size_t{256} * 1024;
  // One more than announced, so that a file of the announced size needs no second step.
  text.resize(std::max<std::size_t>(kStep, std::min(total_, limit) + 1));
  for (;;) {
    if (used == text.size()) text.resize(text.size() * 2);
    const std::size_t got = read(text.data() + used, text.size() - used);
    if (got == 0) break;
    used += got;
    if (used > limit) {
      error_ = "it is bigger than " + std::to_string(limit) + " bytes";
      break;
    }
  }
  text.resize(used);
  return text;
}

void InputText::convert_from_utf16(bool big_endian) {
  lines_.reset();
  const std::string text = read_rest(options_.limits.max_document_bytes);
  ahead_ = utf8_from_utf16(text, big_endian);
  ahead_at_ = 0;
  position_ = 0;
  note_lines();
  lines_->add(ahead_);
}

}  // namespace rbacgraph
