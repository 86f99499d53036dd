/// Takes a YAML text apart into documents, each onto a YamlTape.
///
/// libyaml stops at the first error. The documents after it are worth reading: this goes on at the
/// next line that begins with `---`, which is the beginning of a document wherever it stands.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "rbacgraph/source/read.h"
#include "source/value_reader.h"
#include "source/yaml_tape.h"

namespace rbacgraph {

class YamlDocuments {
 public:
  /// `text` is without a byte order mark, and must outlive this.
  YamlDocuments(std::string_view text, const ReadLimits& limits);
  ~YamlDocuments();

  enum class Step : std::uint8_t { Document, Broken, End };
  /// Reads the next document onto the tape. Broken: failure() says why, and the next call goes on
  /// after that document.
  Step next(YamlTape& tape);

  const ReadFailure& failure() const;
  ReadStatus status() const;  ///< Malformed or Limit, after Broken
  /// Offset in `text` that the offsets of the tape's nodes count from.
  std::uint64_t document_offset() const;
  /// The text of the document that was read or broke last.
  std::string_view document_text() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace rbacgraph
