#include "source/text_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "source/excerpt.h"
#include "source/likely_cause.h"
#include "source/yaml_documents.h"
#include "source/yaml_reader.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

/// Takes a byte order mark away, and makes UTF-8 of UTF-16.
void settle_encoding(InputText& input) {
  const std::string_view start = input.peek(4);
  const auto byte = [&](std::size_t at) {
    return at < start.size() ? static_cast<unsigned char>(start[at]) : 1U;
  };
  if (start.starts_with(kUtf8Mark)) {
    std::array<char, 3> mark{};
    input.read(mark.data(), mark.size());
    return;
  }
  // With a mark, or by the empty half of a first letter that ASCII has, too.
  const bool long_enough = start.size() >= 4;
  const bool big_endian =
      (byte(0) == 0xFE && byte(1) == 0xFF) || (long_enough && byte(0) == 0 && byte(1) != 0);
  const bool little_endian =
      (byte(0) == 0xFF && byte(1) == 0xFE) || (long_enough && byte(0) != 0 && byte(1) == 0);
  if (big_endian || little_endian) input.convert_from_utf16(big_endian);
}

/// By the first byte that is not blank. A template is more like YAML, even if it begins with `{{`.
TextFormat format_of(InputText& input) {
  for (std::size_t size = 4096;; size *= 2) {
    std::string_view start = input.peek(size);
    const bool all = start.size() < size;
    const std::size_t at = start.find_first_not_of(" \t\r\n");
    start.remove_prefix(std::min(at, start.size()));
    if (start.size() < 2 && !all) continue;
    const bool json =
        start.starts_with('[') ||
        (start.starts_with('{') && !start.starts_with("{{") && !start.starts_with("{%"));
    return json ? TextFormat::Json : TextFormat::Yaml;
  }
}

}  // namespace

TextReader::TextReader(SnapshotBuilder& builder, const ReadOptions& options, InputReport& report)
    : builder_(builder), options_(options), report_(report), documents_(builder, options, report) {}

void TextReader::set_action(ObjectDecoder::Action action) {
  documents_.set_action(action);
  if (action != ObjectDecoder::Action::Put) lane_options_.threads = 1;  // in the others' order
}

void TextReader::report_broken(TextFormat format, ReadStatus status, const ReadFailure& failure,
                               std::string_view document, Excerpt excerpt) {
  Diagnostic told = describe_broken_document(format, status, failure, document);
  told.source = report_.at(failure.offset);
  told.excerpt = std::move(excerpt);
  report_.refused(std::move(told), true);
}

/// What kubectl says to standard error comes first in a dump that was saved with 2>&1.
void TextReader::pass_kubectl_lines(InputText& input) {
  constexpr std::size_t kLongestLine = 4096;
  constexpr int kMostLines = 1000;
  for (int lines = 0; lines < kMostLines; ++lines) {
    std::string_view line = input.peek(kLongestLine);
    line = line.substr(0, std::min(line.find('\n'), kLongestLine));
    const auto said = kubectl_line(line);
    if (!said) return;
    report_.kubectl_line(said->what, said->failed, input.position());
    std::string passed(line.size() + 1, '\0');
    input.read(passed.data(), passed.size());
  }
}

void TextReader::read(InputText& input) {
  settle_encoding(input);
  // Not to its end: it may be a disk, or /dev/zero.
  if (is_surely_binary(input.peek(512))) {
    report_broken(TextFormat::Yaml, ReadStatus::Malformed,
                  {input.position(), "there is no object in it", ""}, input.peek(512), {});
    return;
  }
  pass_kubectl_lines(input);
  if (format_of(input) == TextFormat::Json) {
    read_json(input);
    return;
  }
  const std::uint64_t offset = input.position();
  const std::string text = input.read_rest(options_.limits.max_document_bytes);
  read_yaml(text, offset);
}

void TextReader::read_json(InputText& input) {
  JsonReader reader(input, options_.limits, window_capacity_);
  ItemLanes lanes({input, reader, builder_, options_, report_}, lane_options_);
  documents_.set_lanes(&lanes);
  read_json(input, reader);
  documents_.set_lanes(nullptr);
  pieces_ = lanes.pieces();
}

void TextReader::read_json(InputText& input, JsonReader& reader) {
  // Each takes the reading of a window: a file of nothing but broken lines would take very long.
  constexpr int kMostBroken = 1'000;
  bool failed = false;
  int broken = 0;
  while (!input.stopped()) {
    const bool there = reader.next_document();
    if (!there && reader.ok()) return;
    const std::uint64_t begin = reader.offset();
    const std::uint64_t seen = report_.seen();
    if (there && documents_.read(reader)) continue;
    if (input.stopped()) return;
    // Flow YAML looks much the same: unquoted words, comments, a comma too many.
    // Once: to try it after each of many broken lines would take the square of their number.
    if (!std::exchange(failed, true) && reader.status() == ReadStatus::Malformed &&
        report_.seen() == seen) {
      const std::optional<Diagnostic> comma = comma_too_many(reader);
      if (read_rest_as_yaml(reader, begin)) {
        if (comma) report_.report(*comma);
        return;
      }
    }
    report_broken_json(reader);
    if (++broken == kMostBroken) {
      report_.refused(too_many_broken(reader.failure().offset), true);
      return;
    }
    if (!reader.recover_at_next_line()) return;
  }
}

