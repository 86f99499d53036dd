/// The items of a document, one a line.
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "report/document_writer.h"

namespace rbacgraph {
namespace {

/// What is open:
///   Document  an object with (perhaps) a list `items`; members before that list are kept
///   Items     that list. An object that is opened in it is a Document itself
///   Kept      part of a member that is kept
///   LeftOut   anything else
enum class Part : std::uint8_t { Document, Items, Kept, LeftOut };

class NdjsonWriter final : public DocumentWriter {
 public:
  explicit NdjsonWriter(std::ostream& out) : out_(out) {}

  void open_object() override {
    if (parts_.empty() || parts_.back() == Part::Items) {
      parts_.push_back(Part::Document);
      documents_.emplace_back();
    } else {
      open_inside(nullptr, Json::object());
    }
  }
  void open_object(std::string_view key) override { open_inside(&key, Json::object()); }
  void open_list(std::string_view key) override {
    if (parts_.back() == Part::Document && key == "items") {
      documents_.back().has_items = true;
      parts_.push_back(Part::Items);
    } else {
      open_inside(&key, Json::array());
    }
  }
  void close_object() override { close(); }
  void close_list() override { close(); }

  void member(std::string_view key, const Json& value) override {
    if (keeps()) add(&key, value);
  }
  void element(const Json& value) override {
    if (parts_.back() == Part::Items) {
      write_item(value);
    } else if (keeps()) {
      add(nullptr, value);
    }
  }

 private:
  struct Document {
    Json kept = Json::object();
    std::vector<Json*> open;  ///< of `kept`, from the outside to the inside
    bool has_items = false;
  };

  bool keeps() const {
    return parts_.back() == Part::Kept ||
           (parts_.back() == Part::Document && !documents_.back().has_items);
  }

  Json& add(const std::string_view* key, const Json& value) {
    Document& document = documents_.back();
    Json& into = document.open.empty() ? document.kept : *document.open.back();
    if (key != nullptr) return into[std::string(*key)] = value;
    into.push_back(value);
    return into.back();
  }

  void open_inside(const std::string_view* key, const Json& empty) {
    if (!keeps()) {
      parts_.push_back(Part::LeftOut);
      return;
    }
    // What is open outside of it gets nothing new until it is closed, so the pointer holds.
    Json& opened = add(key, empty);
    documents_.back().open.push_back(&opened);
    parts_.push_back(Part::Kept);
  }

  void close() {
    const Part part = parts_.back();
    parts_.pop_back();
    if (part == Part::Kept) documents_.back().open.pop_back();
    if (part != Part::Document) return;
    const Document document = std::move(documents_.back());
    documents_.pop_back();
    if (!document.has_items) out_ << dump(document.kept, -1) << '\n';
  }

  /// Of a list of documents each item says which question it answers.
  void write_item(const Json& value) {
    const Json& kept = documents_.back().kept;
    if (documents_.size() > 1 && kept.contains("query")) {
      Json line;
      line["query"] = kept["query"];
      line.update(value);
      out_ << dump(line, -1) << '\n';
    } else {
      out_ << dump(value, -1) << '\n';
    }
  }

  std::ostream& out_;
  std::vector<Part> parts_;
  std::vector<Document> documents_;
};

}  // namespace

std::unique_ptr<DocumentWriter> ndjson_writer(std::ostream& out) {
  return std::make_unique<NdjsonWriter>(out);
}

}  // namespace rbacgraph
