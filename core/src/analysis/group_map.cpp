#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>
#include <yaml.h>

#include "rbacgraph/analysis/membership.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{256} << 20;
constexpr std::size_t kMaxNameBytes = std::size_t{64} << 10;
constexpr std::size_t kMaxEntries = 10'000'000;

enum class Format : std::uint8_t { Yaml, Json, Csv };

/// Collects the entries and knows the line they are in. Each step says whether to go on.
class MapBuilder {
 public:
  explicit MapBuilder(std::string_view file_name) : file_(file_name) {}

  bool start_user(std::string_view user, std::size_t line, bool may_repeat) {
    if (!check_name(user, "user", line)) return false;
    std::string key(user);
    if (user.starts_with("sa:") && !long_name(user.substr(3), line, key)) return false;
    const auto [entry, is_new] = map_.try_emplace(std::move(key));
    if (!is_new && !may_repeat)
      return stop(line, "\"" + std::string(user) + "\" is there twice", "give each user once");
    current_ = &*entry;
    return true;
  }

  bool add_group(std::string_view group, std::size_t line) {
    if (!check_name(group, "group", line)) return false;
    if (++entries_ > kMaxEntries)
      return stop(line, "more than " + std::to_string(kMaxEntries) + " memberships");
    current_->second.emplace_back(group);
    return true;
  }

  const std::string& user() const { return current_->first; }
  bool failed() const { return error_.has_value(); }

  /// Always false, so that a step can end with it. Line 0: of no line in particular.
  bool stop(std::size_t line, const std::string& problem, std::string hint = {}) {
    std::string message = file_;
    if (line > 0) message.append(1, ':').append(std::to_string(line));
    message.append(": ").append(problem);
    if (!error_) error_ = Error{ErrorCode::Parse, std::move(message), std::move(hint)};
    return false;
  }

  Result<GroupMap> take() {
    if (error_) return tl::unexpected<Error>(std::move(*error_));
    for (auto& [user, groups] : map_) {
      std::ranges::sort(groups);
      groups.erase(std::ranges::unique(groups).begin(), groups.end());
    }
    return std::move(map_);
  }

 private:
  bool check_name(std::string_view name, std::string_view what, std::size_t line) {
    if (name.empty()) return stop(line, "a " + std::string(what) + " without a name");
    if (name.size() > kMaxNameBytes) {
      return stop(line, "the name of a " + std::string(what) + " is longer than " +
                            std::to_string(kMaxNameBytes) + " bytes");
    }
    return true;
  }

  bool long_name(std::string_view account, std::size_t line, std::string& user) {
    const std::size_t slash = account.find('/');
    if (slash != std::string_view::npos) {
      user = service_account_user(account.substr(0, slash), account.substr(slash + 1));
      if (parse_service_account_user(user)) return true;
    }
    return stop(line, "\"sa:" + std::string(account) + "\" is no service account",
                "write sa:NAMESPACE/NAME");
  }

  std::string file_;
  GroupMap map_;
  GroupMap::value_type* current_ = nullptr;
  std::size_t entries_ = 0;
  std::optional<Error> error_;
};

constexpr std::string_view kShape = "a group map has a list of groups for each user: {jane: [dev]}";

// ---- YAML ---------------------------------------------------------------------------------------

