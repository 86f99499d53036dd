/// How wide text is in DejaVu Sans, without asking for the font: drawings come out the same on
/// every machine, and labels fit where Verdana or Bitstream Vera stands in for it.
#pragma once

#include <string_view>
#include <vector>

namespace rbacgraph {

struct TextSize {
  double size = 10;  ///< of the em
  bool bold = false;
};

/// In the unit of `size`. Characters beyond ASCII are taken for wide ones.
double text_width(std::string_view text, const TextSize& how);

/// Pieces that are no wider than `width` and together are the text again; the first no wider than
/// `first`. Broken behind / : - . , and blanks where there is one, else between two characters.
std::vector<std::string_view> wrap_to_width(std::string_view text, double first, double width,
                                            const TextSize& how);

}  // namespace rbacgraph
