#include "source/yaml_documents.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <yaml.h>

#include "source/yaml_scalar.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";
constexpr std::uint64_t kMostNodes = 0xFFFFFFF0;

bool is_marker(std::string_view text, std::size_t at, std::string_view marker) {
  if (text.substr(at, 3) != marker) return false;
  const std::size_t after = at + 3;
  return after >= text.size() ||
         std::string_view(" \t\r\n").find(text[after]) != std::string_view::npos;
}

std::size_t line_start(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

/// The first line from `line` on (a line's beginning) that begins with `---`, or the end.
std::size_t next_marker(std::string_view text, std::size_t line) {
  while (line < text.size()) {
    if (is_marker(text, line, "---")) return line;
    const std::size_t newline = text.find('\n', line);
    if (newline == std::string_view::npos) break;
    line = newline + 1;
  }
  return text.size();
}

/// nullopt where it isn't base64.
bool decode_base64(std::string_view text, std::string& bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '=') continue;
    const std::size_t value = kDigits.find(c);
    if (value == std::string_view::npos) return false;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    have += 6;
    if (have >= 8) {
      have -= 8;
      bytes.push_back(static_cast<char>((bits >> have) & 0xFFU));
    }
  }
  return true;
}

/// libyaml counts characters; positions are bytes. The marks of events ascend, more or less.
class BytePosition {
 public:
  explicit BytePosition(std::string_view text)
      : text_(text), ascii_(std::ranges::none_of(text, is_not_ascii)) {}

  void start_at(std::size_t byte) {
    origin_ = byte;
    characters_ = 0;
    byte_ = byte;
  }
  std::size_t of(const yaml_mark_t& mark) {
    if (ascii_) return std::min(origin_ + mark.index, text_.size());
    while (characters_ < mark.index && byte_ < text_.size()) {
      ++byte_;
      while (byte_ < text_.size() && is_continuation(text_[byte_])) ++byte_;
      ++characters_;
    }
    while (characters_ > mark.index && byte_ > origin_) {
      --byte_;
      while (byte_ > origin_ && is_continuation(text_[byte_])) --byte_;
      --characters_;
    }
    return byte_;
  }

 private:
  static bool is_not_ascii(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

  std::string_view text_;
  bool ascii_;
  std::size_t origin_ = 0;
  std::size_t characters_ = 0;
  std::size_t byte_ = 0;
};

/// An event that is given back to libyaml in time.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }
  bool next(yaml_parser_t& parser) {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser, &event_) != 0;
  }
  const yaml_event_t& operator*() const { return event_; }
  const yaml_event_t* operator->() const { return &event_; }

 private:
  yaml_event_t event_{};
};

std::string_view text_of(const yaml_char_t* text, std::size_t size) {
  return {reinterpret_cast<const char*>(text), size};
}
std::string_view text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

}  // namespace

