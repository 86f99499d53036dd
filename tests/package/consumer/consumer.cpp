// The smallest useful program with the library: reads a file, asks who can do something, prints
// one line for each subject that can.
//
//     consumer FILE VERB TYPE

#include <iostream>
#include <memory>
#include <string>

#include "rbacgraph/analysis/query.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/base/version.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/read.h"

namespace {

int fail(const rbacgraph::Error& error) {
  std::cerr << "consumer: " << error.message << '\n';
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace rbacgraph;
  if (argc != 4) {
    std::cerr << "usage: consumer FILE VERB TYPE\n";
    return 2;
  }

  SnapshotBuilder builder;
  if (const Result<void> read = read_path(builder, argv[1], {}); !read) return fail(read.error());
  const std::shared_ptr<const Snapshot> snapshot = builder.build();

  QueryWords words;
  words.verbs = argv[2];
  words.types = argv[3];
  const Result<ReadQueries> read = read_queries(*snapshot, words);
  if (!read) return fail(read.error());

  std::cout << "rbacgraph " << version() << '\n';
  const std::shared_ptr<const AccessGraph> graph = AccessGraph::build(snapshot);
  for (const AccessQuery& query : read->queries)
    for (const AnswerItem& item : who_can(graph, query).items)
      std::cout << printable(spell(item.subject)) << (item.cluster_wide ? " cluster-wide" : "")
                << ' ' << item.grants.size() << '\n';
  return 0;
}
