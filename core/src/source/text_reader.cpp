#include "source/text_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

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
  } else if (byte(0) == 0xFE && byte(1) == 0xFF) {
    input.convert_from_utf16(true);
  } else if (byte(0) == 0xFF && byte(1) == 0xFE) {
    input.convert_from_utf16(false);
  } else if (start.size() >= 4 && byte(0) == 0 && byte(1) != 0) {
    input.convert_from_utf16(true);
  } else if (start.size() >= 4 && byte(0) != 0 && byte(1) == 0) {
    input.convert_from_utf16(false);
  }
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
    : options_(options), report_(report), documents_(builder, options, report) {}

void TextReader::report_broken(TextFormat format, ReadStatus status, ReadFailure failure,
                               std::string_view document) {
  Diagnostic told = describe_broken_document(format, status, failure, document);
  told.source = report_.at(failure.offset);
  report_.refused(std::move(told), true);
}

void TextReader::read(InputText& input) {
  settle_encoding(input);
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
  bool failed = false;
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
        report_.seen() == seen && read_rest_as_yaml(reader, begin))
      return;
    report_broken(TextFormat::Json, reader.status(), reader.failure(), reader.rest_from(begin));
    if (!reader.recover_at_next_line()) return;
  }
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
  YamlTape tape;
  YamlDocuments documents(text, options_.limits);
  while (!options_.stop.stop_requested()) {
    const YamlDocuments::Step step = documents.next(tape);
    if (step == YamlDocuments::Step::End) return;
    if (step == YamlDocuments::Step::Broken) {
      ReadFailure failure = documents.failure();
      failure.offset += offset;
      report_broken(TextFormat::Yaml, documents.status(), std::move(failure),
                    documents.document_text());
      continue;
    }
    // A document with nothing in it but comments.
    if (tape.empty() || (tape.size() == 1 && tape.node(0).kind == ValueKind::Null)) continue;
    YamlReader reader(tape, offset + documents.document_offset(), options_.limits);
    if (!documents_.read(reader) && !reader.ok())
      report_broken(TextFormat::Yaml, reader.status(), reader.failure(), documents.document_text());
  }
}

}  // namespace rbacgraph
