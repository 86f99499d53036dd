/// Draws grants: subject → binding → role → what the query asks about.
#pragma once

#include <optional>

#include "analysis/picture_builder.h"
#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

/// Holds references to the builder and the query.
class GrantPainter {
 public:
  GrantPainter(PictureBuilder& builder, const AccessQuery& query);

  /// A grant as the binding spells it; `dead`: no real request can use it.
  void paint(const Grant& grant, std::optional<DeadReason> dead = {});
  /// The same for a member of the group that the binding names.
  void paint_for(PictureBuilder::At who, const Grant& grant, std::optional<DeadReason> dead = {});
  /// What is asked about; nullopt where the patterns of rules stand for it.
  std::optional<PictureBuilder::At> target() const { return target_; }

 private:
  void paint_rule(const Grant& grant, std::optional<DeadReason> dead);
  void paint_patterns(PictureBuilder::At role, const Grant& grant, const PolicyRule& rule,
                      std::optional<DeadReason> dead);
  void match(PictureBuilder::EdgeAt at, std::optional<DeadReason> dead);

  PictureBuilder& builder_;
  const AccessQuery& query_;
  std::optional<PictureBuilder::At> target_;
};

}  // namespace rbacgraph
