/// What is told of one node of a picture when it is selected, and of one answer when it is asked
/// why: the object as the command `show` has it, through which grants somebody can do what was
/// asked about, what has to go so that he no longer can.
///
/// Made by workers, when it is wanted: places are looked up in files, and there are many nodes.
/// Plain data, all of it printable. Pure functions of their arguments and those files.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/report/explain_text.h"
#include "state/content.h"

namespace rbacgraph::gui {

/// Of a table: a row by itself.
struct DetailRow {
  std::string head;                                         ///< "rule 3", "sa:ci/runner"
  std::vector<std::pair<std::string, std::string>> fields;  ///< "verbs", "get list"
};

struct DetailSection {
  std::string title;  ///< "Rules", "Who has it"
  std::vector<DetailRow> rows;
  std::uint64_t more_rows = 0;  ///< than are given
  std::vector<std::string> lines;
};

/// Of who-can: what one subject can do of what was asked about.
struct HolderDetails {
  std::string heading;  ///< "Can list everywhere"
  std::vector<EvidenceRow> evidence;
  std::uint64_t more_evidence = 0;  ///< than is given
};

struct Details {
  std::string node;  ///< picture_id
  std::vector<HolderDetails> holders;
  std::vector<DetailSection> sections;  ///< none of what is no object
};

/// Of a content of one policy; `node` is an id of its picture.
Details details_of(const Content& content, const std::string& node,
                   const std::stop_token& stop = {});

/// The ways to end the access that is explained: none of a no, and none of what RBAC is not asked
/// about. nullopt for a question that explains nothing, or where it was stopped.
std::optional<std::vector<CutText>> removal_of(const Policy& policy, const Question& question,
                                               const std::stop_token& stop = {});

}  // namespace rbacgraph::gui
