/// A comparison as a comment on a pull request: the verdict, what is dangerous first, the rest
/// behind "details". It is never longer than such a comment may be, and says what it leaves out.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/base/version.h"
#include "rbacgraph/report/diff_table.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/markdown.h"
#include "report/diff_rows.h"
#include "report/diff_words.h"
#include "report/markdown_parts.h"
#include "report/markdown_text.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

/// What GitHub takes, in characters. Bytes are counted here, of which there are as many or more.
constexpr std::size_t kMostBytes = 65'536;
/// For titles, the verdict and the lines that say what is left out.
constexpr std::size_t kReserved = 6'000;
/// A name may have 64 KiB: one row must not push out all others.
constexpr std::size_t kMostRowBytes = 4'000;
constexpr std::size_t kMostLineBytes = 1'000;
constexpr std::size_t kNamespacesShown = 5;

/// A table's lines: two of its header, then its rows.
std::vector<std::string> table_lines(const Table& table) {
  std::ostringstream text;
  write_markdown_table(text, table);
  std::vector<std::string> lines;
  std::istringstream in(std::move(text).str());
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  return lines;
}

/// Takes lines as long as there is room.
class Room {
 public:
  bool takes(std::size_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }

 private:
  std::size_t left_ = kMostBytes - kReserved;
};

/// The beginning of a text, and how much more there is.
std::string cut_off(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;  // not within a letter
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("{}… and {} more", text.substr(0, end), count_text(text.size() - end, "byte"));
}

/// The first words of a list, and how many more there are.
std::vector<std::string> cut_off(const std::vector<std::string>& words, std::size_t most) {
  std::vector<std::string> some;
  std::size_t bytes = 0;
  for (const std::string& word : words) {
    bytes += word.size() + 1;
    if (bytes > most && !some.empty()) {
      some.push_back(fmt::format("… and {} more", words.size() - some.size()));
      break;
    }
    some.push_back(cut_off(word, most));
  }
  return some;
}

