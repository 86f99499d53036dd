/// One YAML document as a flat list of its nodes in the order of the text.
///
/// A node knows where its subtree ends, so that skipping and replaying are jumps; an alias is a
/// jump to its anchor, so that a small document can't grow in memory. Merge keys (`<<`) are worked
/// out when the mapping ends. Scalars are resolved as kubectl does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "source/value_reader.h"

namespace rbacgraph {

class YamlTape {
 public:
  struct Node {
    std::uint32_t offset = 0;  ///< from the start of the document's text
    /// Of a scalar the place of its text, of a container the node after its last one, of an alias
    /// the node that it stands for.
    std::uint32_t a = 0;
    std::uint32_t b = 0;  ///< of a scalar the length of its text
    ValueKind kind = ValueKind::Null;
    bool alias = false;
    bool truth = false;   ///< of a Bool
    bool merged = false;  ///< a mapping with merge keys: `b` tells its pairs, worked out
  };

  void clear();
  std::size_t size() const { return nodes_.size(); }
  bool empty() const { return nodes_.empty(); }
  const Node& node(std::uint32_t index) const { return nodes_[index]; }
  /// The node itself, where `index` is an alias.
  std::uint32_t resolve(std::uint32_t index) const {
    return nodes_[index].alias ? nodes_[index].a : index;
  }
  std::uint32_t after(std::uint32_t index) const {
    const Node& node = nodes_[index];
    const bool container = node.kind == ValueKind::Mapping || node.kind == ValueKind::Sequence;
    return container && !node.alias ? node.a : index + 1;
  }
  std::string_view text(const Node& node) const {
    return std::string_view(text_).substr(node.a, node.b);
  }
  /// Key and value of a worked-out pair.
  struct Pair {
    std::uint32_t key;
    std::uint32_t value;
  };
  std::span<const Pair> merged_pairs(const Node& node) const {
    const Span& span = merged_spans_[node.b];
    return std::span<const Pair>(merged_).subspan(span.first, span.count);
  }
  /// A container that is not closed yet.
  bool open(std::uint32_t index) const {
    const ValueKind kind = nodes_[index].kind;
    return (kind == ValueKind::Mapping || kind == ValueKind::Sequence) && nodes_[index].a == 0;
  }

  // For the one who builds it.
  std::uint32_t add(Node node);
  std::uint32_t add_scalar(std::uint32_t offset, std::string_view text, ValueKind kind, bool truth);
  /// Ends the container; says what is wrong with its merge keys, or nullptr.
  const char* close(std::uint32_t container, std::uint64_t max_pairs);
  void note_merge_key(std::uint32_t key) { merge_keys_.push_back(key); }
  std::size_t text_size() const { return text_.size(); }

 private:
  struct Span {
    std::size_t first;
    std::size_t count;
  };
  class Merger;

  std::vector<Node> nodes_;
  std::string text_;
  std::vector<std::uint32_t> merge_keys_;  ///< of containers that are still open
  std::vector<Pair> merged_;
  std::vector<Span> merged_spans_;
  std::uint64_t merge_work_ = 0;
};

}  // namespace rbacgraph
