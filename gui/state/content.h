/// What a view shows: picture, matrix, evidence, rows. Made from a Policy and a ViewState by a
/// worker, whole; the frame only reads it.
///
/// Pure function of its arguments. The picture of a subject holds all that it reaches, with the way
/// that answers the question marked; that of who-can and path is their answer's own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/analysis/matrix.h"
#include "rbacgraph/report/picture_labels.h"
#include "state/changes.h"
#include "state/policy.h"
#include "state/view_state.h"

namespace rbacgraph::gui {

struct Scene;  // canvas/scene.h: the picture, placed

/// One grant, in words. All of it printable.
struct EvidenceRow {
  std::string binding;        ///< "ClusterRoleBinding/edit"
  std::string binding_place;  ///< "dump.json:12"
  std::string scope;          ///< "cluster-wide", "in ci"
  std::string role;           ///< "ClusterRole/edit"
  std::string role_place;
  std::string through;                ///< the group that it came through, "group:dev"; else ""
  std::optional<std::uint32_t> rule;  ///< its place in the role, from 0; none of a missing role
  std::string verbs;
  std::string api_groups;
  std::string resources;
  std::string names;  ///< resource names; "" for all
  std::string urls;
  bool dead = false;
  bool cluster_role = false;
  bool cluster_binding = false;
};

/// Who-can: one who can.
struct HolderRow {
  SubjectRef subject;
  std::string verb;           ///< of several questions, which
  MatrixMark mark{};          ///< the best
  std::string where;          ///< "everywhere", "in ci", "in 4 namespaces", "only named objects"
  std::vector<Grant> grants;  ///< details.h has them in words
  std::string binding;        ///< of the first, printable, as the next
  std::string role;
  std::string node;  ///< picture_id of the subject
};

struct Why {
  std::string question;
  std::string verdict;  ///< "YES, everywhere", "NO", "NOT KNOWN"
  std::string sentence;
  std::vector<EvidenceRow> evidence;
  std::vector<std::string> misses;  ///< of a no, the nearest
  std::uint64_t more_misses = 0;
  PowerSet powers;  ///< of what was asked about, where he can do it
  bool yes = false;
};

struct Content {
  ViewState view;
  std::shared_ptr<const Policy> policy;
  std::string heading;
  std::string command;
  std::string error;  ///< printable; then nothing else is there
  std::string hint;
  AccessPicture picture;
  std::vector<PictureLabel> labels;
  std::vector<std::string> ids;  ///< picture_id of each node
  std::size_t all_nodes = 0;     ///< hidden ones included
  std::shared_ptr<const Scene> scene;
  std::optional<Matrix> matrix;                  ///< of a subject
  std::vector<std::uint32_t> matrix_order;       ///< rows, the most dangerous first
  std::optional<Why> why;                        ///< of Explain
  std::vector<HolderRow> holders;                ///< of WhoCan
  std::shared_ptr<const Comparison> comparison;  ///< of Diff
  std::optional<Changes> changes;                ///< of Diff
  std::vector<std::string> notes;                ///< printable
};

/// The explanation that a question of Ask::Explain asks for, and what there is to say about its
/// words. Fails where they mean nothing in this policy.
struct Explained {
  Explanation explanation;
  std::vector<Diagnostic> diagnostics;
};
Result<Explained> explained(const Policy& policy, const Question& question);

/// Folds the picture of a content as its view wants it, and makes what goes with it: labels, ids.
void finish_picture(Content& content, PictureBudget budget);

/// Of all questions but Ask::Diff. Without `scene`: that is made by who knows what it is for.
Content content_of(std::shared_ptr<const Policy> policy, const ViewState& view,
                   const std::stop_token& stop = {});

}  // namespace rbacgraph::gui
