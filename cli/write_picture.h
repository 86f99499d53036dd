/// Writes pictures: of the command graph, and of the answers of others with -o dot, svg or png.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/output_format.h"
#include "rbacgraph/report/picture.h"

namespace rbacgraph::cli {

/// Whether `csv` is a table of the picture, or of the answer that the picture is of.
enum class CsvIs : std::uint8_t { OfAnswer, OfPicture };

/// Before anything is read: may the format go where it goes, and are the options of pictures right,
/// and given for a picture?
Result<void> check_picture(const Invocation& invocation, OutputFormat format,
                           CsvIs csv = CsvIs::OfAnswer);

/// Folds it, writes it to `io.out`, and says what was folded. `command`: the one that was called.
Result<void> write_picture(const Invocation& invocation, const Command& command,
                           PictureReport report, OutputFormat format);

/// The same of an answer: `headline` says what was asked, the first line of `trailer` what came
/// out, `notes` what else is to be known of it.
Result<void> draw_answer(const Invocation& invocation, const Command& command,
                         AccessPicture picture, const std::vector<std::string>& headline,
                         const std::vector<std::string>& trailer, std::vector<std::string> notes,
                         OutputFormat format);

}  // namespace rbacgraph::cli
