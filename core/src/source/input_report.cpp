#include "source/input_report.h"

#include <algorithm>

#include "source/excerpt.h"

namespace rbacgraph {
namespace {

constexpr std::uint64_t kSamples = 3;
// Kinds are the input's words: a hostile one could have any number of them.
constexpr std::size_t kMostKinds = 1000;
constexpr std::size_t kLongestKind = 100;
constexpr std::uint64_t kMostRefusedTold = 10'000;

std::string counted(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

}  // namespace

InputReport::InputReport(SnapshotBuilder& builder, const ReadOptions& options, std::string display)
    : builder_(builder), options_(options), display_(std::move(display)) {}

void InputReport::begin(SourceId source) {
  source_ = source;
  if (first_source_ == kNoId<SourceId>) first_source_ = source;
  kept_ = {};
  passed_over_.clear();
  refused_ = seen_ = 0;
}

void InputReport::end() {
  SourceInfo& info = builder_.source(source_);
  for (std::size_t i = 0; i < kObjectKinds; ++i) {
    if (kept_[i] == 0) continue;
    const auto kind = static_cast<ObjectKind>(i);
    info.kept[std::string(to_string(kind))] = kept_[i];
    if (is_policy(kind)) {
      all_policy_ += kept_[i];
    } else {
      all_others_[std::string(to_string(kind))] += kept_[i];
    }
  }
  for (const auto& [kind, count] : passed_over_) {
    info.passed_over[kind] = count;
    all_others_[kind] += count;
  }
  info.refused = refused_;
  all_refused_ += refused_;
}

void InputReport::passed_over(std::string_view kind) {
  ++seen_;
  if (const auto known = passed_over_.find(kind); known != passed_over_.end()) {
    ++known->second;
    return;
  }
  const bool odd = kind.size() > kLongestKind || passed_over_.size() >= kMostKinds;
  ++passed_over_[odd ? "(other kinds)" : std::string(kind)];
}

void InputReport::passed_over_legacy(std::string_view api_version, std::string_view kind,
                                     std::uint64_t offset) {
  std::string words = std::string(api_version) + "/" + std::string(kind);
  passed_over(words);
  Sample& sample = legacy_[std::move(words)];
  if (sample.count++ == 0) sample.first = at(offset);
}

void InputReport::refused(Diagnostic why, bool hides_policy, std::string_view kind) {
  ++refused_;
  ++seen_;
  why.severity = hides_policy ? Severity::Error : Severity::Warning;
  why.incomplete = hides_policy;
  if (hides_policy) {
    builder_.add_coverage(
        {std::string(kind), "", CoverageState::Partial,
         kind.empty() ? "a document could not be read" : "an object could not be read"});
  }
  if (all_told_ < kMostRefusedTold) {
    ++all_told_;
    builder_.report(std::move(why));
    return;
  }
  if (!more_refused_.known()) more_refused_ = why.source;
  ++(hides_policy ? all_hiding_ : all_harmless_);
}

/// A file of nothing but mistakes is not answered with a bigger one.
void InputReport::tell_more_refused() {
  const std::uint64_t more = all_hiding_ + all_harmless_;
  if (more == 0) return;
  Diagnostic told;
  told.severity = all_hiding_ > 0 ? Severity::Error : Severity::Warning;
  told.code = "refused-object";
  told.message = "and " + counted(more, "more object or document") + " that can't be read";
  told.source = more_refused_;
  told.incomplete = all_hiding_ > 0;
  builder_.report(std::move(told));
}

Excerpt InputReport::excerpt(std::string_view text, std::size_t at, bool show_word) {
  constexpr std::size_t kMost = 100;
  if (text.empty() || excerpts_ >= kMost) return {};
  ++excerpts_;
  return excerpt_of(text, at, show_word);
}

Excerpt InputReport::excerpt(const ValueReader& reader, std::uint64_t offset, bool show_word) {
  std::size_t at = 0;
  const std::string_view text = reader.text_around(offset, at);
  return excerpt(text, at, show_word);
}

void InputReport::kubeconfig(std::uint64_t offset) {
  Diagnostic told;
  told.code = "kubeconfig";
  told.message =
      "this is a kubeconfig: it says how to reach a cluster, and nothing of what is in it";
  told.hint = std::string(dump_command()) + " writes what to read";
  told.source = at(offset);
  builder_.report(std::move(told));
}

void InputReport::server_error(std::string_view reason, std::uint64_t offset) {
  Diagnostic told;
  told.severity = Severity::Error;
  told.code = "server-error";
  told.message = "a Status stands here, with which a server says no, and not the objects asked for";
  if (!reason.empty()) told.message += ": " + std::string(reason);
  told.hint = reason == "Forbidden" || reason == "Unauthorized"
                  ? "get the objects as somebody who may list them"
                  : "get the objects again";
  told.source = at(offset);
  told.incomplete = true;
  builder_.report(std::move(told));
  builder_.add_coverage({"", "", CoverageState::Partial, "a server's refusal is in the input"});
}

void InputReport::kubectl_line(std::string_view what, bool failed, std::uint64_t offset) {
  Diagnostic told;
  if (failed) ++refused_;
  told.severity = failed ? Severity::Error : Severity::Info;
  told.code = "kubectl-message";
  told.message = "this line is " + std::string(what) + ", and not an object";
  told.hint = failed ? "what was asked for may be missing: see what kubectl complains of, and save "
                       "only standard output"
                     : "save only standard output";
  told.source = at(offset);
  told.incomplete = failed;
  builder_.report(std::move(told));
  if (failed)
    builder_.add_coverage({"", "", CoverageState::Partial, "kubectl complained of something"});
}

void InputReport::no_namespace(ObjectKind kind, std::string_view name, std::uint64_t offset) {
  if (options_.default_namespace) return;  // the user has said where they belong
  if (no_namespace_.count++ == 0) no_namespace_.first = at(offset);
  if (no_namespace_.count > kSamples) return;
  if (!no_namespace_.names.empty()) no_namespace_.names += ", ";
  no_namespace_.names.append(to_string(kind)).append(" \"").append(name).append("\"");
}

void InputReport::unserved_version(std::string_view api_version, std::uint64_t offset) {
  Sample& sample = unserved_[std::string(api_version)];
  if (sample.count++ == 0) sample.first = at(offset);
}

void InputReport::partial_list(std::string_view kind, std::uint64_t offset) {
  if (all_pages_) return;
  Diagnostic told;
  told.code = "partial-list";
  told.message = std::string(kind) + " is one page of a longer list: metadata.continue is set";
  told.hint = "get the whole list, or all of its pages";
  told.source = at(offset);
  told.incomplete = true;
  builder_.report(std::move(told));
  builder_.add_coverage({"", "", CoverageState::Partial, "one page of a longer list"});
}

void InputReport::tell_no_namespace() {
  if (no_namespace_.count == 0) return;
  const bool one = no_namespace_.count == 1;
  Diagnostic told;
  told.code = "no-namespace";
  told.message = counted(no_namespace_.count, "object") + " without metadata.namespace " +
                 (one ? "is" : "are") + " taken to be in \"default\": " + no_namespace_.names;
  if (no_namespace_.count > kSamples)
    told.message += " and " + std::to_string(no_namespace_.count - kSamples) + " more";
  told.hint = "--default-namespace says where they are installed";
  told.source = no_namespace_.first;
  builder_.report(std::move(told));
}

void InputReport::tell_versions() {
  for (const auto& [version, sample] : unserved_) {
    Diagnostic told;
    told.severity = Severity::Info;
    told.code = "unserved-version";
    told.message = counted(sample.count, "object") + " in " + version +
                   ", which no supported server serves any more, read as v1";
    told.source = sample.first;
    builder_.report(std::move(told));
  }
}

void InputReport::tell_legacy() {
  for (const auto& [kind, sample] : legacy_) {
    Diagnostic told;
    told.severity = Severity::Info;
    told.code = "passed-over";
    told.message =
        counted(sample.count, "object") + " of kind " + kind +
        " passed over: the kind is OpenShift's own, and Kubernetes RBAC does not look at it";
    told.source = sample.first;
    builder_.report(std::move(told));
  }
}

void InputReport::tell_no_policy() {
  constexpr std::size_t kListed = 5;
  Diagnostic told;
  told.code = "empty-input";
  if (first_source_ != kNoId<SourceId>) told.source = {first_source_, 0};
  if (all_others_.empty()) {
    if (all_refused_ > 0) return;  // the refusals say it all
    told.message = display_ + ": no RBAC objects: it is empty";
  } else {
    std::string kinds;
    std::size_t listed = 0;
    for (const auto& [kind, count] : all_others_) {
      if (++listed > kListed) break;
      kinds += (kinds.empty() ? "" : ", ") + std::to_string(count) + " " + kind;
    }
    if (listed > kListed) kinds += " and other kinds";
    told.message = display_ + ": no RBAC objects; it has " + kinds;
  }
  told.hint = "RBAC objects are: ClusterRole, Role, ClusterRoleBinding, RoleBinding";
  builder_.report(std::move(told));
}

bool InputReport::can_take(const InputReport& part) const {
  // Which kinds are called "other", and which objects are named, depends on the order.
  return part.refused_ == 0 && part.no_namespace_.count == 0 &&
         passed_over_.size() + part.passed_over_.size() <= kMostKinds;
}

void InputReport::take(Samples& all, Samples& part) {
  for (auto& [word, sample] : part) {
    Sample& known = all[word];
    if (known.count == 0) known.first = sample.first;
    known.count += sample.count;
  }
  part.clear();
}

void InputReport::take(InputReport& part) {
  for (std::size_t kind = 0; kind < kObjectKinds; ++kind) kept_[kind] += part.kept_[kind];
  for (const auto& [kind, count] : part.passed_over_) passed_over_[kind] += count;
  seen_ += part.seen_;
  refused_ += part.refused_;
  all_told_ += part.all_told_;
  all_hiding_ += part.all_hiding_;
  all_harmless_ += part.all_harmless_;
  if (!more_refused_.known()) more_refused_ = part.more_refused_;
  take(unserved_, part.unserved_);
  take(legacy_, part.legacy_);
  part.begin(source_);
}

void InputReport::finish() {
  tell_no_namespace();
  tell_versions();
  tell_legacy();
  tell_more_refused();
  if (all_policy_ == 0 && first_source_ != kNoId<SourceId>) tell_no_policy();
}

}  // namespace rbacgraph
