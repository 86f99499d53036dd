#include "layout/text_width.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"

namespace rbacgraph {
namespace {

/// Advance widths of U+0020 … U+007E, in 2048ths of the em.
constexpr std::array<int, 95> kRegular{
    651,  821,  942,  1716, 1303, 1946, 1597, 563,  799,  799,  1024, 1716, 651,  739,  651,  690,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690,  690,  1716, 1716, 1716, 1087,
    2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604,  604,  1343, 1141, 1767, 1532, 1612,
    1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799,  690,  799,  1716, 1024,
    1024, 1255, 1300, 1126, 1300, 1260, 721,  1300, 1298, 569,  569,  1186, 569,  1995, 1298, 1253,
    1300, 1300, 842,  1067, 803,  1298, 1212, 1675, 1212, 1212, 1075, 1303, 690,  1303, 1716};
constexpr std::array<int, 95> kBold{
    713,  934,  1067, 1716, 1425, 2052, 1786, 627,  936,  936,  1071, 1716, 778,  850,  778,  748,
    1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819,  819,  1716, 1716, 1716, 1188,
    2048, 1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762,  762,  1587, 1305, 2038, 1714, 1741,
    1501, 1741, 1577, 1475, 1397, 1663, 1585, 2259, 1579, 1483, 1485, 936,  748,  936,  1716, 1024,
    1024, 1382, 1466, 1214, 1466, 1389, 891,  1466, 1458, 702,  702,  1362, 702,  2134, 1458, 1407,
    1466, 1466, 1010, 1219, 979,  1458, 1335, 1892, 1321, 1335, 1192, 1458, 748,  1458, 1716};
constexpr int kEm = 2048;
/// Of letters of other scripts that are not wide: most are narrower.
constexpr int kOther = 1400;

int advance(char32_t point, bool bold) {
  if (point >= 0x20 && point < 0x7F) return (bold ? kBold : kRegular)[point - 0x20];
  const std::size_t columns = columns_of(point);
  return columns == 0 ? 0 : columns == 2 ? kEm : kOther;
}

struct Step {
  std::size_t bytes;
  double width;
};

Step step(std::string_view text, const TextSize& how) {
  const DecodedCharacter decoded = decode_character(text);
  return {std::max<std::size_t>(decoded.bytes, 1),
          advance(decoded.bytes == 0 ? U'?' : decoded.point, how.bold) * how.size / kEm};
}

/// Bytes of the next line.
std::size_t line_bytes(std::string_view text, double width, const TextSize& how) {
  constexpr std::string_view kBreaks = "/:-., ";
  double at = 0;
  std::size_t bytes = 0;
  std::size_t after_break = 0;
  while (bytes < text.size()) {
    const Step next = step(text.substr(bytes), how);
    if (bytes > 0 && at + next.width > width) return after_break > 0 ? after_break : bytes;
    at += next.width;
    if (kBreaks.find(text[bytes]) != std::string_view::npos) after_break = bytes + next.bytes;
    bytes += next.bytes;
  }
  return bytes;
}

}  // namespace

double text_width(std::string_view text, const TextSize& how) {
  double width = 0;
  while (!text.empty()) {
    const Step next = step(text, how);
    width += next.width;
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::vector<std::string_view> wrap_to_width(std::string_view text, double first, double width,
                                            const TextSize& how) {
  std::vector<std::string_view> lines;
  while (!text.empty() || lines.empty()) {
    const std::size_t bytes = line_bytes(text, lines.empty() ? first : width, how);
    lines.push_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return lines;
}

}  // namespace rbacgraph
