#include "rbacgraph/report/diff_text.h"

#include <algorithm>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/diff_words.h"
#include "report/powerful_words.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kGrantsShown = 20;

RuleWords words_of(const NamePool& names, const PolicyRule& rule) {
  const auto list = [&](NameList each) {
    const std::span<const Name> all = names.list(each);
    return std::vector<Name>(all.begin(), all.end());
  };
  return {list(rule.verbs), list(rule.api_groups), list(rule.resources), list(rule.resource_names),
          list(rule.non_resource_urls)};
}

class EntryText {
 public:
  EntryText(std::ostream& out, const Diff& diff, std::uint32_t number,
            const ExplainTextOptions& options)
      : out_(out),
        diff_(diff),
        number_(number),
        entry_(diff.access[number - 1]),
        options_(options) {}

  void what() {
    paint(entry_.gained ? "\x1b[1;31m" : "\x1b[1;32m",
          fmt::format("{} {}", entry_.gained ? "+" : "-", number_));
    out_ << ": " << printable(spell(entry_.subject)) << (entry_.gained ? " gained " : " lost ")
         << printable(rule_text(diff_.names(), entry_.rule)) << ", " << where() << '\n';
    for (const AccessException& each : entry_.except)
      out_ << "  but not " << printable(except_text(diff_.names(), entry_, each)) << '\n';
    for (const std::string& line : power_legend(shown_powers(entry_.powers)))
      out_ << "  powerful: " << line << '\n';
    for (const std::string& note : notes_of(entry_)) out_ << "  " << printable(note) << '\n';
  }

  void causes() {
    out_ << "because of:\n";
    const std::vector<std::string> places = places_of(diff_, entry_.causes, nullptr);
    for (std::size_t at = 0; at < entry_.causes.size(); ++at) {
      const ObjectChange& change = diff_.objects[entry_.causes[at]];
      line(fmt::format("  {}. {}", at + 1, printable(change_text(change))), places[at]);
      for (const FieldChange& field : change.fields)
        out_ << "     " << printable(field_text(diff_.names(), field)) << '\n';
    }
  }

  void undo() {
    if (entry_.undo.empty()) {
      out_ << "no few of these undo it\n";
      return;
    }
    std::vector<std::string> sets;
    for (const std::vector<std::uint32_t>& set : entry_.undo) {
      std::vector<std::string> numbers;
      for (const std::uint32_t at : set) numbers.push_back(std::to_string(at + 1));
      sets.push_back(fmt::format("{}", fmt::join(numbers, " and ")));
    }
    out_ << "to undo it, take back " << fmt::format("{}", fmt::join(sets, " or ")) << '\n';
    if (entry_.more_undo) out_ << "  or others: there are more ways than are listed\n";
  }

  void grants() {
    list(entry_.gained ? "given by:\n" : "was given by:\n", side(entry_.gained), entry_.grants,
         entry_.grant_count);
    list(entry_.gained ? "what is not gained was given by:\n"
                       : "what is not lost is still given by:\n",
         side(!entry_.gained), entry_.other_grants, entry_.other_grant_count);
  }

 private:
  const Snapshot& side(bool in_b) const { return in_b ? *diff_.b : *diff_.a; }

  /// One tree for each binding.
  void list(std::string_view title, const Snapshot& side, std::span<const Grant> all,
            std::uint64_t count) {
    if (all.empty()) return;
    out_ << title;
    const std::size_t shown = std::min(all.size(), kGrantsShown);
    for (std::size_t at = 0; at < shown;) {
      std::size_t end = at + 1;
      while (end < shown && all[end].binding == all[at].binding) ++end;
      binding(side, all.subspan(at, end - at));
      at = end;
    }
    if (count > shown) out_ << "  and " << count_text(count - shown, "more grant") << '\n';
  }

  std::string where() const {
    if (entry_.scope.cluster_wide) return "cluster-wide";
    const std::vector<std::string> all = name_list(diff_.names(), entry_.scope.namespaces);
    return fmt::format("in {}{}", all.size() == 1 ? "" : fmt::format("{} namespaces: ", all.size()),
                       printable(fmt::format("{}", fmt::join(all, ","))));
  }

  void binding(const Snapshot& side, std::span<const Grant> grants) {
    const Binding& binding = side.binding(grants.front().binding);
    const RoleId role_id = side.role_of(grants.front().binding);
    const Role& role = side.role(role_id);
    const SubjectRef named = spelled_subject(side, grants.front());
    line(fmt::format("  {} names {}",
                     printable(object_text({std::string(to_string(binding.kind)),
                                            std::string(side.text(binding.ns)),
                                            std::string(side.text(binding.name))})),
                     printable(spell(named))),
         place_text(side, binding.source));
    line(branch(0) + printable(kind_and_name(to_string(role.kind), side.text(role.name))),
         place_text(side, role.source));
    for (const Grant& grant : grants) {
      const RuleEntry& rule = side.rules(role_id)[grant.rule];
      std::string text = fmt::format(
          "rule {}: {}", grant.rule,
          printable(rule_text(side.names(), words_of(side.names(), side.rule(rule.rule)))));
      if (rule.aggregated_from != kEmptyName)
        text += ", aggregated from ClusterRole/" + printable(side.text(rule.aggregated_from));
      line(branch(1) + text, place_text(side, rule.source));
    }
  }

  std::string branch(std::size_t depth) const {
    return std::string(2 + (depth * 3), ' ') + (options_.ascii ? "`- " : "└─ ");
  }

  /// The place stands behind, faint.
  void line(const std::string& text, const std::string& place) {
    out_ << text;
    if (!place.empty()) {
      out_ << "   ";
      paint("\x1b[2m", place);
    }
    out_ << '\n';
  }

  void paint(std::string_view color, std::string_view text) {
    if (options_.color) out_ << color;
    out_ << text;
    if (options_.color) out_ << "\x1b[0m";
  }

  std::ostream& out_;
  const Diff& diff_;
  std::uint32_t number_;
  const AccessChange& entry_;
  const ExplainTextOptions& options_;
};

}  // namespace

void write_diff_entry(std::ostream& out, const Diff& diff, std::uint32_t number,
                      const ExplainTextOptions& options) {
  EntryText text(out, diff, number, options);
  text.what();
  text.causes();
  text.undo();
  text.grants();
}

}  // namespace rbacgraph
