#include "cli/commands/reviews.h"

#include "cli/commands/review_lines.h"
#include "rbacgraph/report/document.h"

namespace rbacgraph::cli {

Result<ExitCode> answer_reviews(const Authorizer& authorizer, const std::string& path, Io& io) {
  Result<ReviewLines> lines = ReviewLines::open(path, io);
  if (!lines) return tl::unexpected<Error>(lines.error());
  std::ostream& out = io.out;
  ExitCode status = ExitCode::Ok;
  while (out.good() && !io.stop.stop_requested()) {
    // Whoever waits for the answers so far gets them before we wait for more.
    if (!lines->is_waiting()) out.flush();
    if (!lines->next()) break;
    if (const Result<Review> review = lines->review(); review) {
      out << review_line(authorizer.snapshot(), authorizer.decide(review->user, review->request))
          << '\n';
    } else {
      out << review_error_line(review.error().message) << '\n';
      status = ExitCode::Input;
    }
  }
  return status;
}

}  // namespace rbacgraph::cli
