#include "report/powerful_words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rbacgraph {
namespace {

/// Whoever has one of these has all others there, which the names needn't say.
constexpr std::array<std::string_view, 2> kAllOfThem{"RBAC-ADM-001", "RBAC-ADM-002"};

Powers to_name(const Powers& powers) {
  static const PowerSet all_of_them = [] {
    PowerSet rows;
    for (std::size_t row = 0; row < powerful_permissions().size(); ++row) {
      if (std::ranges::find(kAllOfThem, powerful_permissions()[row].id) != kAllOfThem.end()) {
        rows.insert(row);
      }
    }
    return rows;
  }();
  const PowerSet others = powers.whole - all_of_them;
  if (others == powers.whole) return powers;
  return {.whole = powers.whole - others, .only_named = {}};
}

std::vector<std::string_view> names_of(PowerSet powers) {
  std::vector<std::string_view> names;
  for (const std::size_t row : powers.rows()) names.push_back(powerful_permissions()[row].name);
  return names;
}

}  // namespace

Cell powers_cell(const Powers& powers) {
  const Powers named = to_name(powers);
  std::string text = fmt::format("{}", fmt::join(names_of(named.whole), ", "));
  for (const std::string_view name : names_of(named.only_named))
    text += fmt::format("{}{} (only named)", text.empty() ? "" : ", ", name);
  if (text.empty()) return {};
  return {Words{std::move(text)}};
}

Cell power_ids_cell(const Powers& powers) {
  std::vector<std::string> ids;
  for (const std::size_t row : powers.all().rows())
    ids.emplace_back(powerful_permissions()[row].id);
  return ids.empty() ? Cell{} : Cell{std::move(ids)};
}

PowerSet shown_powers(const Powers& powers) { return to_name(powers).all(); }

PowerSet named_powers(std::span<const Answer> answers) {
  PowerSet all;
  for (const Answer& answer : answers) {
    if (answer.powerful == nullptr) continue;
    for (const AnswerItem& item : answer.items) {
      for (const Grant& grant : item.grants)
        all |= to_name(answer.powerful->of(answer.graph->snapshot(), grant)).all();
    }
  }
  return all;
}

PowerSet named_powers(const RulesAnswer& answer) {
  PowerSet all;
  for (const HeldRule& rule : answer.items) all |= to_name(rule.powers).all();
  return all;
}

PowerSet named_powers(const LookupAnswer& answer) {
  PowerSet all;
  for (const LookupRow& row : answer.rows) all |= to_name(powers_of(answer, row)).all();
  return all;
}

PowerSet named_powers(const Matrix& matrix) {
  PowerSet all;
  for (const MatrixRow& row : matrix.rows) {
    for (std::size_t subject = 0; subject < matrix.subjects.size(); ++subject) {
      for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
        all |= matrix.powers(row, subject, verb);
      }
    }
  }
  return all;
}

Json power_ids_json(const Powers& powers) {
  Json ids = Json::array();
  for (const std::size_t row : powers.all().rows()) ids.push_back(powerful_permissions()[row].id);
  return ids;
}

void set_powers(Json& object, const Powers& powers) {
  object["powerful"] = power_ids_json(powers);
  if (!powers.only_named.empty())
    object["powerfulOnlyNamed"] = power_ids_json({powers.only_named, {}});
}

void write_power_legend(DocumentWriter& writer, PowerSet powers) {
  writer.open_list("powerfulPermissions");
  for (const std::size_t row : powers.rows()) {
    const PowerfulPermission& permission = powerful_permissions()[row];
    Json object;
    object["id"] = permission.id;
    object["name"] = permission.name;
    object["meaning"] = permission.meaning;
    object["severity"] = to_string(permission.weight);
    writer.element(object);
  }
  writer.close_list();
}

std::vector<std::string> power_legend(PowerSet powers) {
  std::vector<std::string> lines;
  for (const std::size_t row : powers.rows()) {
    const PowerfulPermission& permission = powerful_permissions()[row];
    lines.push_back(fmt::format("{} ({}): {}", permission.name, permission.id, permission.meaning));
  }
  return lines;
}

}  // namespace rbacgraph
