#include "rbacgraph/report/table.h"

#include <fmt/format.h>

namespace rbacgraph {
namespace {

struct AsText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Words& words) const { return words.text; }
  std::string operator()(const std::string& text) const { return named(text); }
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(const std::vector<std::string>& names) const {
    std::string text;
    for (const std::string& name : names) {
      if (!text.empty()) text += ',';
      text += named(name);
    }
    return text;
  }

  static std::string named(const std::string& name) { return name.empty() ? "\"\"" : name; }
};

}  // namespace

std::string plain_text(const Cell& cell) { return std::visit(AsText(), cell.value); }

}  // namespace rbacgraph
