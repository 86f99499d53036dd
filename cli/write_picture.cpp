#include "cli/write_picture.h"

#include <utility>

#include "cli/command_line.h"
#include "cli/picture_options.h"

namespace rbacgraph::cli {

Result<void> check_picture(const Invocation& invocation, OutputFormat format) {
  const Result<PictureBudget> budget = picture_budget(invocation.options);
  if (!budget) return tl::unexpected<Error>(budget.error());
  if (format == OutputFormat::Png && invocation.io.out_is_terminal)
    return fail(ErrorCode::InvalidArgument, "a PNG is nothing for a terminal",
                "write it to a file: > picture.png");
  for (const std::string_view name : {"no-fold", "max-nodes"})
    if (invocation.options.has(name) && !is_drawing(format) && !is_document(format))
      return fail(ErrorCode::InvalidArgument, "--" + std::string(name) + " is about pictures",
                  "take -o svg, png or dot");
  return {};
}

Result<void> write_picture(const Invocation& invocation, const Command& command,
                           PictureReport report, OutputFormat format) {
  const Result<PictureBudget> budget = picture_budget(invocation.options);
  if (!budget) return tl::unexpected<Error>(budget.error());
  fold(report.picture, *budget);
  report.command = command_line(command, invocation.options);
  if (is_drawing(format)) {
    const Result<std::string> drawing = draw(report, drawing_format(format), invocation.io.stop);
    if (!drawing) return tl::unexpected<Error>(drawing.error());
    invocation.io.out << *drawing;
  } else {
    write_document(invocation.io.out, document_format(format), report);
  }
  invocation.io.out.flush();
  invocation.talk.say(trailer(report.picture));
  return {};
}

Result<void> draw_answer(const Invocation& invocation, const Command& command,
                         AccessPicture picture, const std::vector<std::string>& headline,
                         const std::vector<std::string>& trailer, OutputFormat format) {
  PictureReport report;
  report.picture = std::move(picture);
  if (!headline.empty()) report.picture.title = headline.front();
  if (!trailer.empty()) report.picture.facts.push_back(trailer.front());
  return write_picture(invocation, command, std::move(report), format);
}

}  // namespace rbacgraph::cli
