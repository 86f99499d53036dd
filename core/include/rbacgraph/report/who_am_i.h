/// Who a cluster takes us for, written down.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "rbacgraph/report/document.h"

namespace rbacgraph {

struct WhoAmI {
  std::string context;  ///< "" where none was chosen
  std::string server;
  std::string name;
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};

/// As kubectl auth whoami (SEMANTICS §6.3): a row for the name, the uid if there is one, the
/// groups, and each extra.
void write_table(std::ostream& out, const WhoAmI& who);
/// A WhoAmI document: `cluster`, and `user` with username, uid, groups, extra.
void write_document(std::ostream& out, DocumentFormat format, const WhoAmI& who);

}  // namespace rbacgraph
