#include "rbacgraph/report/explain_text.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/wrap.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMissesShown = 10;
constexpr std::size_t kChainsShown = 20;

std::string size_text(const Cut& cut) {
  const std::size_t count = cut.elements.size();
  switch (cut.kind) {
    case Cut::Kind::Bindings: return count_text(count, "binding");
    case Cut::Kind::Subjects: return count_text(count, "subject");
    case Cut::Kind::Rules: return count_text(count, "rule");
    case Cut::Kind::Mixed: break;
  }
  return fmt::format("these {}", count);
}

std::string besides(const Collateral& lost) {
  std::vector<std::string> parts;
  if (lost.subjects > 0) parts.push_back(count_text(lost.subjects, "other subject"));
  if (lost.rules > 0) parts.push_back(count_text(lost.rules, "other rule"));
  if (parts.empty()) return {};
  return fmt::format(" (also touches {})", fmt::join(parts, " and "));
}

class Tree {
 public:
  Tree(std::ostream& out, const Explanation& explanation, const ExplainTextOptions& options)
      : out_(out),
        explanation_(explanation),
        snapshot_(explanation.graph->snapshot()),
        options_(options) {}

  void verdict() {
    const bool yes = explanation_.somewhere();
    const std::string_view word = yes ? "yes" : "no";
    paint(yes ? "\x1b[1;32m" : "\x1b[1;31m", word);
    out_ << ": ";
    behind(word.size() + 2, verdict_sentence(explanation_), {});
  }

  /// One tree for each binding.
  void chains() {
    const std::span<const Grant> all(explanation_.access.grants);
    std::size_t shown = 0;
    for (std::size_t at = 0; at < all.size();) {
      std::size_t end = at + 1;
      while (end < all.size() && all[end].binding == all[at].binding) ++end;
      if (shown++ == kChainsShown) {
        line("", fmt::format("and more: {} (all of them with -o json)",
                             count_text(all.size() - at, "grant")));
        return;
      }
      binding(all.subspan(at, end - at));
      at = end;
    }
  }

  void misses() {
    if (explanation_.misses.empty()) {
      line("", "nothing that is bound to it comes near this");
      return;
    }
    out_ << "nearest:\n";
    for (std::size_t at = 0; at < explanation_.misses.size() && at < kMissesShown; ++at) {
      const NearMiss& miss = explanation_.misses[at];
      line(fmt::format("  {}. ", at + 1), printable(miss_sentence(explanation_, miss)),
           place_of(miss));
    }
    if (explanation_.miss_count > kMissesShown)
      out_ << fmt::format("  and {} more (with -o json)\n", explanation_.miss_count - kMissesShown);
  }

  void cuts(const Cuts& cuts) {
    if (cuts.cuts.empty()) {
      out_ << "no binding, subject or rule to remove would end this\n";
      return;
    }
    bool first = true;
    for (const CutText& cut : cut_texts(snapshot_, cuts)) {
      line("", fmt::format("{}remove {}:", first ? "to end it, " : "or ", cut.what));
      first = false;
      for (const std::string& element : cut.elements)
        line(options_.ascii ? "  - " : "  • ", element);
    }
  }

 private:
  void binding(std::span<const Grant> grants) {
    const BindingId id = grants.front().binding;
    const Binding& binding = snapshot_.binding(id);
    const RoleId role_id = snapshot_.role_of(id);
    const Role& role = snapshot_.role(role_id);
    std::string head =
        printable(kind_and_name(to_string(binding.kind), snapshot_.text(binding.name)));
    if (binding.kind == BindingKind::RoleBinding)
      head += " in " + printable(snapshot_.text(binding.ns));
    head += " names " + subjects(grants);
    line("", head, place_text(snapshot_, binding.source));
    line(branch(0), printable(kind_and_name(to_string(role.kind), snapshot_.text(role.name))),
         place_text(snapshot_, role.source));
    std::vector<std::uint32_t> rules;
    for (const Grant& grant : grants)
      if (std::ranges::find(rules, grant.rule) == rules.end()) rules.push_back(grant.rule);
    for (const std::uint32_t rule : rules) {
      const RuleEntry& entry = snapshot_.rules(role_id)[rule];
      line(branch(1), rule_text(rule, entry), place_text(snapshot_, entry.source));
    }
  }

  std::string subjects(std::span<const Grant> grants) const {
    std::vector<std::string> spelled;
    for (const Grant& grant : grants) {
      const Binding& binding = snapshot_.binding(grant.binding);
      const Subject& subject = binding.subjects[grant.subject];
      const bool account = subject.kind == SubjectKind::ServiceAccount;
      const Name ns = account && subject.ns == kEmptyName ? binding.ns : subject.ns;
      const SubjectRef ref{subject.kind, account ? std::string(snapshot_.text(ns)) : std::string(),
                           std::string(snapshot_.text(subject.name))};
      std::string text = printable(spell(ref));
      if (subject.kind == SubjectKind::Group && ref != explanation_.subject)
        text += " (of which it is a member)";
      if (std::ranges::find(spelled, text) == spelled.end()) spelled.push_back(std::move(text));
    }
    return fmt::format("{}", fmt::join(spelled, " and "));
  }

