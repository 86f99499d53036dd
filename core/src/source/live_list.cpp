#include "source/live_list.h"

#include "source/text_reader.h"

namespace rbacgraph {
namespace {

/// Lets an InputText own nothing.
class Borrowed final : public ByteInput {
 public:
  explicit Borrowed(ByteInput& input) : input_(input) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t got = input_.read(to, size);
    if (got == 0) error_ = input_.error();
    return got;
  }

 private:
  ByteInput& input_;
};

struct Asked {
  HttpClient& http;
  const std::string& path;
  AnswerKind kind;
  PagedList::Pages pages = PagedList::Pages::One;
};

ServerResult<std::unique_ptr<ListPart>> read_once(const Asked& asked, const ReadOptions& options,
                                                  SourceId source, std::uint64_t offset) {
  auto part = std::make_unique<ListPart>(options, source);
  PagedList list(asked.http, asked.path, asked.kind, asked.pages,
                 options.limits.max_document_bytes);
  InputText text(std::make_unique<Borrowed>(list), asked.path, options);
  text.begin_at(offset);
  TextReader reader(part->objects.builder(), options, part->report);
  reader.read(text);
  if (const auto& failure = list.failure()) return tl::unexpected(*failure);
  if (text.stopped())
    return tl::unexpected(ServerFailure{0, {ErrorCode::Cancelled, "interrupted", ""}, {}, false});
  part->bytes = text.position() - offset;
  part->version = list.resource_version();
  return part;
}

}  // namespace

ListPart::ListPart(const ReadOptions& options, SourceId source)
    : report(objects.builder(), options, "") {
  report.begin(source);
  report.expect_all_pages();
}

void ListPart::move_to(SnapshotBuilder& whole, InputReport& counts) {
  objects.tell_to(whole);
  objects.move_to(whole);
  counts.take(report);
}

ServerResult<std::unique_ptr<ListPart>> read_list(HttpClient& http, const std::string& path,
                                                  const AnswerKind& object,
                                                  const ReadOptions& options, SourceId source,
                                                  std::uint64_t offset) {
  constexpr int kMostTries = 3;
  Asked list{http, path, {object.kind + "List", object.api_version, ""}, PagedList::Pages::Many};
  for (int tries = 1;; ++tries) {
    auto part = read_once(list, options, source, offset);
    if (part || tries == kMostTries) return part;
    const ServerFailure& failure = part.error();
    if (!failure.gone() && !failure.broken_off) return part;
    // What is asked for in one piece can't expire between two.
    if (failure.gone()) list.pages = PagedList::Pages::One;
  }
}

ServerResult<std::unique_ptr<ListPart>> read_object(HttpClient& http, const std::string& path,
                                                    const AnswerKind& object,
                                                    const ReadOptions& options, SourceId source,
                                                    std::uint64_t offset) {
  return read_once({http, path, object}, options, source, offset);
}

}  // namespace rbacgraph
