/// The document Matrix.
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/matrix_table.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

Json query_json(const Matrix& matrix) {
  Json query;
  Json subjects = Json::array();
  for (const MatrixSubject& subject : matrix.subjects) {
    subjects.push_back({{"subject", subject_json(subject.subject)},
                        {"user", {{"name", subject.user.name}, {"groups", subject.user.groups}}}});
  }
  query["subjects"] = std::move(subjects);
  query["verbs"] = matrix.query.verbs;
  query["namespace"] = matrix.query.ns ? Json(*matrix.query.ns) : Json(nullptr);
  if (!matrix.query.types.empty()) {
    Json types = Json::array();
    for (const AccessQuery& type : matrix.query.types) types.push_back(type_json(type));
    query["types"] = std::move(types);
  }
  if (matrix.query.powerful) query["powerful"] = true;
  return query;
}

Json row_json(const Matrix& matrix, const MatrixRow& row) {
  Json object{{"group", row.group}, {"resource", row.resource}, {"subresource", row.subresource}};
  Json access = Json::array();
  for (std::size_t subject = 0; subject < matrix.subjects.size(); ++subject) {
    Json verbs = Json::object();
    Json powerful = Json::object();
    for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
      verbs[matrix.query.verbs[verb]] = to_string(matrix.mark(row, subject, verb));
      if (const PowerSet powers = matrix.powers(row, subject, verb); !powers.empty())
        powerful[matrix.query.verbs[verb]] = power_ids_json({powers, {}});
    }
    access.push_back(
        {{"subject", subject_json(matrix.subjects[subject].subject)}, {"verbs", std::move(verbs)}});
    if (matrix.query.powerful) access.back()["powerful"] = std::move(powerful);
  }
  object["access"] = std::move(access);
  return object;
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const Matrix& matrix) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(matrix.graph->snapshot());
  write_head(*writer, "Matrix");
  writer->member("query", query_json(matrix));
  writer->open_list("items");
  for (const MatrixRow& row : matrix.rows) writer->element(row_json(matrix, row));
  writer->close_list();
  writer->member("idleTypes", matrix.idle_types);
  if (matrix.query.powerful) write_power_legend(*writer, named_powers(matrix));
  write_strings(*writer, "notes", matrix.notes);
  write_diagnostics(*writer, names, matrix.diagnostics, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
