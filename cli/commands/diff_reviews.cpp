#include "cli/commands/diff_reviews.h"

#include <fmt/format.h>

#include "cli/commands/review_lines.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/report/document.h"

namespace rbacgraph::cli {
namespace {

/// JSON as it was given, on one line.
std::string_view without_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

}  // namespace

Result<ReviewChanges> compare_reviews(const std::shared_ptr<const Snapshot>& a,
                                      const std::shared_ptr<const Snapshot>& b,
                                      const std::string& path, Io& io) {
  Result<ReviewLines> lines = ReviewLines::open(path, io);
  if (!lines) return tl::unexpected<Error>(lines.error());
  const Authorizer in_a(a);
  const Authorizer in_b(b);
  ReviewChanges changes;
  std::uint64_t number = 0;
  while (io.out.good() && !io.stop.stop_requested()) {
    if (!lines->is_waiting()) io.out.flush();
    if (!lines->next()) break;
    ++number;
    const Result<Review> review = lines->review();
    if (!review) {
      ++changes.unread;
      const std::string error = review_error_line(review.error().message);
      io.out << fmt::format("{{\"line\":{},{}\n", number, error.substr(1));
      continue;
    }
    ++changes.reviews;
    const Decision before = in_a.decide(review->user, review->request);
    const Decision after = in_b.decide(review->user, review->request);
    if (before.verdict == after.verdict) continue;
    const bool unknown = before.verdict == Verdict::Unknown || after.verdict == Verdict::Unknown;
    const bool gained = !unknown && after.verdict == Verdict::Yes;
    ++(unknown ? changes.unknown : gained ? changes.gained : changes.lost);
    io.out << fmt::format(
        "{{\"line\":{},\"change\":\"{}\",\"review\":{},\"a\":{},\"b\":{}}}\n", number,
        unknown  ? "unknown"
        : gained ? "gained"
                 : "lost",
        without_end(lines->text()), review_line(*a, before), review_line(*b, after));
  }
  return changes;
}

}  // namespace rbacgraph::cli
