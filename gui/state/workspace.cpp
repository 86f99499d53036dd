#include "state/workspace.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <initializer_list>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "rbacgraph/report/display.h"
#include "state/input.h"
#include "state/json_place.h"

namespace rbacgraph::gui {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view kApiVersion = "rbacgraph/v1";
constexpr std::string_view kKind = "Workspace";

constexpr std::array<std::pair<PictureDirection, std::string_view>, 4> kDirections{
    {{PictureDirection::Natural, "natural"},
     {PictureDirection::Out, "out"},
     {PictureDirection::In, "in"},
     {PictureDirection::Both, "both"}}};
constexpr std::array<std::pair<DiffSides, std::string_view>, 3> kSides{
    {{DiffSides::Both, "both"}, {DiffSides::Gained, "gained"}, {DiffSides::Lost, "lost"}}};

template <class Words, class Value>
std::string_view word_for(const Words& words, Value value) {
  return std::ranges::find(words, value, &Words::value_type::first)->second;
}

/// What is wrong, and at which value.
struct Flaw {
  std::string pointer;
  std::string what;
};

/// Takes values out of objects of known members; notes the others.
class Reader {
 public:
  Reader(std::string_view text, std::filesystem::path folder)
      : text_(text), folder_(std::move(folder)) {}

  ReadWorkspace read(const json& document) {
    check(document.is_object(), "", "this is no object");
    check(document.value("apiVersion", json()) == json(kApiVersion), "/apiVersion",
          "this is not of version rbacgraph/v1, the only one that is known here");
    check(document.value("kind", json()) == json(kKind), "/kind", "this is no Workspace");
    known(document, "", {"apiVersion", "kind", "inputs", "compareWith", "view", "bookmarks"});
    ReadWorkspace read;
    read.workspace.inputs = inputs(document, "inputs");
    check(!read.workspace.inputs.empty(), "/inputs", "there is no input");
    read.workspace.others = inputs(document, "compareWith");
    if (const json* const view = member(document, "view")) {
      known(*view, "/view", {"question", "filter", "selected", "pins"});
      read.workspace.view = kept(*view, "/view");
    }
    const json& bookmarks = list(document, "", "bookmarks", Workspace::kMostBookmarks);
    for (std::size_t at = 0; at < bookmarks.size(); ++at) {
      const std::string pointer = "/bookmarks/" + std::to_string(at);
      known(bookmarks[at], pointer, {"name", "question", "filter", "selected", "pins"});
      read.workspace.bookmarks.push_back(
          {text(bookmarks[at], pointer, "name", ""), kept(bookmarks[at], pointer)});
    }
    read.notes = std::move(notes_);
    return read;
  }

 private:
  static void check(bool holds, const std::string& pointer, std::string_view what) {
    if (!holds) {
      throw Flaw{pointer, std::string(what)};
    }
  }

  static const json* member(const json& object, std::string_view name) {
    const auto found = object.find(std::string(name));
    return found == object.end() ? nullptr : &*found;
  }

  void known(const json& object, const std::string& pointer,
             std::initializer_list<std::string_view> names) {
    check(object.is_object(), pointer, "an object should be here");
    constexpr std::size_t kMostNotes = 20;
    for (const auto& [name, value] : object.items()) {
      if (std::ranges::find(names, name) != names.end() || notes_.size() == kMostNotes) {
        continue;
      }
      std::string place = pointer;
      place.append("/").append(name);
      const std::size_t line = line_at(text_, place_of(text_, place));
      const std::string where = words_of_pointer(pointer);
      notes_.push_back("line " + std::to_string(line) + ": \"" + where +
                       (where.empty() ? "" : ".") + printable(name.substr(0, 60)) +
                       "\" is not known here, and would not be written again");
    }
  }

  static std::string text(const json& object, const std::string& pointer, std::string_view name,
                          std::string otherwise) {
    const json* const value = member(object, name);
    if (value == nullptr) {
      return otherwise;
    }
    const std::string place = pointer + "/" + std::string(name);
    check(value->is_string(), place, "text should be here");
    const auto& text = value->get_ref<const std::string&>();
    check(text.size() <= Workspace::kMostText, place, "this is too long");
    check(text.find('\0') == std::string::npos, place, "this has a null byte");
    return text;
  }

  static bool flag(const json& object, const std::string& pointer, std::string_view name,
                   bool otherwise) {
    const json* const value = member(object, name);
    if (value == nullptr) {
      return otherwise;
    }
    check(value->is_boolean(), pointer + "/" + std::string(name), "true or false should be here");
    return value->get<bool>();
  }

