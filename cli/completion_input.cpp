#include "cli/completion_input.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <stop_token>
#include <system_error>
#include <utility>

#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/kubeconfig.h"
#include "rbacgraph/source/read.h"

namespace rbacgraph::cli {
namespace {

/// Beyond this, who waits for a candidate types it.
constexpr std::chrono::milliseconds kPatience{1000};

/// A shell expands the tilde of a path when it runs the command, not when it completes.
std::filesystem::path expanded(const std::string& path) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here calls setenv
  const char* home = std::getenv("HOME");
  if (!path.starts_with("~/") || home == nullptr) return path;
  return std::filesystem::path(home) / path.substr(2);
}

std::shared_ptr<const Snapshot> read_quickly(std::span<const std::string> paths) {
  std::stop_source stop;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  ReadOptions options;
  options.stop = stop.get_token();
  options.progress = [&](std::string_view, std::uint64_t, std::uint64_t) {
    if (std::chrono::steady_clock::now() > until) stop.request_stop();
  };
  SnapshotBuilder builder;
  for (const std::string& path : paths) {
    const std::filesystem::path file = expanded(path);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored) ||
        std::filesystem::is_directory(file, ignored)) {
      // What is wrong with it, the command itself will say.
      static_cast<void>(read_path(builder, file.string(), options));
    }
  }
  return builder.build();
}

class Words {
 public:
  void add(std::string_view text, std::string_view what = {}) {
    if (!text.empty() && text != "*") words_.emplace(text, what);
  }
  std::vector<Candidate> candidates() const {
    std::vector<Candidate> result;
    for (const auto& [text, what] : words_)
      if (result.empty() || result.back().text != text) result.push_back({text, what});
    return result;
  }

 private:
  // Sorted by text; of equal texts the one with the first description counts.
  std::set<std::pair<std::string, std::string>> words_;
};

}  // namespace

std::vector<Candidate> contexts_of(const std::optional<std::string>& kubeconfig) {
  ConnectionOptions connection;
  if (kubeconfig) connection.kubeconfig = expanded(*kubeconfig).string();
  const Result<std::vector<std::string>> names =
      context_names(connection, ClientEnvironment::of_process());
  std::vector<Candidate> candidates;
  if (names)
    for (const std::string& name : *names) candidates.push_back({name, ""});
  return candidates;
}

CompletionInput::CompletionInput(std::span<const std::string> paths)
    : snapshot_(read_quickly(paths)) {}

const ResourceCatalog& CompletionInput::catalog() const { return snapshot_->catalog(); }

std::vector<Candidate> CompletionInput::verbs() const {
  Words words;
  for (const std::string_view verb : ResourceCatalog::verb_words()) words.add(verb);
  for (const PolicyRule& rule : snapshot_->distinct_rules())
    for (const Name verb : snapshot_->names().list(rule.verbs)) words.add(snapshot_->text(verb));
  return words.candidates();
}

std::vector<Candidate> CompletionInput::types(std::string_view word) const {
  Words words;
  const std::size_t slash = word.find('/');
  const std::string_view head = word.substr(0, slash);
  if (slash != std::string_view::npos) {
    const ResourceCatalog::TypeReading reading = catalog().read_type(head);
    if (reading.type != nullptr) {
      for (const SubresourceType& sub : reading.type->subresources)
        words.add(std::string(head).append("/").append(sub.name));
    }
    return words.candidates();
  }
  const bool qualified = head.find('.') != std::string_view::npos;
  for (const ResourceType& type : catalog().types()) {
    if (type.origin == CatalogOrigin::Removed) continue;
    words.add(qualified ? qualified_name(type) : type.resource, type.group);
  }
  if (!qualified) {
    for (const PolicyRule& rule : snapshot_->distinct_rules()) {
      for (const Name name : snapshot_->names().list(rule.resources)) {
        if (const std::string_view text = snapshot_->text(name);
            text.find('/') == std::string_view::npos)
          words.add(text);
      }
    }
  }
  return words.candidates();
}

