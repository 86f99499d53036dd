#include "source/excerpt.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "rbacgraph/k8s/resource_catalog.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kLeftOut = "\xE2\x80\xA6";
/// Of the line on each side of the place.
constexpr std::size_t kMostAround = 60;
constexpr std::size_t kLongestName = 63;

constexpr std::array<std::string_view, 27> kFields{"aggregationRule",
                                                   "annotations",
                                                   "apiGroup",
                                                   "apiGroups",
                                                   "apiVersion",
                                                   "clusterRoleSelectors",
                                                   "creationTimestamp",
                                                   "items",
                                                   "key",
                                                   "kind",
                                                   "labels",
                                                   "matchExpressions",
                                                   "matchLabels",
                                                   "metadata",
                                                   "name",
                                                   "namespace",
                                                   "nonResourceURLs",
                                                   "operator",
                                                   "resourceNames",
                                                   "resourceVersion",
                                                   "resources",
                                                   "roleRef",
                                                   "rules",
                                                   "subjects",
                                                   "uid",
                                                   "values",
                                                   "verbs"};

constexpr std::array<std::string_view, 26> kWords{"List",
                                                  "Role",
                                                  "ClusterRole",
                                                  "RoleBinding",
                                                  "ClusterRoleBinding",
                                                  "RoleList",
                                                  "ClusterRoleList",
                                                  "RoleBindingList",
                                                  "ClusterRoleBindingList",
                                                  "ServiceAccount",
                                                  "User",
                                                  "Group",
                                                  "v1",
                                                  "rbac.authorization.k8s.io",
                                                  "rbac.authorization.k8s.io/v1",
                                                  "rbac.authorization.k8s.io/v1beta1",
                                                  "rbac.authorization.k8s.io/v1alpha1",
                                                  "true",
                                                  "false",
                                                  "null",
                                                  "In",
                                                  "NotIn",
                                                  "Exists",
                                                  "DoesNotExist",
                                                  "-",
                                                  "*"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_resource(std::string_view word) {
  word = word.substr(0, word.find('/'));
  return std::ranges::any_of(ResourceCatalog::built_in()->types(), [&](const ResourceType& type) {
    return type.resource == word || type.group == word;
  });
}

bool is_public_word(std::string_view word) {
  return is_one_of(word, kFields) || is_one_of(word, kWords) ||
         ResourceCatalog::is_known_verb(word) || is_resource(word) ||
         std::ranges::all_of(word, [](char c) {
           return c == '-' || c == '*' || c == '.' || c == '<' || c == '>' || c == '=';
         });
}

bool separates(char c) {
  return std::string_view(" \t\r\"'[]{},").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) < 0x20;
}

/// Goes along a line, word by word, and writes down what may be shown.
class Censor {
 public:
  Censor(std::string_view line, std::size_t at, bool show_word)
      : line_(line), at_(at), show_word_(show_word) {}

  Excerpt run() {
    std::size_t from = 0;
    while (from < line_.size()) {
      if (is_separator(from)) {
        take_separator(from++);
        continue;
      }
      std::size_t end = from;
      while (end < line_.size() && !is_separator(end)) ++end;
      if (line_[from] == '#' && brackets_ == 0) {  // a comment, in which there may be anything
        mark(from, line_.size());
        out_.line += kLeftOut;
        break;
      }
      take_word(from, end);
      from = end;
    }
    if (at_ >= line_.size()) out_.caret = out_.line.size();
    return any_ ? std::move(out_) : Excerpt{};
  }

 private:
  /// A colon is one where no word goes on behind it.
  bool is_separator(std::size_t at) const {
    const char c = line_[at];
    if (c != ':') return separates(c);
    return at + 1 >= line_.size() || separates(line_[at + 1]) || at == 0 ||
           separates(line_[at - 1]);
  }

  void mark(std::size_t from, std::size_t end) {
    if (from <= at_ && at_ < end) out_.caret = out_.line.size();
  }