  static const json& list(const json& object, const std::string& pointer, std::string_view name,
                          std::size_t at_most) {
    static const json kNone = json::array();
    const json* const value = member(object, name);
    if (value == nullptr) {
      return kNone;
    }
    const std::string place = pointer + "/" + std::string(name);
    check(value->is_array(), place, "a list should be here");
    check(value->size() <= at_most, place,
          "there are more than " + std::to_string(at_most) + " of these");
    return *value;
  }

  template <class Words>
  static auto word(const json& object, const std::string& pointer, std::string_view name,
                   const Words& words) {
    const std::string text = Reader::text(object, pointer, name, std::string(words[0].second));
    const auto found = std::ranges::find(words, text, &Words::value_type::second);
    std::string all;
    for (const auto& each : words) {
      all += (all.empty() ? "" : ", ") + std::string(each.second);
    }
    check(found != words.end(), pointer + "/" + std::string(name),
          "one of these should be here: " + all);
    return found->first;
  }

  std::vector<WorkspaceInput> inputs(const json& document, std::string_view name) {
    std::vector<WorkspaceInput> read;
    const json& all = list(document, "", name, Workspace::kMostInputs);
    for (std::size_t at = 0; at < all.size(); ++at) {
      const std::string pointer = "/" + std::string(name) + "/" + std::to_string(at);
      known(all[at], pointer, {"path", "context"});
      const std::string path = text(all[at], pointer, "path", "");
      const std::string context = text(all[at], pointer, "context", "");
      check(path.empty() != context.empty(), pointer,
            "an input is a path or a context, and no other kind is known here");
      read.push_back(
          {path.empty() ? context_word(context) : (folder_ / path).lexically_normal().string()});
    }
    return read;
  }

  KeptView kept(const json& object, const std::string& pointer) {
    KeptView view;
    view.question = text(object, pointer, "question", view.question);
    view.selected = text(object, pointer, "selected", "");
    const json& pins = list(object, pointer, "pins", ViewState::kMostPins);
    for (std::size_t at = 0; at < pins.size(); ++at) {
      const std::string place = pointer + "/pins/" + std::to_string(at);
      check(pins[at].is_string(), place, "text should be here");
      check(pins[at].get_ref<const std::string&>().size() <= Workspace::kMostText, place,
            "this is too long");
      view.pins.insert(pins[at].get<std::string>());
    }
    if (const json* const value = member(object, "filter")) {
      view.filter = filter(*value, pointer + "/filter");
    }
    return view;
  }

  ViewFilter filter(const json& object, const std::string& pointer) {
    known(object, pointer,
          {"depth", "direction", "fold", "urls", "onlyPowerful", "system", "namespace", "sides"});
    ViewFilter filter;
    if (const json* const depth = member(object, "depth")) {
      const bool fits = depth->is_number_unsigned() && depth->get<std::uint64_t>() >= 1 &&
                        depth->get<std::uint64_t>() <= ViewFilter{}.depth;
      check(fits, pointer + "/depth", "1, 2 or 3 should be here");
      filter.depth = depth->get<std::uint32_t>();
    }
    filter.direction = word(object, pointer, "direction", kDirections);
    filter.fold = flag(object, pointer, "fold", filter.fold);
    filter.urls = flag(object, pointer, "urls", filter.urls);
    filter.only_powerful = flag(object, pointer, "onlyPowerful", filter.only_powerful);
    filter.system = flag(object, pointer, "system", filter.system);
    filter.ns = text(object, pointer, "namespace", "");
    filter.sides = word(object, pointer, "sides", kSides);
    return filter;
  }

  std::string_view text_;
  std::filesystem::path folder_;
  std::vector<std::string> notes_;
};

ordered_json document_of(const ViewFilter& filter) {
  const ViewFilter first;
  ordered_json document = ordered_json::object();
  if (filter.depth != first.depth) {
    document["depth"] = filter.depth;
  }
  if (filter.direction != first.direction) {
    document["direction"] = word_for(kDirections, filter.direction);
  }
  const auto add = [&](const char* name, const auto& value, const auto& otherwise) {
    if (value != otherwise) {
      document[name] = value;
    }
  };
  add("fold", filter.fold, first.fold);
  add("urls", filter.urls, first.urls);
  add("onlyPowerful", filter.only_powerful, first.only_powerful);
  add("system", filter.system, first.system);
  add("namespace", filter.ns, first.ns);
  if (filter.sides != first.sides) {
    document["sides"] = word_for(kSides, filter.sides);
  }
  return document;
}

/// Adds the members of a view.
void add_view(ordered_json& document, const KeptView& view) {
  document["question"] = view.question;
  if (ordered_json filter = document_of(view.filter); !filter.empty()) {
    document["filter"] = std::move(filter);
  }
  if (!view.selected.empty()) {
    document["selected"] = view.selected;
  }
  if (!view.pins.empty()) {
    document["pins"] = view.pins;
  }
}

ordered_json document_of(const std::vector<WorkspaceInput>& inputs,
                         const std::filesystem::path& folder) {
  ordered_json list = ordered_json::array();
  for (const WorkspaceInput& input : inputs) {
    if (const auto context = context_in(input.word)) {
      list.push_back({{"context", *context}});
      continue;
    }
    const std::filesystem::path near = std::filesystem::path(input.word).lexically_relative(folder);
    const bool within = !near.empty() && *near.begin() != "..";
    list.push_back({{"path", within ? near.string() : input.word}});
  }
  return list;
}

std::filesystem::path folder_of(const std::string& path) {
  std::error_code none;
  const std::filesystem::path whole = std::filesystem::absolute(path, none);
  return (none ? std::filesystem::path(path) : whole).lexically_normal().parent_path();
}

Error io_error(const std::string& path) {
  return {ErrorCode::Io, "can't read " + path + ": " + std::generic_category().message(errno), ""};
}

}  // namespace

