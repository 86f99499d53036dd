#include "state/export.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <unistd.h>

#include "rbacgraph/base/text.h"
#include "rbacgraph/report/csv.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/graphml.h"
#include "rbacgraph/report/mermaid.h"
#include "rbacgraph/report/page.h"
#include "rbacgraph/report/picture.h"
#include "rbacgraph/report/picture_table.h"

namespace rbacgraph::gui {
namespace {

template <class Write>
std::string text_of(Write write) {
  std::ostringstream out;
  write(out);
  return std::move(out).str();
}

Error io_error(const std::string& path) {
  return {ErrorCode::Io, "can't write " + path + ": " + std::generic_category().message(errno),
          "is there such a folder, with the right to write in it, and room?"};
}

/// Closes, and removes what was not finished.
class NewFile {
 public:
  explicit NewFile(const std::string& path)
      : name_(path + ".new-" + std::to_string(getpid())),
        file_(::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {}
  ~NewFile() {
    if (file_ < 0) return;
    ::close(file_);
    if (!kept_) ::unlink(name_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  bool write(std::string_view bytes) const {
    if (file_ < 0) return false;
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(file_, bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ::fsync(file_) == 0;
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

}  // namespace

std::string_view export_endings() { return ".svg .png .dot .html .json .graphml .mmd .csv"; }

Result<std::string> exported(const Content& content, const std::string& path,
                             const std::stop_token& stop) {
  PictureReport report;
  report.picture = content.picture;
  report.picture.title = content.heading;
  report.command = content.command;
  const std::string ending = lower_ascii(std::filesystem::path(path).extension().string());
  if (ending == ".svg") return draw(report, DrawingFormat::Svg, stop);
  if (ending == ".png") return draw(report, DrawingFormat::Png, stop);
  if (ending == ".dot") return draw(report, DrawingFormat::Dot, stop);
  if (ending == ".html") return page(report, stop);
  if (ending == ".json")
    return text_of([&](std::ostream& out) { write_document(out, DocumentFormat::Json, report); });
  if (ending == ".graphml") return text_of([&](std::ostream& out) { write_graphml(out, report); });
  if (ending == ".mmd") return text_of([&](std::ostream& out) { write_mermaid(out, report); });
  if (ending == ".csv") {
    return text_of(
        [&](std::ostream& out) { write_csv(out, picture_edge_table(report.picture), true); });
  }
  return fail(ErrorCode::InvalidArgument,
              "the ending of a file says its format: " +
                  (ending.empty() ? "there is none" : "not " + ending),
              "one of " + std::string(export_endings()));
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  std::error_code none;
  const std::filesystem::file_status status = std::filesystem::status(path, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return fail(ErrorCode::Io, "can't write " + path + ": it is there, and no file");
  NewFile file(path);
  if (!file.write(bytes) || !file.rename_to(path)) return tl::unexpected<Error>(io_error(path));
  return {};
}

}  // namespace rbacgraph::gui
