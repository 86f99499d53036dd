#include "rbacgraph/source/read.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "policy/default_policy_data.h"
#include "source/byte_input.h"
#include "source/digest.h"
#include "source/directory.h"
#include "source/git_objects.h"
#include "source/input_report.h"
#include "source/text_reader.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kStandardInput = "-";

/// One file of an input: its SourceInfo, its text, its counts.
class FileReading {
 public:
  FileReading(SnapshotBuilder& builder, const ReadOptions& options, InputReport& report)
      : builder_(builder), options_(options), report_(report) {}

  /// `again` says that the file can be read once more for positions.
  void run(SourceInfo info, std::unique_ptr<ByteInput> bytes, bool again,
           ObjectDecoder::Action action = ObjectDecoder::Action::Put) {
    action_ = action;
    const std::string display = info.display;
    const std::uint64_t size = info.stamp.size;
    // Smaller ones are digested sooner than a thread is started.
    constexpr std::uint64_t kWorthAThread = std::uint64_t{1} << 20;
    std::optional<FileDigest> beside;
    std::optional<Sha256> on_the_way;
    if (options_.digests && again && size >= kWorthAThread) {
      beside.emplace(info.path, info.stamp, options_.stop);
    } else if (options_.digests) {
      bytes = digested_input(std::move(bytes), on_the_way.emplace());
    }
    const SourceId id = builder_.add_source(std::move(info));
    report_.begin(id);
    InputText raw(std::move(bytes), display, options_);
    const bool compressed = raw.peek(2).starts_with("\x1F\x8B");
    // Of a compressed file the bytes of the file are what its reader knows of.
    raw.set_total(size);
    if (!compressed) {
      if (!again) note_lines(raw);
      read(raw, id);
    } else {
      InputText text(gunzip_input(std::make_unique<Rest>(raw)), display, options_);
      text.note_lines();
      text.tell_no_progress();
      read(text, id);
    }
    if (beside) note_digest(id, beside->wait());
    if (on_the_way) note_digest(id, on_the_way->finish());
    report_.end();
  }

 private:
  void note_digest(SourceId id, std::string sha256) {
    if (sha256.empty() && !options_.stop.stop_requested()) {
      Diagnostic told;
      told.code = "input-changed";
      told.message = "it changed while it was read: its SHA-256 is not told";
      told.source = {id, 0};
      report_.report(std::move(told));
    }
    builder_.source(id).sha256 = std::move(sha256);
  }

  /// What is left of an InputText, as an input.
  class Rest final : public ByteInput {
   public:
    explicit Rest(InputText& text) : text_(text) {}
    std::size_t read(char* to, std::size_t size) override {
      const std::size_t got = text_.read(to, size);
      if (got == 0) error_ = text_.error();
      return got;
    }

   private:
    InputText& text_;
  };

  /// The bytes that were looked at already are part of the lines too.
  static void note_lines(InputText& text) {
    text.note_lines();
    text.lines()->add(text.peek(1));
  }

  void read(InputText& text, SourceId id) {
    TextReader reader(builder_, options_, report_);
    reader.set_action(action_);
    reader.read(text);
    if (const std::string error = text.error(); !error.empty()) {
      Diagnostic told;
      told.code = text.limited() ? "limit-reached" : "unreadable-file";
      told.message = "not read to its end: " + error;
      told.hint = text.hint();
      told.source = {id, text.position()};
      report_.refused(std::move(told), true);
    }
    if (text.stopped()) {
      Diagnostic told;
      told.code = "interrupted";
      told.message = "reading was interrupted";
      told.source = {id, text.position()};
      report_.refused(std::move(told), true);
    }
    SourceInfo& info = builder_.source(id);
    info.lines = text.lines();
    info.bytes = text.position();
  }

  SnapshotBuilder& builder_;
  const ReadOptions& options_;
  InputReport& report_;
  ObjectDecoder::Action action_ = ObjectDecoder::Action::Put;
};

