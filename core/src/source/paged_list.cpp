#include "source/paged_list.h"

#include <utility>

#include "source/percent.h"

namespace rbacgraph {

namespace {

std::string in_words(const AnswerKind& kind) {
  constexpr std::size_t kLongest = 100;  // of what a server says, and it may say anything
  if (kind.kind.empty()) return "something without a kind";
  if (kind.kind.size() + kind.api_version.size() > kLongest) return "something else";
  const bool is_short = !kind.name.empty() && kind.name.size() <= kLongest;
  return kind.kind + (is_short ? " \"" + kind.name + "\"" : "") + " (" +
         (kind.api_version.empty() ? "no apiVersion" : kind.api_version) + ")";
}

}  // namespace

PagedList::PagedList(HttpClient& http, std::string path, AnswerKind wanted, Pages pages,
                     std::uint64_t most)
    : http_(http), path_(std::move(path)), wanted_(std::move(wanted)), pages_(pages), most_(most) {}

std::size_t PagedList::end_with(ServerFailure failure) {
  error_ = failure.error.message;
  failure_ = std::move(failure);
  ended_ = true;
  return 0;
}

bool PagedList::open_page() {
  std::string path = path_;
  if (pages_ == Pages::Many) {
    path += token_.empty() ? "?limit=500" : "?limit=2000&continue=" + percent_encoded(token_);
  }
  ServerResult<ServerAnswer> answer = http_.get(path, HttpClient::json());
  if (!answer) {
    end_with(std::move(answer.error()));
    return false;
  }
  body_ = std::move(answer->body);
  metadata_ = {};
  return true;
}

void PagedList::end_page() {
  body_.reset();
  const bool names_one = !wanted_.name.empty();
  const AnswerKind is{metadata_.kind(), metadata_.api_version(), names_one ? metadata_.name() : ""};
  if (is != wanted_) {
    end_with(http_.not_asked_for(path_, in_words(is), in_words(wanted_)));
    return;
  }
  if (!names_one && !metadata_.has_items()) {
    end_with(http_.not_asked_for(path_, "a " + wanted_.kind + " whose items are no list",
                                 in_words(wanted_)));
    return;
  }
  if (version_.empty()) version_ = metadata_.resource_version();
  std::string next = metadata_.continue_token();
  // One of hundreds of objects is far longer, and one with a filter is not asked for.
  constexpr std::uint64_t kSmallPage = 512;
  constexpr unsigned kMostSmallPages = 100;
  small_pages_ = read_ - page_begin_ < kSmallPage ? small_pages_ + 1 : 0;
  page_begin_ = read_;
  if (next.empty()) {
    ended_ = true;
  } else if (next == token_ || pages_ == Pages::One) {
    end_with(http_.endless(path_, "the same page again"));
  } else if (small_pages_ > kMostSmallPages) {
    end_with(http_.endless(path_, "page after page with next to nothing in it"));
  }
  token_ = std::move(next);
}

std::size_t PagedList::read(char* to, std::size_t size) {
  while (!ended_) {
    if (!body_ && !open_page()) return 0;
    const std::size_t got = body_->read(to, size);
    if (got > 0) {
      read_ += got;
      if (read_ > most_) {
        return end_with(http_.endless(path_, "more than " + std::to_string(most_) + " bytes"));
      }
      metadata_.look_at({to, got});
      return got;
    }
    if (!body_->error().empty()) return end_with(http_.broken_off(*body_));
    end_page();
  }
  return 0;
}

}  // namespace rbacgraph
