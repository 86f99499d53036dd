/// What a comparison found, in words: who gained and lost what, and through whose change.
///
/// Made by a worker from a Comparison and a view; plain data, all of it printable. An entry keeps
/// the number that it has on the command line.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/analysis/diff_report.h"
#include "state/comparison.h"
#include "state/view_state.h"

namespace rbacgraph::gui {

struct Content;

enum class ChangeSign : std::uint8_t {
  Gained,
  Lost,
  Unknown,  ///< given or taken by a role that is not there: it may be anything
};

/// Access that somebody gained or lost; the same in several namespaces is one row.
struct ChangeRow {
  ChangeSign sign{};
  std::string what;   ///< "get,list secrets"
  std::string where;  ///< "cluster-wide", "shop,stage and 3 more"
  std::string cause;  ///< "added RoleBinding/web in shop to ClusterRole/edit"
  int weight = 0;     ///< of what it gives: 2 critical, 1 high
  /// Dead, or there by another way too: it changes nothing that anybody can do.
  bool aside = false;
  std::uint32_t number = 0;  ///< of the (first) entry, from 1; 0 for Unknown
};

struct SubjectChanges {
  SubjectRef subject;
  std::string node;             ///< picture_id
  std::vector<ChangeRow> rows;  ///< gained first, powerful first
  std::uint32_t gained = 0;     ///< rows
  std::uint32_t lost = 0;
};

struct ObjectRow {
  ObjectChange::Kind kind{};
  std::string object;  ///< "RoleBinding/web"
  std::string ns;
  std::string place;
  std::string fields;  ///< "rules[0].verbs was get, is get,list"
};

/// In a list: a subject, or one of its rows.
struct ChangeLine {
  static constexpr std::uint32_t kHead = 0xFFFFFFFF;
  std::uint32_t subject = 0;
  std::uint32_t row = kHead;
};

struct Changes {
  std::vector<SubjectChanges> subjects;  ///< the most dangerous gain first
  std::vector<ChangeLine> lines;
  /// Objects that differ, and that no listed access has as a cause.
  std::vector<ObjectRow> objects;
  std::uint64_t listed = 0;  ///< entries, those of unknown access included
  std::uint64_t all = 0;
  std::uint64_t gained = 0;  ///< of all
  std::uint64_t lost = 0;
  std::uint64_t unknown = 0;
  std::uint64_t objects_differ = 0;
  std::vector<std::string> notes;
};

/// The filter that a view of Ask::Diff stands for. Of a subject also the groups that it is in.
DiffFilter diff_filter_of(const Comparison& comparison, const ViewState& view);

/// The view of Ask::Diff: changes and the picture of both sides laid over each other; no scene.
Content diff_content(const std::shared_ptr<const Comparison>& comparison, const ViewState& view,
                     const std::stop_token& stop = {});

/// One entry, from 1, explained as `diff --why N` does. Looks places up in files.
std::string told_change(const Comparison& comparison, std::uint32_t number);

}  // namespace rbacgraph::gui
