#include "state/details.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/membership.h"
#include "rbacgraph/analysis/show.h"
#include "rbacgraph/base/text.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/show_text.h"
#include "state/evidence.h"

namespace rbacgraph::gui {
namespace {

/// Of anything: nobody reads more in a panel, and drawing them takes time.
constexpr std::size_t kMostRows = 100;

/// KIND/[NAMESPACE/]NAME of a node that is an object; "" for any other.
std::string object_words(const PictureNode& node) {
  using enum PictureKind;
  constexpr std::array kObjects{Namespace, Workload,           Group,       ServiceAccount, User,
                                Role,      ClusterRoleBinding, RoleBinding, ClusterRole};
  if (node.folded || std::ranges::find(kObjects, node.kind) == kObjects.end()) return "";
  const std::string ns = node.ref.ns.empty() ? "" : node.ref.ns + "/";
  return node.ref.kind + "/" + ns + node.ref.name;
}

/// Lists with blanks, so that they can be broken into lines.
std::string text_of(const Cell& cell) {
  const auto* const list = std::get_if<std::vector<std::string>>(&cell.value);
  if (list == nullptr) return printable(plain_text(cell));
  std::string text;
  for (const std::string& word : *list)
    text += (text.empty() ? "" : " ") + (word.empty() ? std::string("\"\"") : printable(word));
  return text;
}

DetailSection section_of(const Section& section) {
  DetailSection made;
  made.title = section.title;
  const std::vector<std::string>& columns = section.table.columns;
  // What a subject has is told apart by its bindings: the subject is the same in each row.
  const auto binding = std::ranges::find(columns, "BINDING");
  const bool of_one = section.title == "Bindings and roles" && binding != columns.end();
  const std::size_t head = of_one ? static_cast<std::size_t>(binding - columns.begin()) : 0;
  for (const std::vector<Cell>& cells : section.table.rows) {
    if (made.rows.size() == kMostRows) break;
    DetailRow row;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      if (of_one && at == 0) continue;
      std::string text = text_of(cells[at]);
      if (text.empty()) continue;
      const std::string name = lower_ascii(columns[at]);
      if (at != head) {
        row.fields.emplace_back(name, std::move(text));
      } else {
        row.head = name == "rule" ? "rule " + text : std::move(text);
      }
    }
    made.rows.push_back(std::move(row));
  }
  made.more_rows = section.table.rows.size() - made.rows.size();
  for (const std::string& line : section.lines) made.lines.push_back(printable(line));
  return made;
}

std::vector<DetailSection> sections_of(const Policy& policy, const PictureNode& node) {
  const std::string words = object_words(node);
  if (words.empty()) return {};
  Result<NamedObject> object =
      find_object(*policy.snapshot, words, NamedKinds::all(), "object", std::nullopt);
  // Words may mean another one: that of the same name in some namespace, where the node has none.
  if (!object || object->ref != node.ref) return {};
  ShowOptions how;
  how.user_of = [](const SubjectRef& subject) { return user_info(subject, {}); };
  std::optional<Membership> membership;
  if (object->kind == NamedKind::Group) how.membership = &membership.emplace(policy.snapshot);
  const Shown shown = show(policy.graph, std::move(*object), how);
  const SourceNames names(*policy.snapshot);
  std::vector<DetailSection> made;
  for (const Section& section : show_sections(shown, &names)) made.push_back(section_of(section));
  return made;
}

}  // namespace

Details details_of(const Content& content, const std::string& node, const std::stop_token& stop) {
  Details details;
  details.node = node;
  const auto found = std::ranges::find(content.ids, node);
  if (found == content.ids.end()) return details;
  const Policy& policy = *content.policy;
  const SourceNames names(*policy.snapshot);
  for (const HolderRow& row : content.holders) {
    if (row.node != node) continue;
    if (stop.stop_requested()) return details;
    HolderDetails holder;
    holder.heading = "Can " + printable(row.verb) + " " + row.where;
    for (const Grant& grant : row.grants) {
      if (holder.evidence.size() == kMostRows) break;
      holder.evidence.push_back(evidence_of(names, row.subject, grant));
    }
    holder.more_evidence = row.grants.size() - holder.evidence.size();
    details.holders.push_back(std::move(holder));
  }
  const auto at = static_cast<std::size_t>(found - content.ids.begin());
  details.sections = sections_of(policy, content.picture.nodes[at]);
  return details;
}

std::optional<std::vector<CutText>> removal_of(const Policy& policy, const Question& question,
                                               const std::stop_token& stop) {
  if (question.ask != Ask::Explain) return std::nullopt;
  const Result<Explained> made = explained(policy, question);
  if (!made) return std::nullopt;
  const Cuts cuts = cuts_of(made->explanation, stop);
  if (stop.stop_requested()) return std::nullopt;
  return cut_texts(*policy.snapshot, cuts);
}

}  // namespace rbacgraph::gui
