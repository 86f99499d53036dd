/// The seam between documents and the formats that they are written in.
///
/// A command tells its document piece by piece, since an answer of a big cluster does not fit well
/// into one tree of values; JSON, YAML and NDJSON listen.
///
///   writer->open_object();
///   writer->member("kind", "WhoCan");
///   writer->open_list("items");
///   for (…) writer->element(item);
///   writer->close_list();
///   writer->close_object();
///
/// What is opened is closed in turn, and the outermost is one object. Keys given to `member` and
/// the like are words of ours; those inside of values may be anything.
#pragma once

#include <iosfwd>
#include <memory>
#include <string_view>

#include "rbacgraph/report/document.h"
#include "report/json_text.h"

namespace rbacgraph {

class DocumentWriter {
 public:
  DocumentWriter() = default;
  DocumentWriter(const DocumentWriter&) = delete;
  DocumentWriter& operator=(const DocumentWriter&) = delete;
  virtual ~DocumentWriter() = default;

  /// The document, or an element of the list that is open.
  virtual void open_object() = 0;
  virtual void open_object(std::string_view key) = 0;
  virtual void open_list(std::string_view key) = 0;
  virtual void close_object() = 0;
  virtual void close_list() = 0;
  virtual void member(std::string_view key, const Json& value) = 0;
  virtual void element(const Json& value) = 0;
};

/// `out` must outlive it.
std::unique_ptr<DocumentWriter> document_writer(std::ostream& out, DocumentFormat format);

/// Each in a file of its own name.
std::unique_ptr<DocumentWriter> json_writer(std::ostream& out);
std::unique_ptr<DocumentWriter> yaml_writer(std::ostream& out);
std::unique_ptr<DocumentWriter> ndjson_writer(std::ostream& out);

}  // namespace rbacgraph