std::vector<Candidate> CompletionInput::subresources() const {
  Words words;
  for (const ResourceType& type : catalog().types())
    for (const SubresourceType& sub : type.subresources) words.add(sub.name);
  return words.candidates();
}

std::vector<Candidate> CompletionInput::api_groups() const {
  Words words;
  for (const ResourceType& type : catalog().types()) words.add(type.group);
  return words.candidates();
}

std::vector<Candidate> CompletionInput::namespaces() const {
  Words words;
  const auto add = [&](Name ns) { words.add(snapshot_->text(ns)); };
  for (const Namespace& each : snapshot_->namespaces()) add(each.name);
  for (const Binding& each : snapshot_->bindings()) add(each.ns);
  for (const Role& each : snapshot_->roles()) add(each.ns);
  for (const ServiceAccount& each : snapshot_->service_accounts()) add(each.ns);
  return words.candidates();
}

std::vector<SubjectRef> CompletionInput::subject_refs() const {
  std::set<SubjectRef> refs;
  for (const ServiceAccount& each : snapshot_->service_accounts()) {
    refs.insert({SubjectKind::ServiceAccount, std::string(snapshot_->text(each.ns)),
                 std::string(snapshot_->text(each.name))});
  }
  for (const Binding& binding : snapshot_->bindings()) {
    for (const Subject& subject : binding.subjects) {
      const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
      const bool account = subject.kind == SubjectKind::ServiceAccount;
      if (subject.kind == SubjectKind::Other || (account && ns == kEmptyName)) continue;
      refs.insert({subject.kind, account ? std::string(snapshot_->text(ns)) : "",
                   std::string(snapshot_->text(subject.name))});
    }
  }
  return {refs.begin(), refs.end()};
}

std::vector<Candidate> CompletionInput::groups() const {
  Words words;
  for (const SubjectRef& each : subject_refs())
    if (each.kind == SubjectKind::Group) words.add(each.name);
  return words.candidates();
}

Completion CompletionInput::subjects(std::string_view word) const {
  Words words;
  const bool has_kind = word.find(':') != std::string_view::npos;
  const bool has_namespace = word.starts_with("sa:") && word.find('/') != std::string_view::npos;
  bool goes_on = !has_kind;
  for (const SubjectRef& each : subject_refs()) {
    const std::string whole = spell(each);
    if (!has_kind) {
      words.add(whole.substr(0, whole.find(':') + 1), to_string(each.kind));
    } else if (whole.starts_with("sa:") && word.starts_with("sa:") && !has_namespace) {
      words.add(whole.substr(0, whole.find('/') + 1));
      goes_on = true;
    } else {
      words.add(whole);
    }
  }
  return {words.candidates(), goes_on ? Completion::Then::NoSpace : Completion::Then::Nothing};
}

Completion CompletionInput::objects(std::string_view word, NamedKinds kinds) const {
  Words words;
  const std::size_t slash = word.find('/');
  if (slash == std::string_view::npos) {
    for (const std::string& kind : kind_words(kinds)) words.add(kind + "/");
    return {words.candidates(), Completion::Then::NoSpace};
  }
  const std::string head(word.substr(0, slash + 1));
  const std::string_view kind = kind_of_word(word.substr(0, slash), kinds);
  const bool has_namespace = word.find('/', slash + 1) != std::string_view::npos;
  bool goes_on = false;
  for (const ObjectRef& each : known_objects(*snapshot_, kinds)) {
    if (each.kind != kind) continue;
    if (each.ns.empty()) {
      words.add(head + each.name);
    } else if (has_namespace) {
      words.add(head + each.ns + "/" + each.name);
    } else {
      words.add(head + each.ns + "/");
      goes_on = true;
    }
  }
  return {words.candidates(), goes_on ? Completion::Then::NoSpace : Completion::Then::Nothing};
}

}  // namespace rbacgraph::cli
