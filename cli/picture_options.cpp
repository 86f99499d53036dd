#include "cli/picture_options.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace rbacgraph::cli {
namespace {

struct KindWord {
  std::string_view word;
  std::vector<PictureKind> kinds;
};

const std::vector<KindWord>& kind_words() {
  using enum PictureKind;
  static const std::vector<KindWord> kWords{
      {"subjects", {Group, ServiceAccount, User, OtherSubject}},
      {"bindings", {ClusterRoleBinding, RoleBinding}},
      {"roles", {ClusterRole, Role, OtherRole}},
      {"resources", {Resource, Url}},
      {"workloads", {Workload}},
      {"sa", {ServiceAccount}},
      {"serviceaccount", {ServiceAccount}},
      {"user", {User}},
      {"group", {Group}},
      {"rolebinding", {RoleBinding}},
      {"clusterrolebinding", {ClusterRoleBinding}},
      {"role", {Role}},
      {"clusterrole", {ClusterRole}},
      {"resource", {Resource}},
      {"url", {Url}},
      {"workload", {Workload}},
      {"namespace", {Namespace}},
  };
  return kWords;
}

}  // namespace

Result<PictureBudget> picture_budget(const Options& options) {
  constexpr std::size_t kEdgesPerNode = 5;
  PictureBudget budget;
  budget.fold_similar = !options.has("no-fold");
  const std::optional<std::string> text = options.value("max-nodes");
  if (!text) return budget;
  const auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), budget.max_nodes);
  if (error != std::errc() || end != text->data() + text->size() || budget.max_nodes > 10'000'000) {
    return fail(ErrorCode::InvalidArgument,
                "--max-nodes takes a number from 0 to 10000000, not \"" + *text + "\"");
  }
  budget.max_edges = budget.max_nodes * kEdgesPerNode;
  return budget;
}

Result<std::set<PictureKind>> kinds_option(const Options& options) {
  Result<std::vector<std::string>> words = lists_option(options, "kinds", "KIND[,KIND...]");
  if (!words) return tl::unexpected<Error>(words.error());
  std::set<PictureKind> kinds;
  for (const std::string& word : *words) {
    const auto found = std::ranges::find(kind_words(), word, &KindWord::word);
    if (found == kind_words().end()) {
      std::vector<std::string_view> all;
      for (const KindWord& each : kind_words()) all.push_back(each.word);
      std::string hint = did_you_mean(word, all);
      if (hint.empty()) hint = "subjects, bindings, roles, resources, workloads, or one kind: sa";
      return fail(ErrorCode::InvalidArgument, "--kinds: \"" + word + "\" is no kind of node",
                  std::move(hint));
    }
    kinds.insert(found->kinds.begin(), found->kinds.end());
  }
  return kinds;
}

Result<std::optional<Pattern>> pattern_option(const Options& options, std::string_view name) {
  const std::optional<std::string> text = options.value(name);
  if (!text) return std::nullopt;
  Result<Pattern> pattern = Pattern::compile(*text);
  if (!pattern) {
    Error error = pattern.error();
    error.message.insert(0, "--" + std::string(name) + ": ");
    return tl::unexpected<Error>(std::move(error));
  }
  return std::optional<Pattern>(std::move(*pattern));
}

}  // namespace rbacgraph::cli
