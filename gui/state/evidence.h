/// Grants in words, for panels.
#pragma once

#include <span>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/report/source_names.h"
#include "state/content.h"

namespace rbacgraph::gui {

EvidenceRow evidence_of(const SourceNames& sources, const SubjectRef& subject, const Grant& grant,
                        bool dead = false);

/// The picture_id of a subject's node.
std::string node_id_of(const SubjectRef& subject);

Why why_of(const Explanation& explanation);

/// The holders of several answers to one question, each as often as there are verbs.
std::vector<HolderRow> holders_of(std::span<const Answer> answers);

}  // namespace rbacgraph::gui