/// A row of the table, of which `line` is the text; where that is too long, with long cells cut
/// off.
std::string fitting(const Table& table, std::size_t row, const std::string& line) {
  if (line.size() <= kMostRowBytes) return line;
  std::string shorter;
  constexpr std::array<std::size_t, 4> kTried{1'000, 300, 80, 20};
  for (const std::size_t most : kTried) {
    Table one{table.columns, {table.rows[row]}};
    for (Cell& cell : one.rows[0]) {
      if (auto* const text = std::get_if<std::string>(&cell.value)) *text = cut_off(*text, most);
      if (auto* const list = std::get_if<std::vector<std::string>>(&cell.value))
        *list = cut_off(*list, most);
    }
    shorter = table_lines(one).back();
    if (shorter.size() <= kMostRowBytes) break;
  }
  return shorter;
}

class Comment {
 public:
  explicit Comment(const DiffReport& report) : report_(report), sources_(report.diff) {
    unknown();
    rows_of("Gained, powerful", [](const AccessChange& entry) {
      return entry.gained && !is_aside(entry) && !entry.powers.empty();
    });
    legend();
    rows_of("Gained", [](const AccessChange& entry) {
      return entry.gained && !is_aside(entry) && entry.powers.empty();
    });
    rows_of("Lost", [](const AccessChange& entry) { return !entry.gained && !is_aside(entry); });
    rows_of("Without effect: no request can use it, or it is held another way too",
            [](const AccessChange& entry) { return is_aside(entry); });
    roles();
    objects();
    about_inputs();
  }

  void write(std::ostream& out) const {
    out << "## " << heading() << "\n\n" << diff_verdict(report_) << ".\n\n";
    if (!report_.filter.empty()) {
      out << fmt::format("As asked for, {} of {} of access are told.\n\n", report_.access.size(),
                         count_text(report_.diff.access.size(), "change"));
    }
    const DiffIgnore::Ignored& ignored = report_.ignored;
    const std::size_t access = ignored.access.size() + ignored.unknown.size();
    if (access + ignored.objects.size() > 0) {
      out << fmt::format("**Ignored, as asked for: {} of access, {} of objects.**\n\n",
                         count_text(access, "change"),
                         count_text(ignored.objects.size(), "change"));
    }
    if (left_out_ > 0) {
      out << fmt::format("**Not all of it fits here: {} of access{} left out.**\n\n",
                         count_text(left_out_, "change"),
                         powerful_left_out_ == 0
                             ? (left_out_ == 1 ? " is" : " are")
                             : fmt::format(", {} powerful, {}", powerful_left_out_,
                                           left_out_ == 1 ? "is" : "are"));
    }
    out << text_ << "by rbacgraph " << version() << '\n';
  }

 private:
  std::string heading() const {
    const DiffSummary summary = summary_of(report_);
    if (summary.gained.powerful > 0) return "RBAC: powerful access gained";
    if (summary.unknown_gained > 0) return "RBAC: what is gained is not known";
    if (summary.gained.entries > 0) return "RBAC: access gained";
    if (summary.lost.entries > 0) return "RBAC: access lost";
    if (report_.empty() && !report_.filter.empty())
      return "RBAC: nothing that was asked for differs";
    return report_.objects.empty() ? "RBAC: nothing differs" : "RBAC: no access gained or lost";
  }

  template <class Wanted>
  void rows_of(std::string_view title, Wanted wanted) {
    const Diff& diff = report_.diff;
    std::vector<std::uint32_t> access;
    for (const std::uint32_t at : report_.access)
      if (wanted(diff.access[at])) access.push_back(at);
    if (access.empty()) return;
    const std::vector<DiffRow> rows = diff_rows(diff, access);
    const Table table =
        rows_table(diff, rows, {.namespaces = kNamespacesShown, .places = &sources_});
    text_ += fmt::format("### {}\n\n", title);
    const std::vector<std::string> lines = table_lines(table);
    std::uint64_t missing = 0;
    std::uint64_t missing_powerful = 0;
    text_ += fmt::format("{}\n{}\n", lines[0], lines[1]);
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const std::string line = fitting(table, at, lines[at + 2]);
      if (room_.takes(line.size() + 1)) {
        text_.append(line).append(1, '\n');
      } else {
        missing += rows[at].numbers.size();
        if (rows[at].is_powerful()) missing_powerful += rows[at].numbers.size();
      }
    }
    text_ += '\n';
    say_missing(missing, "more");
    left_out_ += missing;
    powerful_left_out_ += missing_powerful;
  }

  void unknown() {
    if (report_.unknown.empty()) return;
    text_ += "### Not known\n\n";
    rows(diff_unknown_table(report_));
    text_ +=
        "The roles are not in the input; `--with-default-policy` adds those that an API server "
        "makes itself.\n\n";
  }

  void legend() {
    PowerSet powers;
    for (const std::uint32_t at : report_.access) {
      const AccessChange& entry = report_.diff.access[at];
      if (entry.gained && !is_aside(entry)) powers |= shown_powers(entry.powers);
    }
    list(power_legend(powers));
  }

  void list(const std::vector<std::string>& lines) {
    std::uint64_t missing = 0;
    bool any = false;
    for (const std::string& each : lines) {
      const std::string line = "- " + markdown_text(cut_off(each, kMostLineBytes)) + "\n";
      if (!room_.takes(line.size())) {
        ++missing;
        continue;
      }
      any = true;
      text_ += line;
    }
    if (any) text_ += '\n';
    say_missing(missing, "more");
  }

  /// Behind a click.
  void details(std::string_view summary, const Table& table) {
    text_ += fmt::format("<details>\n<summary>{}</summary>\n\n", summary);
    rows(table);
    text_ += "</details>\n\n";
  }

  void rows(const Table& table) {
    const std::vector<std::string> lines = table_lines(table);
    std::uint64_t missing = 0;
    text_ += fmt::format("{}\n{}\n", lines[0], lines[1]);
    for (std::size_t at = 0; at < table.rows.size(); ++at) {
      const std::string line = fitting(table, at, lines[at + 2]);
      if (room_.takes(line.size() + 1)) {
        text_.append(line).append(1, '\n');
      } else {
        ++missing;
      }
    }
    text_ += '\n';
    say_missing(missing, "more");
  }

  void say_missing(std::uint64_t count, std::string_view what) {
    if (count > 0) {
      text_ += fmt::format("and {} {}, left out here: `rbacgraph diff -o json` has them\n\n", count,
                           what);
    }
  }

  void roles() {
    const Table table = diff_roles_table(report_, unheld_roles(report_.diff));
    if (table.rows.empty()) return;
    text_ += "### Roles that nobody holds here\n\n";
    rows(table);
  }

  void objects() {
    if (report_.objects.empty()) return;
    details(report_.objects.size() == 1 ? "1 object differs"
                                        : fmt::format("{} objects differ", report_.objects.size()),
            diff_objects_table(report_, DiffPlaces::InReports, true));
  }

  void about_inputs() {
    std::vector<std::string> flaws;
    Table inputs;
    for (const bool in_b : {false, true}) {
      const std::string_view side = in_b ? "B" : "A";
      for (const std::string& flaw : input_flaws(sources_.of(in_b)))
        flaws.push_back(fmt::format("{}: {}", side, flaw));
      Table own = input_table(sources_.of(in_b));
      inputs.columns = std::move(own.columns);
      for (std::vector<Cell>& row : own.rows) {
        row.insert(row.begin(), Cell{Words{std::string(side)}});
        inputs.rows.push_back(std::move(row));
      }
    }
    inputs.columns.insert(inputs.columns.begin(), "SIDE");
    if (std::string more = more_undo_text(report_); !more.empty())
      flaws.push_back("note: " + std::move(more));
    for (const std::string& note : report_.diff.notes) flaws.push_back("note: " + printable(note));
    list(flaws);
    details("Made from", inputs);
  }

  const DiffReport& report_;
  DiffSourceNames sources_;
  Room room_;
  std::string text_;
  std::uint64_t left_out_ = 0;
  std::uint64_t powerful_left_out_ = 0;
};

}  // namespace

void write_markdown(std::ostream& out, const DiffReport& report) { Comment(report).write(out); }

}  // namespace rbacgraph