  std::string rule_text(std::uint32_t at, const RuleEntry& entry) const {
    const PolicyRule& rule = snapshot_.rule(entry.rule);
    std::string text = fmt::format("rule {}: {}", at, words(rule.verbs));
    if (explanation_.query.is_url()) {
      text += " on " + words(rule.non_resource_urls);
    } else {
      text += " on " + words(rule.resources) + " in " + groups(rule.api_groups);
      if (rule.resource_names != kEmptyList) text += " named " + words(rule.resource_names);
    }
    if (entry.aggregated_from != kEmptyName)
      text += ", aggregated from ClusterRole/" + printable(snapshot_.text(entry.aggregated_from));
    return text;
  }

  std::string words(NameList list) const {
    std::vector<std::string> all;
    for (const Name name : snapshot_.names().list(list))
      all.push_back(name == kEmptyName ? "\"\"" : printable(snapshot_.text(name)));
    return fmt::format("{}", fmt::join(all, ", "));
  }

  std::string groups(NameList list) const {
    std::vector<std::string> all;
    for (const Name name : snapshot_.names().list(list))
      all.push_back(name == kEmptyName ? "core" : printable(snapshot_.text(name)));
    return fmt::format("{}", fmt::join(all, ", "));
  }

  std::string place_of(const NearMiss& miss) const {
    if (!miss.rule) return place_text(snapshot_, snapshot_.binding(miss.binding).source);
    const bool of_binding = miss.kind == MissKind::OtherNamespace ||
                            miss.kind == MissKind::RoleBindingOnly ||
                            miss.kind == MissKind::GroupNotHeld;
    if (of_binding) return place_text(snapshot_, snapshot_.binding(miss.binding).source);
    const RoleId role = snapshot_.role_of(miss.binding);
    return place_text(snapshot_, snapshot_.rules(role)[*miss.rule].source);
  }

  std::string branch(std::size_t depth) const {
    return std::string(depth * 3, ' ') + (options_.ascii ? "`- " : "└─ ");
  }

  /// The place stands behind, faint. What doesn't fit goes on below the beginning of the text.
  void line(std::string_view before, const std::string& text, const std::string& place = {}) {
    out_ << before;
    behind(display_width(before), text, place);
  }

  /// `indent` columns are taken already.
  void behind(std::size_t indent, const std::string& text, const std::string& place) {
    constexpr std::size_t kFewest = 12;
    constexpr std::size_t kGap = 3;
    const std::size_t columns = options_.width == 0
                                    ? std::string::npos
                                    : std::max(options_.width, indent + kFewest) - indent;
    std::size_t used = 0;
    const auto put = [&](std::string_view color, std::string_view words) {
      bool first = true;
      for (std::string_view piece : wrap(words, columns)) {
        if (!first) out_ << '\n' << std::string(indent, ' ');
        first = false;
        piece = piece.substr(0, piece.find_last_not_of(' ') + 1);
        paint(color, piece);
        used = display_width(piece);
      }
    };
    put({}, text);
    if (!place.empty()) {
      const bool fits =
          columns == std::string::npos || used + kGap + display_width(place) <= columns;
      out_ << (fits ? std::string(kGap, ' ') : "\n" + std::string(indent, ' '));
      put("\x1b[2m", place);
    }
    out_ << '\n';
  }

  void paint(std::string_view color, std::string_view text) {
    const bool colored = options_.color && !color.empty();
    if (colored) out_ << color;
    out_ << text;
    if (colored) out_ << "\x1b[0m";
  }

  std::ostream& out_;
  const Explanation& explanation_;
  const Snapshot& snapshot_;
  const ExplainTextOptions& options_;
};

}  // namespace

std::vector<CutText> cut_texts(const Snapshot& snapshot, const Cuts& cuts) {
  std::vector<CutText> texts;
  if (cuts.cuts.empty()) return texts;
  const std::size_t fewest = cuts.cuts[cuts.smallest].elements.size();
  const auto size = [](const Cut& cut) { return cut.elements.size(); };
  const bool told_apart = std::ranges::count(cuts.cuts, fewest, size) == 1;
  for (std::size_t at = 0; at < cuts.cuts.size(); ++at) {
    const Cut& cut = cuts.cuts[at];
    CutText text;
    text.what = size_text(cut) + (told_apart && at == cuts.smallest ? " (the fewest)" : "");
    for (std::size_t each = 0; each < cut.elements.size(); ++each) {
      text.elements.push_back(printable(element_text(snapshot, cut.elements[each])) +
                              printable(besides(cut.collateral[each])));
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

void write_explanation(std::ostream& out, const Explanation& explanation, const Cuts* cuts,
                       const ExplainTextOptions& options) {
  Tree tree(out, explanation, options);
  tree.verdict();
  if (!explanation.access.grants.empty()) {
    tree.chains();
  } else if (!explanation.superuser) {
    tree.misses();
  }
  if (cuts != nullptr && explanation.somewhere()) tree.cuts(*cuts);
}

}  // namespace rbacgraph
