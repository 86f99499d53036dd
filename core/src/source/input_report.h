/// What is to be said about one input of the user's, a directory or a file: counts for each file,
/// and what concerns many objects, in one diagnostic.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/source/read.h"
#include "source/object_kind.h"
#include "source/value_reader.h"

namespace rbacgraph {

class InputReport {
 public:
  InputReport(SnapshotBuilder& builder, const ReadOptions& options, std::string display);

  /// The file that the following is about.
  void begin(SourceId source);
  /// Writes its counts to its SourceInfo.
  void end();
  SourceId source() const { return source_; }
  SourceRef at(std::uint64_t offset) const { return {source_, offset}; }

  void kept(ObjectKind kind) {
    ++kept_[static_cast<std::size_t>(kind)];
    ++seen_;
  }
  void passed_over(std::string_view kind);
  /// An object that looks like an RBAC one and is OpenShift's own.
  void passed_over_legacy(std::string_view api_version, std::string_view kind,
                          std::uint64_t offset);
  /// An object or document that can't be read. `hides_policy`: it is, or may be, an RBAC object.
  void refused(Diagnostic why, bool hides_policy, std::string_view kind = {});
  void no_namespace(ObjectKind kind, std::string_view name, std::uint64_t offset);
  void unserved_version(std::string_view api_version, std::uint64_t offset);
  /// A kubeconfig, which says where a cluster is and not what is in it.
  void kubeconfig(std::uint64_t offset);
  /// A Status: what a server answers in place of objects. `reason` is the server's word or "".
  void server_error(std::string_view reason, std::uint64_t offset);
  /// A line of kubectl's before or after the objects.
  void kubectl_line(std::string_view what, bool failed, std::uint64_t offset);
  void partial_list(std::string_view kind, std::uint64_t offset);
  /// The pages that a list speaks of are read too: there is nothing to tell about them.
  void expect_all_pages() { all_pages_ = true; }
  void report(Diagnostic diagnostic) { builder_.report(std::move(diagnostic)); }
  /// The line of a place in the reader's current document, of an object of a kind that is kept.
  /// Only the first hundred are worked out: nobody looks at more.
  Excerpt excerpt(const ValueReader& reader, std::uint64_t offset, bool show_word);
  Excerpt excerpt(std::string_view text, std::size_t at, bool show_word);

  /// Objects and documents of the file so far, whatever became of them.
  std::uint64_t seen() const { return seen_; }
  /// Objects of the four RBAC kinds of the file that were kept so far.
  std::uint64_t policy_objects() const { return kept_[0] + kept_[1] + kept_[2] + kept_[3]; }
  /// Can the counts of `part` be added to these, and is that all that there is to tell of it?
  bool can_take(const InputReport& part) const;
  /// Adds and forgets them: those of a part of the same file, which was read apart.
  void take(InputReport& part);
  /// Reports what was gathered.
  void finish();

 private:
  struct Sample {
    std::uint64_t count = 0;
    SourceRef first;
    std::string names;
  };
  using Samples = std::map<std::string, Sample, std::less<>>;
  static void take(Samples& all, Samples& part);
  void tell_no_namespace();
  void tell_versions();
  void tell_legacy();
  void tell_more_refused();
  void tell_no_policy();

  SnapshotBuilder& builder_;
  const ReadOptions& options_;
  const std::string display_;
  // Of the file.
  SourceId source_ = kNoId<SourceId>;
  std::array<std::uint64_t, kObjectKinds> kept_{};
  std::map<std::string, std::uint64_t, std::less<>> passed_over_;
  std::uint64_t refused_ = 0;
  std::uint64_t seen_ = 0;
  // Of all files.
  std::map<std::string, std::uint64_t, std::less<>> all_others_;  ///< not RBAC, by kind
  std::uint64_t all_policy_ = 0;
  std::uint64_t all_refused_ = 0;
  std::uint64_t all_told_ = 0;      ///< of those refused, one by one
  std::uint64_t all_hiding_ = 0;    ///< not told one by one, and may hide policy
  std::uint64_t all_harmless_ = 0;  ///< not told one by one either
  SourceRef more_refused_;          ///< the first of these
  std::size_t excerpts_ = 0;
  bool all_pages_ = false;
  SourceId first_source_ = kNoId<SourceId>;
  Sample no_namespace_;
  Samples unserved_;
  Samples legacy_;
};

}  // namespace rbacgraph