class YamlMap {
 public:
  YamlMap(std::string_view text, MapBuilder& map)
      : map_(map), ready_(yaml_parser_initialize(&parser_) != 0) {
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  YamlMap(const YamlMap&) = delete;
  YamlMap& operator=(const YamlMap&) = delete;
  ~YamlMap() {
    drop_event();
    if (ready_) yaml_parser_delete(&parser_);
  }

  bool read() {
    if (!ready_) return map_.stop(0, "out of memory");
    if (!next() || !next()) return false;  // the stream, the document or the end
    if (event_.type == YAML_STREAM_END_EVENT) return true;
    if (!next()) return false;
    if (!is_null_scalar() && !read_users()) return false;
    if (!next() || !next()) return false;  // the end of the document, of the stream
    if (event_.type != YAML_STREAM_END_EVENT) return map_.stop(line(), "a second document");
    return true;
  }

 private:
  bool read_users() {
    if (event_.type != YAML_MAPPING_START_EVENT) return wrong("a map of users");
    for (;;) {
      if (!next()) return false;
      if (event_.type == YAML_MAPPING_END_EVENT) return true;
      if (event_.type != YAML_SCALAR_EVENT) return wrong("a user");
      if (!map_.start_user(scalar(), line(), false)) return false;
      if (!next() || !read_groups()) return false;
    }
  }

  bool read_groups() {
    if (is_null_scalar()) return true;
    if (event_.type == YAML_SCALAR_EVENT) return map_.add_group(scalar(), line());
    if (event_.type != YAML_SEQUENCE_START_EVENT)
      return wrong("a list of groups for \"" + map_.user() + "\"");
    for (;;) {
      if (!next()) return false;
      if (event_.type == YAML_SEQUENCE_END_EVENT) return true;
      if (event_.type != YAML_SCALAR_EVENT) return wrong("a group of \"" + map_.user() + "\"");
      if (is_null_scalar()) return map_.stop(line(), "a group without a name");
      if (!map_.add_group(scalar(), line())) return false;
    }
  }

  bool next() {
    drop_event();
    if (yaml_parser_parse(&parser_, &event_) == 0) {
      const char* problem = parser_.problem != nullptr ? parser_.problem : "unreadable";
      // Of bytes that are no UTF-8 only the offset is told.
      const std::size_t at = parser_.error == YAML_READER_ERROR ? 0 : parser_.problem_mark.line + 1;
      return map_.stop(at, std::string("not YAML: ") + problem);
    }
    has_event_ = true;
    return true;
  }

  void drop_event() {
    if (has_event_) yaml_event_delete(&event_);
    has_event_ = false;
  }

  std::string_view scalar() const {
    return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
  }

  /// Names are taken to the letter: `no` and `12` are names too. Only nothing is nothing.
  bool is_null_scalar() const {
    if (event_.type != YAML_SCALAR_EVENT) return false;
    if (event_.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
    return scalar().empty() || scalar() == "~" || scalar() == "null";
  }

  std::size_t line() const { return event_.start_mark.line + 1; }

  bool wrong(const std::string& wanted) {
    if (event_.type == YAML_ALIAS_EVENT) {
      return map_.stop(line(), "an alias, where " + wanted + " is expected",
                       "write the groups out: aliases are not read here");
    }
    const char* found = event_.type == YAML_SEQUENCE_START_EVENT  ? "a list"
                        : event_.type == YAML_MAPPING_START_EVENT ? "a map"
                                                                  : "a word";
    return map_.stop(line(), std::string(found) + ", where " + wanted + " is expected",
                     std::string(kShape));
  }

  MapBuilder& map_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ready_ = false;
  bool has_event_ = false;
};

// ---- JSON ---------------------------------------------------------------------------------------

/// Characters of a text, counting lines as they are taken.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  std::size_t* line = nullptr;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    if (*at++ == '\n') ++*line;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
};

/// Each handler says whether to go on.
class JsonMap final : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonMap(MapBuilder& map, const std::size_t& line) : map_(map), line_(line) {}

  bool null() override {
    if (place_ == Place::Groups) return map_.stop(line_, "a group without a name");
    return place_ == Place::User || wrong("nothing");
  }
  bool boolean(bool) override { return wrong("a boolean"); }
  bool number_integer(number_integer_t) override { return wrong("a number"); }
  bool number_unsigned(number_unsigned_t) override { return wrong("a number"); }
  bool number_float(number_float_t, const string_t&) override { return wrong("a number"); }
  bool binary(binary_t&) override { return wrong("bytes"); }
  bool string(string_t& text) override {
    return place_ == Place::Top ? wrong("a string") : map_.add_group(text, line_);
  }
  bool start_object(std::size_t) override {
    if (place_ != Place::Top) return wrong("an object");
    place_ = Place::User;
    return true;
  }
  bool key(string_t& user) override { return map_.start_user(user, line_, false); }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override {
    if (place_ != Place::User) return wrong("a list");
    place_ = Place::Groups;
    return true;
  }
  bool end_array() override {
    place_ = Place::User;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return map_.stop(line_, "not JSON");
  }

 private:
  enum class Place : std::uint8_t { Top, User, Groups };