Result<void> read_file(SnapshotBuilder& builder, const std::string& path, std::string display,
                       const ReadOptions& options, InputReport& report) {
  Result<OpenedFile> opened = open_file(path);
  if (!opened) return tl::unexpected(opened.error());
  SourceInfo info;
  std::error_code error;
  const bool again = std::filesystem::is_regular_file(path, error);
  if (again) info.path = path;
  info.display = std::move(display);
  info.stamp = opened->stamp;
  FileReading(builder, options, report).run(std::move(info), std::move(opened->input), again);
  return {};
}

void report_unread(SnapshotBuilder& builder, std::string message, bool may_hide_policy,
                   std::string hint = {}) {
  Diagnostic told;
  told.severity = may_hide_policy ? Severity::Error : Severity::Warning;
  told.code = may_hide_policy ? "unreadable-file" : "left-out";
  told.message = std::move(message);
  told.hint = std::move(hint);
  told.incomplete = may_hide_policy;
  builder.report(std::move(told));
  if (may_hide_policy)
    builder.add_coverage({"", "", CoverageState::Partial, "a file could not be read"});
}

/// In messages, which reports repeat, a path has no directories above the input's own.
std::string without_root(const std::string& path) {
  if (!path.starts_with('/')) return path;
  const std::size_t end = path.find_last_not_of('/');
  if (end == std::string::npos) return path;
  return path.substr(path.rfind('/', end) + 1);
}

std::string joined(const std::string& directory, const std::string& file) {
  if (file.empty()) return directory;
  return directory.ends_with('/') ? directory + file : directory + "/" + file;
}

Result<void> read_directory(SnapshotBuilder& builder, const std::string& path,
                            const ReadOptions& options, InputReport& report) {
  Result<DirectoryFiles> found = find_manifests(path, options.limits);
  if (!found) return tl::unexpected(found.error());
  for (const DirectoryFiles::LeftOut& left : found->left_out) {
    report_unread(builder, joined(without_root(path), left.path) + ": " + left.why,
                  left.may_hide_policy);
  }
  for (const std::string& file : found->files) {
    if (options.stop.stop_requested()) break;
    const std::string name = joined(path, file);
    const Result<void> read = read_file(builder, name, name, options, report);
    if (read) continue;
    std::string message = read.error().message;
    if (message.starts_with(name))
      message.replace(0, name.size(), joined(without_root(path), file));
    report_unread(builder, std::move(message), true, read.error().hint);
  }
  if (found->files.empty()) {
    Diagnostic told;
    told.code = "empty-input";
    told.message = without_root(path) + ": no RBAC objects: there is no YAML or JSON file in it";
    told.hint = "read are *.yaml, *.yml, *.json, *.ndjson, and .gz of these";
    builder.report(std::move(told));
  }
  return {};
}

/// A folder or file of a revision. Many files are asked for at once, as much as is worth keeping in
/// memory.
Result<void> read_git(SnapshotBuilder& builder, const std::string& path, const ReadOptions& options,
                      InputReport& report) {
  Result<GitFiles> found =
      find_in_git(std::string_view(path).substr(kGitPrefix.size()), options.limits, options.stop);
  if (!found) return tl::unexpected(found.error());
  // "git:REV" is the root, and "git:REV:PATH" a folder.
  const bool is_root = path.find(':', kGitPrefix.size()) == std::string::npos;
  const auto named = [&](const std::string& file) {
    if (file.empty()) return path;
    return is_root ? path + ":" + file : joined(path, file);
  };
  for (const DirectoryFiles::LeftOut& left : found->left_out)
    report_unread(builder, named(left.path) + ": " + left.why, left.may_hide_policy);
  constexpr std::uint64_t kAtOnce = std::uint64_t{64} << 20;
  const std::span<const GitFile> files = found->files;
  for (std::size_t first = 0; first < files.size() && !options.stop.stop_requested();) {
    std::size_t end = first;
    for (std::uint64_t bytes = 0; end < files.size() && (end == first || bytes < kAtOnce); ++end)
      bytes += files[end].size;
    const std::span<const GitFile> some = files.subspan(first, end - first);
    Result<std::vector<std::string>> texts = read_from_git(some, options.stop);
    if (!texts) return tl::unexpected(texts.error());
    for (std::size_t at = 0; at < some.size(); ++at) {
      SourceInfo info;
      info.display = named(some[at].path);
      info.stamp.size = some[at].size;
      FileReading(builder, options, report).run(std::move(info), memory_input((*texts)[at]), false);
    }
    first = end;
  }
  if (files.empty()) {
    Diagnostic told;
    told.code = "empty-input";
    told.message = path + ": no RBAC objects: there is no YAML or JSON file in it";
    told.hint = "read are *.yaml, *.yml, *.json, *.ndjson, and .gz of these";
    builder.report(std::move(told));
  }
  return {};
}

