#include "bench/questions.h"

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rbacgraph::bench {

std::vector<AccessQuery> questions(const Snapshot& snapshot, std::size_t count) {
  constexpr std::array<std::string_view, 10> kVerbs{
      "get",         "list", "watch", "create", "update", "patch", "delete", "deletecollection",
      "impersonate", "bind"};
  std::vector<AccessQuery> all;
  const auto namespaces = snapshot.namespaces();
  for (const ResourceType& type : snapshot.catalog().types()) {
    for (const std::string_view verb : kVerbs) {
      AccessQuery query;
      query.verb = verb;
      query.group = type.group;
      query.resource = type.resource;
      query.place = snapshot.catalog().check_place(verb, type.group, type.resource, "");
      // One after the other: everywhere, in one namespace, one object, one object in a namespace.
      if (all.size() % 2 == 1 && !namespaces.empty())
        query.ns = std::string(snapshot.text(namespaces[all.size() * 7 % namespaces.size()].name));
      if (all.size() % 4 >= 2) query.name = "app-config";
      all.push_back(std::move(query));
      if (all.size() == count) return all;
    }
  }
  throw std::runtime_error("the catalogue has too few types for so many questions");
}

}  // namespace rbacgraph::bench
