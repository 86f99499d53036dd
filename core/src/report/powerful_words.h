/// Powerful permissions in words and in documents.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/analysis/matrix.h"
#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/analysis/rules.h"
#include "rbacgraph/report/table.h"
#include "report/document_writer.h"
#include "report/json_text.h"

namespace rbacgraph {

/// The names of the table; of a grant of everything that alone. "bind-in-namespace (only named)".
Cell powers_cell(const Powers& powers);

/// Those that the cell names.
PowerSet shown_powers(const Powers& powers);

/// The ids of all of them, as documents have them, the heaviest first: for tables with every
/// detail.
Cell power_ids_cell(const Powers& powers);
inline constexpr std::string_view kPowerIdsColumn = "POWERFUL IDS";

/// Ids, the heaviest first.
Json power_ids_json(const Powers& powers);
/// Sets the members `powerful`, the ids of all, and where there are any `powerfulOnlyNamed`, of
/// those that are for some named objects only.
void set_powers(Json& object, const Powers& powers);

/// `powerfulPermissions`: id, name and meaning of each.
void write_power_legend(DocumentWriter& writer, PowerSet powers);
/// What the tables of an answer name.
PowerSet named_powers(std::span<const Answer> answers);
PowerSet named_powers(const RulesAnswer& answer);
PowerSet named_powers(const LookupAnswer& answer);
PowerSet named_powers(const Matrix& matrix);
/// "read-secrets (RBAC-TOK-002): read Secrets…"
std::vector<std::string> power_legend(PowerSet powers);

}  // namespace rbacgraph
