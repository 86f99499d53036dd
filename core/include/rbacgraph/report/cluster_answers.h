/// What several clusters answered to one question, as one output.
///
/// Tables come as one table with the column CLUSTER in front. Documents come as one ClusterList
/// document whose items are `{"cluster", "answer"}`, or `{"cluster", "error"}` of a cluster that
/// gave none; lines each begin with their `cluster`. Other text stands below its cluster's name.
///
/// Pure functions: any thread may call them.
#pragma once

#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include "rbacgraph/base/error.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// One cluster's part.
struct ClusterAnswer {
  std::string cluster;         ///< as the user calls it: the name of its context
  std::optional<Table> table;  ///< where the answer is one
  std::string text;            ///< else the answer as it is written for one cluster
  std::optional<Error> error;  ///< why there is no answer, or why it is not complete
};

/// The rows of all, in their order. A column that only some of the tables have is empty elsewhere.
Table cluster_table(std::span<const ClusterAnswer> answers);

/// REQUIRES: each `text` is what write_document has written as Json, or as Ndjson where `format` is
/// that, or empty.
void write_cluster_documents(std::ostream& out, DocumentFormat format,
                             std::span<const ClusterAnswer> answers);

/// As Markdown, each under a heading.
void write_cluster_markdown(std::ostream& out, std::span<const ClusterAnswer> answers);
/// For people: "prod: yes", or a text of several lines below "prod:".
void write_cluster_texts(std::ostream& out, std::span<const ClusterAnswer> answers);

}  // namespace rbacgraph
