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

/// What a picture of an answer says.
struct PictureTexts {
  std::vector<std::string> headline;  ///< what was asked
  std::vector<std::string> trailer;   ///< what came out, in its first line
  std::vector<std::string> notes;     ///< what else is to be known of it
};

/// The same of an answer.
Result<void> draw_answer(const Invocation& invocation, const Command& command,
                         AccessPicture picture, PictureTexts texts, OutputFormat format);

}  // namespace rbacgraph::cli