  bool wrong(const char* found) {
    std::string wanted = "a map of users";
    if (place_ == Place::User) wanted = "a list of groups for \"" + map_.user() + "\"";
    if (place_ == Place::Groups) wanted = "a group of \"" + map_.user() + "\"";
    return map_.stop(line_, std::string(found) + ", where " + wanted + " is expected",
                     std::string(kShape));
  }

  MapBuilder& map_;
  const std::size_t& line_;
  Place place_ = Place::Top;
};

void read_json(std::string_view text, MapBuilder& map) {
  std::size_t line = 1;
  JsonMap handler(map, line);
  nlohmann::json::sax_parse(CountingIterator{text.data(), &line},
                            CountingIterator{text.data() + text.size(), &line}, &handler);
}

// ---- CSV ----------------------------------------------------------------------------------------

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// The fields of one line; quotes as in RFC 4180, within the line. nullopt: a quote is not closed,
/// or something stands beside a quoted field.
std::optional<std::vector<std::string>> split_csv(std::string_view line) {
  std::vector<std::string> fields;
  for (;;) {
    line = trim(line);
    if (!line.starts_with('"')) {
      const std::size_t comma = line.find(',');
      fields.emplace_back(trim(line.substr(0, comma)));
      if (comma == std::string_view::npos) return fields;
      line.remove_prefix(comma + 1);
      continue;
    }
    std::string& field = fields.emplace_back();
    std::size_t at = 1;
    for (; at < line.size(); ++at) {
      if (line[at] == '"') {
        if (at + 1 == line.size() || line[at + 1] != '"') break;
        ++at;
      }
      field += line[at];
    }
    if (at >= line.size()) return std::nullopt;
    line = trim(line.substr(at + 1));
    if (line.empty()) return fields;
    if (!line.starts_with(',')) return std::nullopt;
    line.remove_prefix(1);
  }
}

bool read_csv_line(std::string_view text, std::size_t line, MapBuilder& map) {
  const auto fields = split_csv(text);
  if (!fields)
    return map.stop(line, "a quoted field does not end with its quote", "write a quote as \"\"");
  if (fields->size() < 2) {
    return map.stop(line, "no group for \"" + fields->front() + "\"",
                    "each line is user,group[,group…]");
  }
  if (!map.start_user(fields->front(), line, true)) return false;
  return std::ranges::all_of(fields->begin() + 1, fields->end(),
                             [&](const std::string& group) { return map.add_group(group, line); });
}

void read_csv(std::string_view text, MapBuilder& map) {
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string_view row = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (row.empty() || row.starts_with('#')) continue;
    if (!read_csv_line(row, line, map)) return;
  }
}

/// YAML has a brace followed by a quote too, and then means the same.
bool looks_like_json(std::string_view text) {
  const std::size_t brace = text.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || text[brace] != '{') return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", brace + 1);
  return next == std::string_view::npos || text[next] == '"' || text[next] == '}';
}

/// By the name of the file; else CSV is known by a first line that has a comma and no colon
/// followed by a blank.
Format format_of(std::string_view text, std::string_view file_name) {
  if (file_name.ends_with(".csv")) return Format::Csv;
  if (file_name.ends_with(".json")) return Format::Json;
  if (file_name.ends_with(".yaml") || file_name.ends_with(".yml")) return Format::Yaml;
  if (looks_like_json(text)) return Format::Json;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view row = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (row.empty() || row.starts_with('#')) continue;
    if (row.starts_with('{') || row.starts_with('[')) return Format::Yaml;
    const bool mapping = row.ends_with(':') || row.find(": ") != std::string_view::npos;
    return !mapping && row.find(',') != std::string_view::npos ? Format::Csv : Format::Yaml;
  }
  return Format::Yaml;
}

}  // namespace

Result<GroupMap> parse_group_map(std::string_view text, std::string_view file_name) {
  MapBuilder map(file_name);
  if (text.size() > kMaxBytes) {
    map.stop(0, "larger than " + std::to_string(kMaxBytes >> 20) + " MiB");
    return map.take();
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  switch (format_of(text, file_name)) {
    case Format::Csv: read_csv(text, map); break;
    case Format::Json: read_json(text, map); break;
    case Format::Yaml: YamlMap(text, map).read(); break;
  }
  return map.take();
}

}  // namespace rbacgraph
