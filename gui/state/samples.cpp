#include "state/samples.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <tuple>

#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFirst = "first-look";

bool is_folder(const fs::path& path) {
  std::error_code none;
  return fs::is_directory(path, none);
}

/// The heading of a README.
std::string heading_of(const fs::path& readme) {
  std::ifstream file(readme);
  std::string line;
  std::getline(file, line);
  constexpr std::string_view kMark = "# ";
  return line.starts_with(kMark) ? line.substr(kMark.size()) : std::string();
}

Sample sample_in(const fs::path& folder) {
  Sample sample;
  sample.title = printable(heading_of(folder / "README.md"));
  const fs::path cluster = folder / "cluster.yaml";
  std::error_code none;
  if (is_folder(folder / "base") && is_folder(folder / "head")) {
    sample.inputs = {folder / "base"};
    sample.others = {folder / "head"};
  } else {
    // What stands beside it in a folder is what happens later in its story.
    sample.inputs = {fs::exists(cluster, none) ? cluster : folder};
  }
  return sample;
}

}  // namespace

std::string samples_folder(std::string_view program) {
  constexpr int kMostUp = 4;  // from build/release/gui
  fs::path folder = fs::path(program).parent_path();
  for (int up = 0; up <= kMostUp && !folder.empty(); ++up, folder = folder.parent_path()) {
    for (const fs::path& at : {folder / "share" / "rbacgraph" / "samples", folder / "samples"}) {
      if (is_folder(at / kFirst)) {
        return at;
      }
    }
  }
  return "";
}

std::vector<Sample> read_samples(const std::string& folder) {
  std::vector<std::tuple<bool, Sample>> found;
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    if (!is_folder(entry->path())) {
      continue;
    }
    Sample sample = sample_in(entry->path());
    if (!sample.title.empty()) {
      found.emplace_back(entry->path().filename() != kFirst, std::move(sample));
    }
  }
  std::ranges::sort(found, {}, [](const std::tuple<bool, Sample>& each) {
    return std::tuple(std::get<bool>(each), std::string_view(std::get<Sample>(each).title));
  });
  std::vector<Sample> samples;
  samples.reserve(found.size());
  for (auto& [is_later, sample] : found) {
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace rbacgraph::gui