class YamlDocuments::Parser {
 public:
  Parser(std::string_view text, const ReadLimits& limits)
      // libyaml ends the program for a null pointer, which an empty view may hold.
      : text_(text.data() == nullptr ? std::string_view("") : text),
        limits_(limits),
        position_(text_) {
    start(0, text.size());
  }
  ~Parser() { stop(); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Step next(YamlTape& tape);

  ReadFailure failure;
  ReadStatus status = ReadStatus::Ok;
  std::size_t document = 0;
  std::size_t document_end = 0;
  std::string_view text() const { return text_; }

 private:
  struct Open {
    std::uint32_t node;
    bool mapping;
    bool key_next;
  };

  void start(std::size_t from, std::size_t end);
  void stop();
  Step broken();
  Step fail_libyaml();
  bool refuse(ReadStatus why, std::size_t at, std::string problem, std::string hint = {});
  bool read_document(YamlTape& tape);
  bool take(const yaml_event_t& event, YamlTape& tape);
  bool take_scalar(const yaml_event_t& event, YamlTape& tape, bool key);
  bool take_alias(const yaml_event_t& event, YamlTape& tape, bool key);
  bool take_container(const yaml_event_t& event, YamlTape& tape, bool key);
  bool close_container(const yaml_event_t& event, YamlTape& tape);
  bool resolve_tag(const yaml_event_t& event, std::string_view tag, YamlScalar& scalar,
                   std::string_view& text);
  std::uint32_t offset_of(const yaml_event_t& event) {
    return static_cast<std::uint32_t>(position_.of(event.start_mark) - document);
  }

  std::string_view text_;
  const ReadLimits& limits_;
  BytePosition position_;
  yaml_parser_t parser_{};
  bool running_ = false;
  std::size_t from_ = 0;    ///< where libyaml started
  std::size_t end_ = 0;     ///< where it is to stop
  std::size_t resume_ = 0;  ///< what is before this has been read
  std::size_t marker_ = 0;  ///< where the document's own `---` is, if it has one
  bool libyaml_failed_ = false;
  std::vector<Open> open_;
  std::unordered_map<std::string, std::uint32_t> anchors_;
  std::string decoded_;
};

void YamlDocuments::Parser::start(std::size_t from, std::size_t end) {
  stop();
  from_ = document = marker_ = resume_ = from;
  end_ = end;
  if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
  running_ = true;
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(
      &parser_, reinterpret_cast<const unsigned char*>(text_.data()) + from, end - from);
  position_.start_at(from);
}

void YamlDocuments::Parser::stop() {
  if (running_) yaml_parser_delete(&parser_);
  running_ = false;
}

YamlDocuments::Step YamlDocuments::Parser::next(YamlTape& tape) {
  for (;;) {
    if (!running_) {
      if (end_ >= text_.size()) return Step::End;
      start(end_, text_.size());
    }
    Event event;
    libyaml_failed_ = !event.next(parser_);
    if (libyaml_failed_) {
      document = resume_;
      if (const Step step = fail_libyaml(); step == Step::Broken) return step;
      continue;
    }
    if (event->type == YAML_STREAM_END_EVENT) {
      stop();
      continue;
    }
    if (event->type != YAML_DOCUMENT_START_EVENT) continue;
    marker_ = position_.of(event->start_mark);
    document = line_start(text_, marker_);
    if (read_document(tape)) {
      resume_ = document_end;
      return Step::Document;
    }
    if (!libyaml_failed_) return broken();
    if (const Step step = fail_libyaml(); step == Step::Broken) return step;
  }
}

bool YamlDocuments::Parser::refuse(ReadStatus why, std::size_t at, std::string problem,
                                   std::string hint) {
  status = why;
  failure = {at, std::move(problem), std::move(hint)};
  return false;
}

/// Goes on behind the document that is broken at failure.offset.
YamlDocuments::Step YamlDocuments::Parser::broken() {
  std::size_t line = line_start(text_, failure.offset);
  // Not the beginning of the broken document itself.
  const std::size_t own = is_marker(text_, resume_, "---") ? std::max(marker_, resume_) : marker_;
  if (line <= own) {
    const std::size_t newline = text_.find('\n', own);
    line = newline == std::string_view::npos ? text_.size() : newline + 1;
  }
  document_end = next_marker(text_, line);
  stop();
  end_ = document_end;
  return Step::Broken;
}

/// Broken, or Document to try again with less text.
YamlDocuments::Step YamlDocuments::Parser::fail_libyaml() {
  const bool bad_bytes = parser_.error == YAML_READER_ERROR;
  const std::size_t at =
      bad_bytes ? from_ + parser_.problem_offset : position_.of(parser_.problem_mark);
  if (bad_bytes) {
    // libyaml looks ahead: the bad bytes may be in a later document, and the ones before it are
    // fine.
    std::size_t of_bad = line_start(text_, at);
    while (of_bad > resume_ && !is_marker(text_, of_bad, "---"))
      of_bad = line_start(text_, of_bad - 1);
    if (of_bad > resume_ && of_bad > marker_) {
      start(resume_, of_bad);
      return Step::Document;
    }
  }
  if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  std::string problem = parser_.problem == nullptr ? "not YAML" : parser_.problem;
  if (parser_.context != nullptr && !bad_bytes)
    problem += std::string(" (") + parser_.context + ")";
  std::string hint;
  const std::string_view context = parser_.context == nullptr ? "" : parser_.context;
  if (context == "while scanning an alias") hint = "quote it: '*'";
  if (text_.find_first_not_of(" \t\r\n", at) == std::string_view::npos)
    hint = "if it is cut off there: was the dump or download complete? get it again";
  if (at < text_.size() && text_[at] == '\t') hint = "indent with blanks: YAML forbids tabs there";
  refuse(ReadStatus::Malformed, at, std::move(problem), std::move(hint));
  return broken();
}

bool YamlDocuments::Parser::read_document(YamlTape& tape) {
  tape.clear();
  open_.clear();
  anchors_.clear();
  Event event;
  for (;;) {
    libyaml_failed_ = !event.next(parser_);
    if (libyaml_failed_) return false;
    if (event->type == YAML_DOCUMENT_END_EVENT) {
      // The next one begins here; what is said of this one is said from its beginning.
      document_end = position_.of(event->end_mark);
      return true;
    }
    if (!take(*event, tape)) return false;
    if (tape.size() > std::min(limits_.max_yaml_nodes, kMostNodes)) {
      return refuse(
          ReadStatus::Limit, position_.of(event->start_mark),
          "the document has more than " + std::to_string(limits_.max_yaml_nodes) + " values");
    }
    if (position_.of(event->end_mark) - document > 0xFFFFFFF0U)
      return refuse(ReadStatus::Limit, document, "the document is bigger than 4 GB");
  }
}

bool YamlDocuments::Parser::take(const yaml_event_t& event, YamlTape& tape) {
  if (event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT)
    return close_container(event, tape);
  bool key = false;
  if (!open_.empty() && open_.back().mapping) {
    key = open_.back().key_next;
    open_.back().key_next = !key;
  }
  // libyaml's event types go on past those that a document is made of.
  if (event.type == YAML_SCALAR_EVENT) return take_scalar(event, tape, key);
  if (event.type == YAML_ALIAS_EVENT) return take_alias(event, tape, key);
  return take_container(event, tape, key);
}

bool YamlDocuments::Parser::resolve_tag(const yaml_event_t& event, std::string_view tag,
                                        YamlScalar& scalar, std::string_view& text) {
  if (!tag.starts_with(kCoreTag)) {
    scalar = {};  // an application's own tag: the text is what counts
    return true;
  }
  const std::string_view type = tag.substr(kCoreTag.size());
  if (type == "binary") {
    decoded_.clear();
    if (!decode_base64(text, decoded_)) {
      return refuse(ReadStatus::Malformed, position_.of(event.start_mark),
                    "the value tagged !!binary is not base64");
    }
    text = decoded_;
    scalar = {};
    return true;
  }
  scalar = resolve_plain_scalar(text);
  const bool fits = (type == "int" && scalar.kind == ValueKind::Number) ||
                    (type == "float" && scalar.kind == ValueKind::Number) ||
                    (type == "bool" && scalar.kind == ValueKind::Bool) ||
                    (type == "null" && scalar.kind == ValueKind::Null);
  if (type == "int" || type == "float" || type == "bool" || type == "null") {
    return fits || refuse(ReadStatus::Malformed, position_.of(event.start_mark),
                          "the value is not what its tag !!" + std::string(type) + " says");
  }
  scalar = {};
  return true;
}

bool YamlDocuments::Parser::take_scalar(const yaml_event_t& event, YamlTape& tape, bool key) {
  const auto& data = event.data.scalar;
  std::string_view text = text_of(data.value, data.length);
  const std::string_view tag = text_of(data.tag);
  YamlScalar scalar;
  if (!tag.empty() && tag != "!") {
    if (!resolve_tag(event, tag, scalar, text)) return false;
  } else if (data.plain_implicit != 0 && data.style == YAML_PLAIN_SCALAR_STYLE) {
    scalar = resolve_plain_scalar(text);
  }
  const bool merge = key && text == "<<" && data.plain_implicit != 0;
  // sigs.k8s.io/yaml makes strings of keys: `y: 1` has the key "true".
  if (key && scalar.kind == ValueKind::Bool) text = scalar.truth ? "true" : "false";
  const std::uint32_t node = tape.add_scalar(offset_of(event), text, scalar.kind, scalar.truth);
  if (merge) tape.note_merge_key(node);
  if (data.anchor != nullptr) anchors_[std::string(text_of(data.anchor))] = node;
  return true;
}

bool YamlDocuments::Parser::take_alias(const yaml_event_t& event, YamlTape& tape, bool key) {
  const auto found = anchors_.find(std::string(text_of(event.data.alias.anchor)));
  const std::size_t at = position_.of(event.start_mark);
  if (found == anchors_.end()) {
    return refuse(ReadStatus::Malformed, at, "the alias refers to an anchor that is not there",
                  "a word that begins with '*' needs quotes");
  }
  if (tape.open(found->second))
    return refuse(ReadStatus::Malformed, at, "the alias refers to a value that contains it");
  const YamlTape::Node& target = tape.node(found->second);
  if (key && (target.kind == ValueKind::Mapping || target.kind == ValueKind::Sequence))
    return refuse(ReadStatus::Malformed, at, "a mapping or list as a key");
  YamlTape::Node node;
  node.offset = offset_of(event);
  node.kind = target.kind;
  node.alias = true;
  node.a = found->second;
  tape.add(node);
  return true;
}

bool YamlDocuments::Parser::take_container(const yaml_event_t& event, YamlTape& tape, bool key) {
  const bool mapping = event.type == YAML_MAPPING_START_EVENT;
  if (key) {
    return refuse(ReadStatus::Malformed, position_.of(event.start_mark),
                  "a mapping or list as a key",
                  "text in braces needs quotes; a template has to be rendered first");
  }
  if (open_.size() >= limits_.max_depth) {
    return refuse(ReadStatus::Limit, position_.of(event.start_mark),
                  "nested more than " + std::to_string(limits_.max_depth) + " deep");
  }
  YamlTape::Node node;
  node.offset = offset_of(event);
  node.kind = mapping ? ValueKind::Mapping : ValueKind::Sequence;
  const std::uint32_t index = tape.add(node);
  open_.push_back({index, mapping, mapping});
  const yaml_char_t* const anchor =
      mapping ? event.data.mapping_start.anchor : event.data.sequence_start.anchor;
  if (anchor != nullptr) anchors_[std::string(text_of(anchor))] = index;
  return true;
}

bool YamlDocuments::Parser::close_container(const yaml_event_t& event, YamlTape& tape) {
  const char* const problem = tape.close(open_.back().node, limits_.max_yaml_nodes);
  open_.pop_back();
  return problem == nullptr ||
         refuse(ReadStatus::Malformed, position_.of(event.start_mark), problem);
}

YamlDocuments::YamlDocuments(std::string_view text, const ReadLimits& limits)
    : parser_(std::make_unique<Parser>(text, limits)) {}
YamlDocuments::~YamlDocuments() = default;

YamlDocuments::Step YamlDocuments::next(YamlTape& tape) { return parser_->next(tape); }
const ReadFailure& YamlDocuments::failure() const { return parser_->failure; }
ReadStatus YamlDocuments::status() const { return parser_->status; }
std::uint64_t YamlDocuments::document_offset() const { return parser_->document; }
std::string_view YamlDocuments::document_text() const {
  const std::string_view text = parser_->text();
  const std::size_t from = std::min(parser_->document, text.size());
  return text.substr(from, std::max(parser_->document_end, from) - from);
}

}  // namespace rbacgraph
