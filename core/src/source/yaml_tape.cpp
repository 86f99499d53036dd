#include "source/yaml_tape.h"

#include <algorithm>
#include <ranges>
#include <unordered_map>

namespace rbacgraph {

void YamlTape::clear() {
  // What one big document needed, the small ones after it don't.
  constexpr std::size_t kKept = std::size_t{1} << 20;
  if (nodes_.capacity() > kKept) nodes_ = {};
  if (text_.capacity() > kKept) text_ = {};
  nodes_.clear();
  text_.clear();
  merge_keys_.clear();
  merged_.clear();
  merged_spans_.clear();
  merge_work_ = 0;
}

std::uint32_t YamlTape::add(Node node) {
  nodes_.push_back(node);
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t YamlTape::add_scalar(std::uint32_t offset, std::string_view text, ValueKind kind,
                                   bool truth) {
  Node node;
  node.offset = offset;
  node.a = static_cast<std::uint32_t>(text_.size());
  node.b = static_cast<std::uint32_t>(text.size());
  node.kind = kind;
  node.truth = truth;
  text_.append(text);
  return add(node);
}

/// Works out the pairs of one mapping. In go-yaml v2 the keys take effect in the order in which
/// they stand, merged ones at the place of their `<<`; in a list of mappings to merge, the first
/// one wins.
class YamlTape::Merger {
 public:
  Merger(const YamlTape& tape, std::uint64_t max_pairs, std::uint64_t& work)
      : tape_(tape), max_pairs_(max_pairs), work_(work) {}

  const char* run(std::uint32_t container);
  const std::vector<Pair>& pairs() const { return pairs_; }

 private:
  static constexpr std::uint32_t kReplaced = 0xFFFFFFFF;

  const char* add_value(std::uint32_t value);
  const char* add_mapping(std::uint32_t mapping);
  const char* add(Pair pair);

  const YamlTape& tape_;
  const std::uint64_t max_pairs_;
  std::uint64_t& work_;
  std::vector<Pair> pairs_;
  std::unordered_map<std::string_view, std::size_t> by_key_;
};

const char* YamlTape::Merger::add(Pair pair) {
  if (++work_ > max_pairs_) return "too many merge keys (<<)";
  const auto [found, fresh] =
      by_key_.try_emplace(tape_.text(tape_.nodes_[pair.key]), pairs_.size());
  if (!fresh) {
    pairs_[found->second].key = kReplaced;
    found->second = pairs_.size();
  }
  pairs_.push_back(pair);
  return nullptr;
}

const char* YamlTape::Merger::add_mapping(std::uint32_t mapping) {
  mapping = tape_.resolve(mapping);
  const Node& node = tape_.nodes_[mapping];
  if (node.kind != ValueKind::Mapping) return "a merge key (<<) takes a mapping or a list of them";
  if (node.merged) {
    for (const Pair& pair : tape_.merged_pairs(node))
      if (const char* problem = add(pair)) return problem;
    return nullptr;
  }
  for (std::uint32_t key = mapping + 1; key < node.a;) {
    const std::uint32_t value = tape_.after(key);
    if (const char* problem = add({tape_.resolve(key), value})) return problem;
    key = tape_.after(value);
  }
  return nullptr;
}

const char* YamlTape::Merger::add_value(std::uint32_t value) {
  const Node& list = tape_.nodes_[tape_.resolve(value)];
  if (list.kind != ValueKind::Sequence) return add_mapping(value);
  std::vector<std::uint32_t> sources;
  for (std::uint32_t at = tape_.resolve(value) + 1; at < list.a; at = tape_.after(at))
    sources.push_back(at);
  for (const std::uint32_t source : std::views::reverse(sources))
    if (const char* problem = add_mapping(source)) return problem;
  return nullptr;
}

const char* YamlTape::Merger::run(std::uint32_t container) {
  const std::uint32_t end = tape_.nodes_[container].a;
  auto merge_key = std::ranges::lower_bound(tape_.merge_keys_, container);
  for (std::uint32_t key = container + 1; key < end;) {
    const std::uint32_t value = tape_.after(key);
    const bool merge = merge_key != tape_.merge_keys_.end() && *merge_key == key;
    if (merge) ++merge_key;
    if (const char* problem = merge ? add_value(value) : add({tape_.resolve(key), value}))
      return problem;
    key = tape_.after(value);
  }
  std::erase_if(pairs_, [](const Pair& pair) { return pair.key == kReplaced; });
  return nullptr;
}

const char* YamlTape::close(std::uint32_t container, std::uint64_t max_pairs) {
  nodes_[container].a = static_cast<std::uint32_t>(nodes_.size());
  if (merge_keys_.empty() || merge_keys_.back() < container) return nullptr;
  if (nodes_[container].kind != ValueKind::Mapping) return nullptr;
  Merger merger(*this, max_pairs, merge_work_);
  if (const char* problem = merger.run(container)) return problem;
  // Those of inner mappings are gone already: these are this mapping's own.
  merge_keys_.erase(std::ranges::lower_bound(merge_keys_, container), merge_keys_.end());
  Node& node = nodes_[container];
  node.merged = true;
  node.b = static_cast<std::uint32_t>(merged_spans_.size());
  merged_spans_.push_back({merged_.size(), merger.pairs().size()});
  merged_.insert(merged_.end(), merger.pairs().begin(), merger.pairs().end());
  return nullptr;
}

}  // namespace rbacgraph
