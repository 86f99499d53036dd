#include "source/directory.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace rbacgraph {
namespace {

namespace fs = std::filesystem;

class Search {
 public:
  Search(fs::path root, const ReadLimits& limits) : root_(std::move(root)), limits_(limits) {}

  void run() {
    std::vector<fs::path> waiting{fs::path()};
    while (!waiting.empty() && !full_) {
      const fs::path here = std::move(waiting.back());
      waiting.pop_back();
      std::error_code error;
      fs::directory_iterator entries(root_ / here, error);
      if (error) {
        leave_out(here, error.message(), true);
        continue;
      }
      for (; entries != fs::directory_iterator() && !full_; entries.increment(error)) {
        if (error) break;
        take(*entries, here, waiting);
      }
      if (error) leave_out(here, error.message(), true);
    }
    std::ranges::sort(found_.files);
    std::ranges::sort(found_.left_out, {}, &DirectoryFiles::LeftOut::path);
  }
  DirectoryFiles take_found() { return std::move(found_); }

 private:
  void take(const fs::directory_entry& entry, const fs::path& here,
            std::vector<fs::path>& waiting) {
    const std::string name = entry.path().filename().string();
    std::error_code error;
    const bool link = entry.is_symlink(error);
    if (entry.is_directory(error)) {
      if (link) {
        leave_out(here / name, "a link to a directory is not followed", false);
      } else if (!name.starts_with('.')) {
        waiting.push_back(here / name);
      }
    } else if (is_manifest_name(name)) {
      if (entry.is_regular_file(error)) {
        add((here / name).string());
      } else {
        leave_out_odd(entry, here / name, link);
      }
    }
  }

  void leave_out_odd(const fs::directory_entry& entry, const fs::path& path, bool link) {
    std::error_code error;
    const fs::file_type type = entry.status(error).type();
    if (link && error == std::errc::too_many_symbolic_link_levels) {
      leave_out(path, "the link leads to itself", true);
    } else if (link && type == fs::file_type::not_found) {
      leave_out(path, "the link leads nowhere", true);
    } else if (type == fs::file_type::none || type == fs::file_type::unknown) {
      leave_out(path, error.message(), true);
    } else {
      leave_out(path, "not a regular file", false);
    }
  }

  void add(std::string path) {
    if (found_.files.size() < limits_.max_files) {
      found_.files.push_back(std::move(path));
      return;
    }
    full_ = true;
    leave_out({},
              "there are more than " + std::to_string(limits_.max_files) +
                  " files in it: the others are not read",
              true);
  }

  void leave_out(const fs::path& path, std::string why, bool may_hide_policy) {
    found_.left_out.push_back({path.string(), std::move(why), may_hide_policy});
  }

  fs::path root_;
  const ReadLimits& limits_;
  DirectoryFiles found_;
  bool full_ = false;
};

}  // namespace

bool is_manifest_name(std::string_view name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
  constexpr std::array<std::string_view, 4> kExtensions{".yaml", ".yml", ".json", ".ndjson"};
  return std::ranges::any_of(kExtensions, [&](std::string_view extension) {
    return name.size() > extension.size() && name.ends_with(extension);
  });
}

Result<DirectoryFiles> find_manifests(const std::string& directory, const ReadLimits& limits) {
  std::error_code error;
  const fs::directory_iterator readable(directory, error);
  if (error) {
    return fail(ErrorCode::Io, directory + ": " + error.message(),
                "check the rights of the folder and of those above it");
  }
  Search search(directory, limits);
  search.run();
  return search.take_found();
}

}  // namespace rbacgraph
