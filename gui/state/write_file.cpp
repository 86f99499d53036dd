#include "state/write_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace rbacgraph::gui {
namespace {

constexpr std::string_view kUnfinished = ".new-";

Error io_error(const std::string& path) {
  return {ErrorCode::Io, "can't write " + path + ": " + std::generic_category().message(errno),
          "is there such a folder, with the right to write in it, and room?"};
}

std::filesystem::path folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

/// Where a link leads: it stays one, as with every editor.
std::string target_of(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_symlink(path, none)) {
    return path;
  }
  const std::filesystem::path target = std::filesystem::canonical(path, none);
  return none ? path : target.string();
}

/// Closes, and removes what was not finished.
class NewFile {
 public:
  explicit NewFile(const std::string& path)
      : name_(path + std::string(kUnfinished) + std::to_string(getpid())),
        file_(::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {}
  ~NewFile() {
    if (file_ < 0) {
      return;
    }
    ::close(file_);
    if (!kept_) {
      ::unlink(name_.c_str());
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  bool write(std::string_view bytes) const {
    if (file_ < 0) {
      return false;
    }
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(file_, bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) {
        continue;
      }
      if (wrote <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ::fsync(file_) == 0;
  }
  /// Who may read what is replaced may read this, and nobody else.
  void take_rights_of(const std::string& path) const {
    struct stat file{};
    if (file_ < 0 || ::stat(path.c_str(), &file) != 0) {
      return;
    }
    // Another owner's, where that is allowed. The mode comes last, because this may change it.
    if (file.st_uid != ::geteuid() || file.st_gid != ::getegid()) {
      static_cast<void>(::fchown(file_, file.st_uid, file.st_gid) == 0);
    }
    constexpr mode_t kMode = 07777;
    ::fchmod(file_, file.st_mode & kMode);
  }
  bool rename_to(const std::string& path) {
    kept_ = ::rename(name_.c_str(), path.c_str()) == 0;
    return kept_;
  }

 private:
  const std::string name_;
  const int file_;
  bool kept_ = false;
};

/// The name is on the disk too. Some file systems can't tell; then it comes there a little later.
void bring_to_disk(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  ::fsync(file);
  ::close(file);
}

/// The process behind a name of the form "base.new-123"; 0 for any other name.
pid_t process_in(std::string_view name, std::string_view base) {
  if (!name.starts_with(base) || !name.substr(base.size()).starts_with(kUnfinished)) {
    return 0;
  }
  const std::string_view digits = name.substr(base.size() + kUnfinished.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), process);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  // As it is written, and in no other way: "007" is nobody's.
  return whole && process > 0 && std::to_string(process) == digits ? process : 0;
}

bool is_left_behind(const std::filesystem::path& path, pid_t process) {
  // On a disk that several machines share a number may be another one's process at work: it would
  // not let its file lie.
  constexpr std::time_t kMinute = 60;
  struct stat file{};
  if (::lstat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode) || file.st_uid != ::geteuid()) {
    return false;
  }
  if (std::time(nullptr) - file.st_mtime < kMinute) {
    return false;
  }
  return process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH);
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view bytes) {
  // A link stays one.
  const std::string target = target_of(path);
  std::error_code none;
  const std::filesystem::file_status status = std::filesystem::status(target, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return fail(ErrorCode::Io, "can't write " + path + ": it is there, and no file");
  }
  remove_unfinished(target);
  NewFile file(target);
  file.take_rights_of(target);
  if (!file.write(bytes) || !file.rename_to(target)) {
    return tl::unexpected<Error>(io_error(path));
  }
  bring_to_disk(folder_of(target));
  return {};
}

void remove_unfinished(const std::string& path) {
  const std::string base = std::filesystem::path(path).filename().string();
  if (base.empty()) {
    return;
  }
  std::error_code failed;
  std::vector<std::filesystem::path> left;
  std::filesystem::directory_iterator entry(folder_of(path), failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    const pid_t process = process_in(entry->path().filename().string(), base);
    if (process != 0 && is_left_behind(entry->path(), process)) {
      left.push_back(entry->path());
    }
  }
  for (const std::filesystem::path& each : left) {
    ::unlink(each.c_str());
  }
}

}  // namespace rbacgraph::gui
