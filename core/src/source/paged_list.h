/// A list of the API server as one text: its pages one after the other (SEMANTICS §5.4).
///
/// `?limit=500`, then with the token of the page before, until there is none. What is longer than
/// the first page comes in pages of 2000: a quarter of the requests, and less time for the token to
/// expire. Each page is a document of its own, so that a TextReader reads them as it reads a file
/// with many.
#pragma once

#include <optional>
#include <string>

#include "source/http_client.h"
#include "source/list_metadata.h"

namespace rbacgraph {

/// What an answer says that it is.
struct AnswerKind {
  std::string kind;
  std::string api_version;
  std::string name;  ///< of one object; "" of a list
  friend bool operator==(const AnswerKind&, const AnswerKind&) = default;
};

class PagedList final : public ByteInput {
 public:
  enum class Pages : std::uint8_t { Many, One };
  /// `most` bytes of all pages together. A page of another kind than `wanted` is a failure:
  /// whatever it holds, what was asked for is not known by it.
  PagedList(HttpClient& http, std::string path, AnswerKind wanted, Pages pages, std::uint64_t most);

  std::size_t read(char* to, std::size_t size) override;

  /// Why it ended early.
  const std::optional<ServerFailure>& failure() const { return failure_; }
  /// Of the first page: all of them show the state of that one.
  const std::string& resource_version() const { return version_; }

 private:
  bool open_page();
  void end_page();
  std::size_t end_with(ServerFailure failure);

  HttpClient& http_;
  const std::string path_;
  const AnswerKind wanted_;
  const Pages pages_;
  const std::uint64_t most_;
  std::uint64_t read_ = 0;
  std::uint64_t page_begin_ = 0;  ///< of read_
  unsigned small_pages_ = 0;      ///< one after the other
  std::unique_ptr<ByteInput> body_;
  ListMetadata metadata_;
  std::string token_;
  std::string version_;
  bool ended_ = false;
  std::optional<ServerFailure> failure_;
};

}  // namespace rbacgraph
