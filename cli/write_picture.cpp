#include "cli/write_picture.h"

#include <utility>

#include "cli/picture_options.h"

namespace rbacgraph::cli {

Result<void> check_picture(const Invocation& invocation, OutputFormat format) {
  static_cast<void>(format);
  const Result<PictureBudget> budget = picture_budget(invocation.options);
  if (!budget) return tl::unexpected<Error>(budget.error());
  return {};
}

Result<void> write_picture(const Invocation& invocation, const Command& command,
                           PictureReport report, OutputFormat format) {
  static_cast<void>(command);
  const Result<PictureBudget> budget = picture_budget(invocation.options);
  if (!budget) return tl::unexpected<Error>(budget.error());
  fold(report.picture, *budget);
  write_document(invocation.io.out, document_format(format), report);
  invocation.io.out.flush();
  invocation.talk.say(trailer(report.picture));
  return {};
}

}  // namespace rbacgraph::cli
