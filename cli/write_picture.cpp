#include "cli/write_picture.h"

#include <memory>
#include <ostream>
#include <utility>

#include "cli/command_line.h"
#include "cli/input.h"
#include "cli/picture_options.h"
#include "rbacgraph/report/csv.h"
#include "rbacgraph/report/graphml.h"
#include "rbacgraph/report/mermaid.h"
#include "rbacgraph/report/page.h"
#include "rbacgraph/report/picture_table.h"

namespace rbacgraph::cli {
namespace {

Result<void> write_bytes(std::ostream& out, const Result<std::string>& bytes) {
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  out << *bytes;
  return {};
}

/// `told`: gets what else is to be said of it.
Result<void> write_as(const Invocation& invocation, const PictureReport& report,
                      OutputFormat format, std::vector<std::string>& told) {
  std::ostream& out = invocation.io.out;
  if (format == OutputFormat::Html) return write_bytes(out, page(report, invocation.io.stop));
  if (is_drawing(format))
    return write_bytes(out, draw(report, drawing_format(format), invocation.io.stop));
  if (format == OutputFormat::Graphml) {
    write_graphml(out, report);
  } else if (format == OutputFormat::Mermaid) {
    const std::string limits = write_mermaid(out, report);
    if (!limits.empty()) told.push_back(limits + "; --max-nodes folds more");
  } else if (format == OutputFormat::Csv) {
    write_csv(out, picture_edge_table(report.picture), !invocation.options.has("no-headers"));
  } else if (format == OutputFormat::CsvNodes) {
    write_csv(out, picture_node_table(report.picture), !invocation.options.has("no-headers"));
  } else {
    write_document(out, document_format(format), report);
  }
  return {};
}

}  // namespace

Result<void> check_picture(const Invocation& invocation, OutputFormat format, CsvIs csv) {
  const Result<PictureBudget> budget = picture_budget(invocation.options);
  if (!budget) return tl::unexpected<Error>(budget.error());
  if (format == OutputFormat::Png && invocation.io.out_is_terminal) {
    return fail(ErrorCode::InvalidArgument, "a PNG is nothing for a terminal",
                "write it to a file: > picture.png");
  }
  const bool drawn = is_picture(format) || is_document(format) ||
                     (format == OutputFormat::Csv && csv == CsvIs::OfPicture);
  for (const std::string_view name : {"no-fold", "max-nodes"}) {
    if (invocation.options.has(name) && !drawn) {
      return fail(ErrorCode::InvalidArgument, "--" + std::string(name) + " is about pictures",
                  "take -o svg, png or dot");
    }
  }
  return {};
}

Result<void> write_picture(const Invocation& invocation, const Command& command,
                           PictureReport report, OutputFormat format) {
  const Result<PictureBudget> budget = picture_budget(invocation.options);
  if (!budget) return tl::unexpected<Error>(budget.error());
  fold(report.picture, *budget);
  const std::shared_ptr<const AccessGraph>& graph = report.picture.graphs.front();
  report.command = command_line(command, invocation.options,
                                graph == nullptr || has_objects_twice(graph->snapshot()));
  std::vector<std::string> told;
  if (const Result<void> done = write_as(invocation, report, format, told); !done) return done;
  invocation.io.out.flush();
  std::vector<std::string> lines = trailer(report.picture);
  lines.insert(lines.end(), told.begin(), told.end());
  invocation.talk.say(lines);
  return {};
}

Result<void> draw_answer(const Invocation& invocation, const Command& command,
                         AccessPicture picture, PictureTexts texts, OutputFormat format) {
  PictureReport report;
  report.picture = std::move(picture);
  report.notes = std::move(texts.notes);
  if (!texts.headline.empty()) report.picture.title = std::move(texts.headline.front());
  if (!texts.trailer.empty()) report.picture.facts.push_back(std::move(texts.trailer.front()));
  return write_picture(invocation, command, std::move(report), format);
}

}  // namespace rbacgraph::cli
