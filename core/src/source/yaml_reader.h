/// ValueReader over a YAML document on its tape.
#pragma once

#include <string_view>

#include "rbacgraph/source/read.h"
#include "source/value_reader.h"
#include "source/yaml_tape.h"

namespace rbacgraph {

class YamlReader final : public ValueReader {
 public:
  /// The tape must outlive it. `offset` is where the tape's offsets count from, and `document` the
  /// text there, for excerpts.
  YamlReader(const YamlTape& tape, std::uint64_t offset, const ReadLimits& limits,
             std::string_view document = {})
      : tape_(tape), offset_(offset), limits_(limits), document_(document) {}

  ValueKind kind() override { return tape_.node(at_).kind; }
  std::uint64_t offset() const override { return offset_ + tape_.node(at_).offset; }
  std::uint64_t key_offset() const override { return offset_ + tape_.node(key_).offset; }
  std::string_view text_around(std::uint64_t offset, std::size_t& at) const override {
    at = static_cast<std::size_t>(offset - offset_);
    return document_;
  }
  bool read_text(std::string_view& text) override;
  bool read_bool(bool& value) override;
  bool enter(Cursor& cursor) override;
  bool next_key(Cursor& cursor, std::string_view& key) override;
  bool next_item(Cursor& cursor) override;
  bool skip() override { return ok(); }
  Mark mark() const override { return {at_, depth_}; }
  void seek(const Mark& mark) override;
  bool refill(const Mark&) override { return false; }

 private:
  bool count_visit();

  const YamlTape& tape_;
  const std::uint64_t offset_;
  const ReadLimits& limits_;
  const std::string_view document_;
  std::uint32_t at_ = 0;
  std::uint32_t key_ = 0;
  std::uint32_t depth_ = 0;
  std::uint64_t visits_ = 0;
};

}  // namespace rbacgraph