Result<void> read_standard_input(SnapshotBuilder& builder, const ReadOptions& options,
                                 InputReport& report) {
  if (options.standard_input == nullptr)
    return fail(ErrorCode::InvalidArgument, "there is no standard input to read");
  SourceInfo info;
  info.display = kStandardInput;
  FileReading(builder, options, report)
      .run(std::move(info), stream_input(*options.standard_input), false);
  return {};
}

}  // namespace

Result<void> read_path(SnapshotBuilder& builder, const std::string& path,
                       const ReadOptions& options) {
  InputReport report(builder, options,
                     path == kStandardInput ? "standard input" : without_root(path));
  std::error_code error;
  try {
    // Whatever the working tree has of that name: a change must not stand in for what it is
    // compared with. A file that is called so is "./git:…".
    const bool is_git = path.starts_with(kGitPrefix);
    Result<void> result = path == kStandardInput ? read_standard_input(builder, options, report)
                          : is_git               ? read_git(builder, path, options, report)
                          : std::filesystem::is_directory(path, error)
                              ? read_directory(builder, path, options, report)
                              : read_file(builder, path, path, options, report);
    if (result) report.finish();
    return result;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::Io, path + ": not enough memory to read it");
  }
}

void read_text(SnapshotBuilder& builder, std::string_view text, const std::string& display,
               const ReadOptions& options) {
  InputReport report(builder, options, display);
  SourceInfo info;
  info.display = display;
  FileReading(builder, options, report).run(std::move(info), memory_input(text), false);
  report.finish();
}

std::string_view dump_command() {
  return "kubectl get "
         "roles,clusterroles,rolebindings,clusterrolebindings,serviceaccounts,namespaces,pods,"
         "deployments,statefulsets,daemonsets,jobs,cronjobs,customresourcedefinitions -A -o json";
}

Result<void> add_default_policy(SnapshotBuilder& builder, std::string_view minor,
                                const ReadOptions& options) {
  const auto files = default_policy_files(minor);
  if (files.empty()) {
    std::string known;
    for (const std::string_view one : default_policy_minors())
      known += (known.empty() ? "" : ", ") + std::string(one);
    return fail(ErrorCode::InvalidArgument,
                "there is no default policy of version \"" + std::string(minor) + "\"",
                "there are those of " + known);
  }
  // Its own report: that there is nothing left to add is nothing to tell of.
  InputReport report(builder, options, "default policy");
  for (const EmbeddedFile& file : files) {
    // What the optional features add is in no cluster that doesn't have them on.
    if (file.name == "cluster-roles-featuregates.yaml") continue;
    SourceInfo info;
    info.display = "default policy " + std::string(minor) + "/" + std::string(file.name);
    info.built_in = true;
    FileReading(builder, options, report)
        .run(std::move(info), memory_input(file.text), false, ObjectDecoder::Action::PutIfAbsent);
  }
  return {};
}

}  // namespace rbacgraph
