/// Reads the documents of one text: finds out whether it is JSON or YAML, and goes on after what
/// can't be read.
#pragma once

#include <optional>

#include "rbacgraph/policy/snapshot_builder.h"
#include "source/broken_document.h"
#include "source/byte_input.h"
#include "source/document_reader.h"
#include "source/input_report.h"
#include "source/item_lanes.h"
#include "source/json_reader.h"

namespace rbacgraph {

class TextReader {
 public:
  TextReader(SnapshotBuilder& builder, const ReadOptions& options, InputReport& report);

  /// Reads to the end. What is wrong is in the report.
  void read(InputText& input);
  /// Of the windows in which JSON is read; for tests.
  void set_window_capacity(std::size_t bytes) { window_capacity_ = bytes; }
  /// How long lists are read side by side; for tests.
  void set_lanes(const LaneOptions& lanes) { lane_options_ = lanes; }
  std::uint64_t pieces_read_in_lanes() const { return pieces_; }
  void set_action(ObjectDecoder::Action action);

 private:
  void read_json(InputText& input);
  void read_json(InputText& input, JsonReader& reader);
  void pass_kubectl_lines(InputText& input);
  bool read_rest_as_yaml(const JsonReader& reader, std::uint64_t offset);
  void read_yaml(std::string_view text, std::uint64_t offset);
  std::optional<Diagnostic> comma_too_many(const JsonReader& reader) const;
  void report_broken_json(const JsonReader& reader);
  void report_broken_yaml(const class YamlDocuments& documents, std::uint64_t offset);
  void report_broken(TextFormat format, ReadStatus status, const ReadFailure& failure,
                     std::string_view document, Excerpt excerpt);
  Diagnostic too_many_broken(std::uint64_t offset) const;

  SnapshotBuilder& builder_;
  const ReadOptions& options_;
  InputReport& report_;
  DocumentReader documents_;
  LaneOptions lane_options_;
  std::uint64_t pieces_ = 0;
  std::size_t window_capacity_ = JsonWindow::kUsualCapacity;
};

}  // namespace rbacgraph
