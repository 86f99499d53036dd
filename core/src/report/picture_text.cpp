/// What is said of a picture besides the picture.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/picture.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph {
namespace {

std::string end_text(const PathEnd& end) {
  if (!end.object) return short_phrase(end.resource);
  const NamedObject& object = *end.object;
  const SubjectKind kind = subject_kind(object.ref.kind);
  if (kind != SubjectKind::Other) return printable(spell(subject_of(object)));
  std::string text = object.ref.kind + "/";
  if (!object.ref.ns.empty()) text += object.ref.ns + "/";
  return printable(text + object.ref.name);
}

}  // namespace

std::string_view to_string(PictureEdgeKind kind) {
  switch (kind) {
    case PictureEdgeKind::Contains: return "contains";
    case PictureEdgeKind::RunsAs: return "runs-as";
    case PictureEdgeKind::MemberOf: return "member-of";
    case PictureEdgeKind::BoundBy: return "bound-by";
    case PictureEdgeKind::RefersTo: return "refers-to";
    case PictureEdgeKind::AggregatedFrom: return "aggregated-from";
    case PictureEdgeKind::GivesIn: return "gives-in";
    case PictureEdgeKind::Allows: break;
  }
  return "allows";
}

std::string_view to_string(PictureRank rank) {
  switch (rank) {
    case PictureRank::Place: return "PLACE";
    case PictureRank::Workload: return "WORKLOAD";
    case PictureRank::Who: return "WHO";
    case PictureRank::Group: return "GROUP";
    case PictureRank::Through: return "THROUGH";
    case PictureRank::Role: return "ROLE";
    case PictureRank::Part: return "AGGREGATED FROM";
    case PictureRank::What: break;
  }
  return "WHAT";
}

std::string headline(const GraphQuestion& question) {
  std::vector<std::string> starts;
  for (const PathEnd& start : question.starts) starts.push_back(end_text(start));
  std::string text = starts.empty() ? "All access" : fmt::format("{}", fmt::join(starts, ", "));
  const bool resource = !question.starts.empty() && !question.starts.front().object;
  if (question.to) {
    text = fmt::format("From {} to {}", text, end_text(*question.to));
  } else if (resource) {
    text = "Who has access: " + text;
  } else if (!starts.empty()) {
    text = "Access of " + text;
  }
  if (question.ns) text += ", in namespace " + printable(*question.ns);
  return text;
}

std::vector<std::string> trailer(const AccessPicture& picture) {
  std::vector<std::string> lines{fmt::format("{}, {}", count_text(picture.nodes.size(), "node"),
                                             count_text(picture.edges.size(), "edge"))};
  if (picture.hidden.any()) {
    lines.back() +=
        fmt::format("; {} and {} not drawn one by one", count_text(picture.hidden.nodes, "node"),
                    count_text(picture.hidden.edges, "edge"));
  }
  for (const std::string& why : picture.hidden.why) lines.push_back(printable(why));
  return lines;
}

}  // namespace rbacgraph