Result<ReadWorkspace> read_workspace(std::string_view text, const std::string& path) {
  constexpr std::string_view kHint =
      "it stays as it is; with another name for it, a new one can be saved";
  const auto broken = [&](std::size_t byte, const std::string& what) {
    return fail(ErrorCode::Parse, path + ":" + std::to_string(line_at(text, byte)) + ": " + what,
                std::string(kHint));
  };
  if (text.size() > Workspace::kMostBytes) {
    return fail(ErrorCode::Parse, path + " is larger than any workspace", std::string(kHint));
  }
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    // What stands there may be anything, also of a file that was opened by mistake.
    const bool ends = error.byte >= text.size();
    return broken(error.byte == 0 ? 0 : error.byte - 1,
                  ends ? "the file ends in the middle of its JSON" : "from here on it is no JSON");
  } catch (const json::exception&) {
    return broken(0, "numbers or letters in it are out of any range");
  }
  try {
    return Reader(text, folder_of(path)).read(document);
  } catch (const Flaw& flaw) {
    const std::string field = words_of_pointer(flaw.pointer);
    return broken(place_of(text, flaw.pointer), (field.empty() ? "" : field + ": ") + flaw.what);
  }
}

Result<std::string> workspace_text(const Workspace& workspace, const std::string& path) {
  const std::filesystem::path folder = folder_of(path);
  ordered_json document;
  document["apiVersion"] = kApiVersion;
  document["kind"] = kKind;
  document["inputs"] = document_of(workspace.inputs, folder);
  if (!workspace.others.empty()) {
    document["compareWith"] = document_of(workspace.others, folder);
  }
  ordered_json view = ordered_json::object();
  add_view(view, workspace.view);
  document["view"] = std::move(view);
  ordered_json bookmarks = ordered_json::array();
  for (const Bookmark& bookmark : workspace.bookmarks) {
    ordered_json each = ordered_json::object();
    each["name"] = bookmark.name;
    add_view(each, bookmark.view);
    bookmarks.push_back(std::move(each));
  }
  document["bookmarks"] = std::move(bookmarks);
  try {
    return document.dump(2) + "\n";
  } catch (const json::exception&) {
    return fail(ErrorCode::InvalidArgument, "a path or a name is no UTF-8, and can't be kept",
                "give the file another name");
  }
}

Result<std::string> workspace_bytes(const std::string& path) {
  // Without waiting for a pipe's other end.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    return tl::unexpected<Error>(io_error(path));
  }
  struct stat status{};
  std::string bytes;
  ssize_t count = -1;
  if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
    std::array<char, 65536> buffer{};
    while ((count = ::read(file, buffer.data(), buffer.size())) > 0 &&
           bytes.size() <= Workspace::kMostBytes) {
      bytes.append(buffer.data(), static_cast<std::size_t>(count));
    }
  } else {
    ::close(file);
    return fail(ErrorCode::Io, "can't read " + path + ": it is no file");
  }
  const Error error = io_error(path);
  ::close(file);
  if (count < 0) {
    return tl::unexpected<Error>(error);
  }
  return bytes;
}

bool looks_like_workspace(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) {
    return false;
  }
  if (path.ends_with(".rbacgraph")) {
    return true;
  }
  if (std::filesystem::file_size(path, none) > Workspace::kMostBytes) {
    return false;
  }
  const Result<std::string> bytes = workspace_bytes(path);
  constexpr std::size_t kBeginning = 200;
  return bytes && bytes->substr(0, kBeginning).find("\"rbacgraph/v1\"") != std::string::npos &&
         bytes->substr(0, kBeginning).find("\"Workspace\"") != std::string::npos;
}

}  // namespace rbacgraph::gui
