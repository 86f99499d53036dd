#include "rbacgraph/report/who_am_i.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/document_parts.h"
#include "report/document_writer.h"

namespace rbacgraph {

void write_table(std::ostream& out, const WhoAmI& who) {
  std::vector<std::pair<std::string, std::string>> rows{{"ATTRIBUTE", "VALUE"},
                                                        {"Username", printable(who.name)}};
  const auto list = [](const std::vector<std::string>& words) {
    return printable(fmt::format("[{}]", fmt::join(words, " ")));
  };
  if (!who.uid.empty()) rows.emplace_back("UID", printable(who.uid));
  rows.emplace_back("Groups", list(who.groups));
  for (const auto& [key, values] : who.extra)
    rows.emplace_back(printable("Extra: " + key), list(values));
  std::size_t width = 0;
  for (const auto& [name, value] : rows) width = std::max(width, name.size());
  constexpr std::size_t kGap = 3;
  for (const auto& [name, value] : rows)
    out << name << std::string(width + kGap - name.size(), ' ') << value << '\n';
}

void write_document(std::ostream& out, DocumentFormat format, const WhoAmI& who) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  write_head(*writer, "WhoAmI");
  Json cluster{{"server", who.server}};
  if (!who.context.empty()) cluster["context"] = who.context;
  writer->member("cluster", cluster);
  Json user{{"username", who.name}};
  if (!who.uid.empty()) user["uid"] = who.uid;
  user["groups"] = who.groups;
  for (const auto& [key, values] : who.extra) user["extra"][key] = values;
  writer->member("user", user);
  writer->close_object();
}

}  // namespace rbacgraph
