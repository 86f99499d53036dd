#include "report/document_writer.h"

namespace rbacgraph {

std::unique_ptr<DocumentWriter> document_writer(std::ostream& out, DocumentFormat format) {
  switch (format) {
    case DocumentFormat::Json: break;
    case DocumentFormat::Yaml: return yaml_writer(out);
    case DocumentFormat::Ndjson: return ndjson_writer(out);
  }
  return json_writer(out);
}

}  // namespace rbacgraph