/// Is it a comma before a bracket that is closed which makes it YAML?
std::optional<Diagnostic> TextReader::comma_too_many(const JsonReader& reader) const {
  const std::uint64_t offset = reader.failure().offset;
  std::size_t at = 0;
  const std::string_view text = reader.text_around(offset, at);
  if (at >= text.size() || (text[at] != '}' && text[at] != ']')) return std::nullopt;
  const std::size_t before = text.substr(0, at).find_last_not_of(" \t\r\n");
  if (before == std::string_view::npos || text[before] != ',') return std::nullopt;
  Diagnostic told;
  told.severity = Severity::Warning;
  told.code = "trailing-comma";
  told.message =
      std::string("a comma before \"") + text[at] + "\" is no JSON: read as YAML, which allows it";
  told.hint = "kubectl reads it too, other readers of JSON do not: take the comma out";
  told.source = report_.at(offset);
  return told;
}

void TextReader::report_broken_json(const JsonReader& reader) {
  const ReadFailure& failure = reader.failure();
  std::size_t at = 0;
  const std::string_view text = reader.text_around(failure.offset, at);
  Excerpt excerpt;
  if (documents_.failed_in_kept_object()) excerpt = report_.excerpt(text, at, false);
  // In a dump of many megabytes there may be anything; a cause stands where the trouble is.
  constexpr std::size_t kAround = 256;
  std::size_t from = at;
  while (from > 0 && at - from < kAround && text[from - 1] != '\n') --from;
  report_broken(TextFormat::Json, reader.status(), failure, text.substr(from, at - from + kAround),
                std::move(excerpt));
}

Diagnostic TextReader::too_many_broken(std::uint64_t offset) const {
  Diagnostic told;
  told.code = "limit-reached";
  told.message = "not read to its end: so many lines of it are broken";
  told.hint = "is it the right file? get it again";
  told.source = report_.at(offset);
  return told;
}

/// Only if all of it is YAML: a broken line among lines of JSON often is, alone.
bool TextReader::read_rest_as_yaml(const JsonReader& reader, std::uint64_t offset) {
  const std::string_view text = reader.rest_from(offset);
  if (text.empty()) return false;
  YamlTape tape;
  YamlDocuments attempt(text, options_.limits);
  bool any = false;
  for (;;) {
    const YamlDocuments::Step step = attempt.next(tape);
    if (step == YamlDocuments::Step::Broken) return false;
    if (step == YamlDocuments::Step::End) break;
    any = true;
    if (!tape.empty() && tape.node(0).kind != ValueKind::Mapping &&
        tape.node(0).kind != ValueKind::Null)
      return false;
  }
  if (any) read_yaml(text, offset);
  return any;
}

void TextReader::read_yaml(std::string_view text, std::uint64_t offset) {
  // Each takes a new start of libyaml.
  constexpr int kMostBroken = 10'000;
  int broken = 0;
  YamlTape tape;
  YamlDocuments documents(text, options_.limits);
  while (!options_.stop.stop_requested()) {
    const YamlDocuments::Step step = documents.next(tape);
    if (step == YamlDocuments::Step::End) return;
    if (step == YamlDocuments::Step::Broken) {
      report_broken_yaml(documents, offset);
      if (++broken < kMostBroken) continue;
      report_.refused(too_many_broken(offset + documents.failure().offset), true);
      return;
    }
    // A document with nothing in it but comments.
    if (tape.empty() || (tape.size() == 1 && tape.node(0).kind == ValueKind::Null)) continue;
    const std::string_view document = documents.document_text();
    const std::uint64_t begin = offset + documents.document_offset();
    // Much that is no manifest is a text or a mapping to YAML.
    if (cause_at_beginning(document)) {
      report_broken(TextFormat::Yaml, ReadStatus::Malformed,
                    {begin + tape.node(0).offset, "there is no object in it", ""}, document, {});
      continue;
    }
    YamlReader reader(tape, begin, options_.limits, document);
    if (!documents_.read(reader) && !reader.ok())
      report_broken(TextFormat::Yaml, reader.status(), reader.failure(), document, {});
  }
}

void TextReader::report_broken_yaml(const YamlDocuments& documents, std::uint64_t offset) {
  ReadFailure failure = documents.failure();
  const std::string_view document = documents.document_text();
  Excerpt excerpt;
  const std::uint64_t begin = documents.document_offset();
  if (failure.offset >= begin && looks_like_policy(document))
    excerpt = report_.excerpt(document, static_cast<std::size_t>(failure.offset - begin), false);
  failure.offset += offset;
  report_broken(TextFormat::Yaml, documents.status(), failure, document, std::move(excerpt));
}

}  // namespace rbacgraph