  void take_separator(std::size_t at) {
    mark(at, at + 1);
    const char c = line_[at];
    out_.line += c;
    if (c == '{' && at + 1 < line_.size() && (line_[at + 1] == '{' || line_[at + 1] == '%'))
      in_quotes_ = brackets_++ > 0 && in_quotes_;
    if (c == '}' && at > 0 && (line_[at - 1] == '}' || line_[at - 1] == '%') && brackets_ > 0)
      --brackets_;
    if (c == '"' || c == '\'') in_quotes_ = !in_quotes_;
  }

  bool is_key(std::size_t end) const {
    while (end < line_.size() && (line_[end] == '"' || line_[end] == '\'' || line_[end] == ' '))
      ++end;
    return end < line_.size() && line_[end] == ':';
  }

  void take_word(std::size_t from, std::size_t end) {
    const std::string_view word = line_.substr(from, end - from);
    bool shown = is_public_word(word) || (brackets_ > 0 && !in_quotes_);
    if (is_key(end)) {
      shown = is_one_of(word, kFields);
      names_ = word == "name" || word == "namespace";
    } else if (names_ && brackets_ == 0 && word.size() <= kLongestName) {
      shown = true;
    }
    if (show_word_ && from <= at_ && at_ < end && word.size() <= kLongestName) shown = true;
    mark(from, end);
    if (!shown) {
      if (!out_.line.ends_with(kLeftOut)) out_.line += kLeftOut;
      return;
    }
    any_ = true;
    if (from <= at_ && at_ < end) out_.caret += at_ - from;
    out_.line += word;
  }

  std::string_view line_;
  std::size_t at_;
  bool show_word_;
  bool names_ = false;  ///< what follows is the name of something
  bool in_quotes_ = false;
  unsigned brackets_ = 0;  ///< of a template
  bool any_ = false;
  Excerpt out_;
};

}  // namespace

Excerpt excerpt_of(std::string_view text, std::size_t at, bool show_word) {
  at = std::min(at, text.size());
  std::size_t from = at;
  while (from > 0 && text[from - 1] != '\n' && at - from < kMostAround) --from;
  std::size_t end = at;
  while (end < text.size() && text[end] != '\n' && end - at < kMostAround) ++end;
  const bool cut_before = from > 0 && text[from - 1] != '\n';
  const bool cut_after = end < text.size() && text[end] != '\n';
  // Half a word tells nothing, and half a character is none.
  if (cut_before)
    while (from < at && !separates(text[from])) ++from;
  if (cut_after)
    while (end > at && !separates(text[end - 1])) --end;
  std::string_view line = text.substr(from, end - from);
  while (line.size() > at - from && line.ends_with('\r')) line.remove_suffix(1);
  Excerpt excerpt = Censor(line, at - from, show_word).run();
  if (excerpt.line.empty()) return excerpt;
  if (cut_before) {
    excerpt.line.insert(0, kLeftOut);
    excerpt.caret += kLeftOut.size();
  }
  if (cut_after) excerpt.line += kLeftOut;
  return excerpt;
}

bool looks_like_policy(std::string_view document) {
  constexpr std::size_t kLookedAt = std::size_t{1} << 20;
  document = document.substr(0, kLookedAt);
  bool policy = false;
  while (!document.empty()) {
    std::string_view line = document.substr(0, document.find('\n'));
    document.remove_prefix(std::min(document.size(), line.size() + 1));
    if (line.starts_with("data:") || line.starts_with("stringData:")) return false;
    if (!line.starts_with("kind:")) continue;
    line.remove_prefix(5);
    constexpr std::string_view kAround = " \t\r\"'";
    const std::size_t first = line.find_first_not_of(kAround);
    if (first == std::string_view::npos) return false;
    const std::string_view kind = line.substr(first, line.find_last_not_of(kAround) - first + 1);
    if (kind != "Role" && kind != "ClusterRole" && kind != "RoleBinding" &&
        kind != "ClusterRoleBinding")
      return false;
    policy = true;
  }
  return policy;
}

}  // namespace rbacgraph
