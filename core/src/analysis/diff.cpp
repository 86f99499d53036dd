#include "rbacgraph/analysis/diff.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analysis/diff_access.h"
#include "analysis/diff_entries.h"
#include "analysis/diff_grants.h"
#include "analysis/diff_hidden.h"
#include "analysis/diff_pairs.h"
#include "analysis/diff_renames.h"
#include "analysis/diff_unknown.h"
#include "base/side_by_side.h"
#include "graph/subject_table.h"

namespace rbacgraph {
namespace {

/// A subject, and the bindings that name it on either side.
struct NamedSubject {
  Identity identity;
  std::vector<Naming> namings;
};

class Comparison {
 public:
  Comparison(std::shared_ptr<const Snapshot> a, std::shared_ptr<const Snapshot> b,
             const DiffOptions& options)
      : a_(std::move(a)),
        b_(std::move(b)),
        options_(options),
        parts_(*a_, *b_),
        access_(*a_, *b_, pairs_) {
    find_renames(*a_, *b_, pairs_, access_.roles());
  }

  Diff run(const std::stop_token& stop) {
    Diff result;
    collect();
    for (Told& told : compare_all(stop)) {
      const auto first = static_cast<std::uint32_t>(result.access.size());
      for (std::uint32_t at = 0; at < told.entries.size(); ++at) {
        AccessChange& entry = told.entries[at];
        for (AccessException& each : entry.except)
          for (std::uint32_t& place : each.told_in) place += first;
        if (entry.subject.kind != SubjectKind::Group) {
          mark_implied_groups(entry, told.regions[at]);
        } else if (options_.expand_groups) {
          regions_of_group_[entry.subject.name].emplace_back(first + at,
                                                             std::move(told.regions[at]));
        }
      }
      std::ranges::move(told.entries, std::back_inserter(result.access));
    }
    if (options_.expand_groups) expand_groups(result, stop);
    sort(result.access);
    result.unknown = unknown_access(*a_, *b_, pairs_, subjects_a_, subjects_b_);
    result.a = a_;
    result.b = b_;
    result.objects = std::move(pairs_.changes);
    return result;
  }

 private:
  // ---- Who may be affected ----------------------------------------------------------------------

  /// Does it matter to anybody whether it is there?
  bool is_changed(const ObjectPair<BindingId>& pair) {
    if (pair.change != kNoChange) return true;
    const RoleId role_a = a_->role_of(pair.a);
    const RoleId role_b = b_->role_of(pair.b);
    if (role_a == kNoId<RoleId> && role_b == kNoId<RoleId>) return false;
    return !access_.roles().is_fixed(role_b == kNoId<RoleId> ? pairs_.roles.of_a[index_of(role_a)]
                                                             : pairs_.roles.of_b[index_of(role_b)]);
  }

  /// Finds those that a change is about, and then all bindings that name them.
  void collect() {
    of_subject_a_.assign(subjects_a_.size(), kNobody);
    of_subject_b_.assign(subjects_b_.size(), kNobody);
    for (const ObjectPair<BindingId>& pair : pairs_.bindings.pairs) {
      if (!options_.expand_groups && !is_changed(pair)) continue;
      if (pair.a != kNoId<BindingId>)
        for (const SubjectId id : subjects_a_.of(pair.a)) affect(subjects_a_, id);
      if (pair.b != kNoId<BindingId>)
        for (const SubjectId id : subjects_b_.of(pair.b)) affect(subjects_b_, id);
    }
    for (std::uint32_t at = 0; at < pairs_.bindings.pairs.size(); ++at) add_namings(at);
  }

  void affect(const SubjectTable& table, SubjectId id) {
    if (id == kNoId<SubjectId>) return;
    const Identity& identity = table.identity(id);
    // An account without namespace is nobody.
    if (identity.kind == SubjectKind::ServiceAccount && identity.ns == kEmptyName) return;
    const SubjectId id_a = subjects_a_.find(identity);
    const SubjectId id_b = subjects_b_.find(identity);
    const bool known = id_a != kNoId<SubjectId> ? of_subject_a_[index_of(id_a)] != kNobody
                                                : of_subject_b_[index_of(id_b)] != kNobody;
    if (known) return;
    const auto place = static_cast<std::uint32_t>(affected_.size());
    affected_.push_back({identity, {}});
    if (id_a != kNoId<SubjectId>) of_subject_a_[index_of(id_a)] = place;
    if (id_b != kNoId<SubjectId>) of_subject_b_[index_of(id_b)] = place;
    by_ref_.emplace(ref_of(identity), place);
    // What it gained its groups may have had.
    for (const SubjectRef& group : implied_groups(ref_of(identity))) {
      for (const SubjectTable* side : {&subjects_a_, &subjects_b_}) {
        const NamePool& names = b_->names();
        const std::optional<Name> name = names.find(group.name);
        if (name) affect(*side, side->find({SubjectKind::Group, kEmptyName, *name}));
      }
    }
  }

  static std::string user_of(const SubjectRef& subject) {
    return subject.kind == SubjectKind::ServiceAccount
               ? service_account_user(subject.ns, subject.name)
               : subject.name;
  }

  /// Groups that the API server puts every account or user into.
  static std::vector<SubjectRef> implied_groups(const SubjectRef& subject) {
    std::vector<SubjectRef> groups;
    if (subject.kind != SubjectKind::ServiceAccount && subject.kind != SubjectKind::User)
      return groups;
    for (std::string& name : with_implied_groups(user_of(subject)))
      if (name != kMastersGroup) groups.push_back({SubjectKind::Group, "", std::move(name)});
    return groups;
  }

  void add_namings(std::uint32_t binding) {
    const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[binding];
    const auto add = [&](std::uint32_t subject, bool in_a) {
      if (subject == kNobody) return;
      std::vector<Naming>& namings = affected_[subject].namings;
      if (namings.empty() || namings.back().binding != binding) namings.push_back({binding});
      (in_a ? namings.back().in_a : namings.back().in_b) = true;
    };
    if (pair.a != kNoId<BindingId>) {
      for (const SubjectId id : subjects_a_.of(pair.a))
        if (id != kNoId<SubjectId>) add(of_subject_a_[index_of(id)], true);
    }
    if (pair.b != kNoId<BindingId>) {
      for (const SubjectId id : subjects_b_.of(pair.b))
        if (id != kNoId<SubjectId>) add(of_subject_b_[index_of(id)], false);
    }
  }

  // ---- What they gained and lost ----------------------------------------------------------------

  /// What is told of one subject.
  struct Told {
    std::vector<AccessChange> entries;
    std::vector<Region> regions;  ///< of the entries
  };

  /// Each subject is a question of its own, so that two threads share them. What one remembers the
  /// other doesn't know, and has to work out for itself.
  std::vector<Told> compare_all(const std::stop_token& stop) {
    constexpr std::size_t kManySubjects = 100;
    std::vector<Told> all(affected_.size());
    const auto compare_each = [&](std::size_t first, std::size_t step, AccessComparison& access) {
      Tools tools{access, DiffEntries(a_, b_), DiffGrants(*a_, subjects_a_, access),
                  DiffGrants(*b_, subjects_b_, access)};
      for (std::size_t at = first; at < all.size() && !stop.stop_requested(); at += step)
        all[at] = compare(affected_[at], tools);
    };
    if (affected_.size() < kManySubjects) {
      compare_each(0, 1, access_);
      return all;
    }
    AccessComparison of_other_thread = access_;
    side_by_side(
        true, [&] { compare_each(0, 2, access_); }, [&] { compare_each(1, 2, of_other_thread); });
    return all;
  }

  /// What a thread works with.
  struct Tools {
    AccessComparison& access;
    DiffEntries entries;
    DiffGrants grants_a;
    DiffGrants grants_b;

    DiffGrants& grants(bool in_b) { return in_b ? grants_b : grants_a; }
  };

  Told compare(const NamedSubject& subject, Tools& tools) const {
    Told told;
    const SubjectRef ref = ref_of(subject.identity);
    if (ref.kind == SubjectKind::Group && ref.name == kMastersGroup) return told;
    const std::vector<HeldBox> held = tools.access.held(subject.namings);
    std::vector<DiffDraft> drafts = tools.entries.drafts_of(tools.access.changes(held));
    for (const bool in_b : {false, true}) {
      const auto is_asked = [&](const DiffDraft& draft) {
        return draft.gained == in_b || !draft.region.except.empty();
      };
      if (std::ranges::none_of(drafts, is_asked)) continue;
      const SubjectTable& table = in_b ? subjects_b_ : subjects_a_;
      tools.grants(in_b).set_subject(table.find(subject.identity), bindings_of(subject, in_b));
    }
    std::array<std::optional<BoxIndex>, 2> sides;
    const auto held_on = [&](bool in_b) -> const BoxIndex& {
      std::optional<BoxIndex>& side = sides[in_b ? 1 : 0];
      if (!side) side = index_of_side(held, in_b, tools.access.algebra());
      return *side;
    };
    tools.entries.set_held(held);
    for (const DiffDraft& draft : drafts) {
      std::vector<bool> apart;
      if (!draft.region.except.empty())
        apart = tools.access.exceptions_told_apart(held_on(!draft.gained), draft.region);
      AccessChange entry = tools.entries.entry_of(draft, apart);
      entry.subject = ref;
      tools.entries.take_off_held(draft, entry.powers);
      std::vector<ScopedBox> on_other_side;
      for (std::size_t at = 0; at < apart.size(); ++at) {
        const ScopedBox& exception = draft.region.except[at];
        if (apart[at]) {
          entry.except[at].told_in = entries_with(drafts, draft.gained, exception, tools.access);
        } else {
          on_other_side.push_back(exception);
        }
      }
      std::tie(entry.grants, entry.grant_count) =
          tools.grants(draft.gained).that_give(draft.region);
      std::tie(entry.other_grants, entry.other_grant_count) =
          tools.grants(!draft.gained).that_give(on_other_side);
      told.entries.push_back(std::move(entry));
    }
    for (DiffDraft& draft : drafts) told.regions.push_back(std::move(draft.region));
    return told;
  }

  static BoxIndex index_of_side(const std::vector<HeldBox>& held, bool in_b,
                                const BoxAlgebra& algebra) {
    std::vector<const ScopedBox*> boxes;
    for (const HeldBox& each : held)
      if (in_b ? each.when.in_b() : each.when.in_a()) boxes.push_back(&each.what);
    return {algebra, std::move(boxes)};
  }

  /// Those of the subject that tell of any of the box.
  static std::vector<std::uint32_t> entries_with(const std::vector<DiffDraft>& drafts, bool gained,
                                                 const ScopedBox& box,
                                                 const AccessComparison& access) {
    std::vector<std::uint32_t> places;
    for (std::uint32_t at = 0; at < drafts.size(); ++at) {
      const DiffDraft& draft = drafts[at];
      if (draft.gained == gained && access.algebra().overlap(draft.region.whole, box) &&
          !access.algebra().within(draft.region, box).empty())
        places.push_back(at);
    }
    return places;
  }

  std::vector<BindingId> bindings_of(const NamedSubject& subject, bool in_b) const {
    std::vector<BindingId> bindings;
    for (const Naming& naming : subject.namings) {
      const ObjectPair<BindingId>& pair = pairs_.bindings.pairs[naming.binding];
      if (in_b ? naming.in_b : naming.in_a) bindings.push_back(in_b ? pair.b : pair.a);
    }
    return bindings;
  }

  SubjectRef ref_of(const Identity& identity) const { return ref_of_identity(*b_, identity); }

  // ---- Members of groups ------------------------------------------------------------------------

  void mark_implied_groups(AccessChange& entry, const Region& region) {
    entry.already_through = ways_on_other_side(region, entry.gained, implied_groups(entry.subject));
  }

  /// Those among `ways` that together have all of the region on the other side; none where some of
  /// it is left.
  std::vector<SubjectRef> ways_on_other_side(const Region& region, bool gained,
                                             const std::vector<SubjectRef>& ways) {
    std::vector<SubjectRef> through;
    std::vector<Region> left{region};
    for (const SubjectRef& way : ways) {
      std::vector<const ScopedBox*> boxes = held_by(way, !gained).that_may_overlap(region.whole);
      std::erase_if(boxes, [&](const ScopedBox* box) {
        return !access_.algebra().overlap(region.whole, *box);
      });
      if (boxes.empty()) continue;
      left = access_.algebra().without(std::move(left), boxes);
      through.push_back(way);
    }
    if (!left.empty()) through.clear();
    return through;
  }

  /// The index of an entry, and what it tells of.
  using GroupRegions = std::vector<std::pair<std::size_t, Region>>;

  void expand_groups(Diff& result, const std::stop_token& stop) {
    std::vector<AccessChange> of_members;
    for (const auto& [group, regions] : regions_of_group_) {
      if (stop.stop_requested()) break;
      for (const bool gained : {true, false}) {
        expand_group(result, group, regions, gained, of_members);
      }
    }
    std::ranges::move(of_members, std::back_inserter(result.access));
  }

  void expand_group(Diff& result, const std::string& group, const GroupRegions& regions,
                    bool gained, std::vector<AccessChange>& to) {
    const Membership* membership = gained ? options_.members_b : options_.members_a;
    if (membership == nullptr) return;
    bool any = false;
    const std::vector<SubjectRef> members = membership->members_of(group, kMaxListedMembers);
    for (const auto& [entry, region] : regions) {
      if (result.access[entry].gained != gained) continue;
      any = true;
      for (const SubjectRef& member : members) {
        to.push_back(member_entry(result.access[entry], region, group, member));
      }
    }
    const std::uint64_t all = membership->count_members_of(group);
    if (any && all > members.size()) {
      result.notes.push_back("the group " + group + " has " + std::to_string(all) +
                             " known members, of which the first " +
                             std::to_string(members.size()) + " are listed");
    }
  }

  AccessChange member_entry(const AccessChange& of_group, const Region& region,
                            const std::string& group, const SubjectRef& member) {
    AccessChange entry = of_group;
    entry.subject = member;
    entry.through = SubjectRef{SubjectKind::Group, "", group};
    // On the other side: what it gained it may have had, what it lost it may still have.
    const Membership* membership = entry.gained ? options_.members_a : options_.members_b;
    std::vector<SubjectRef> ways{member};
    if (membership != nullptr) {
      for (std::string& other : membership->groups_of(member))
        if (other != group) ways.push_back({SubjectKind::Group, "", std::move(other)});
    }
    entry.already_through = ways_on_other_side(region, entry.gained, ways);
    return entry;
  }

  /// What a subject holds on one side, wherever.
  struct HeldSide {
    std::vector<ScopedBox> boxes;
    std::unique_ptr<BoxIndex> index;
  };

  const BoxIndex& held_by(const SubjectRef& subject, bool in_b) {
    HeldSide& side = held_[{subject, in_b}];
    if (side.index != nullptr) return *side.index;
    const auto known = by_ref_.find(subject);
    if (known != by_ref_.end()) {
      for (HeldBox& each : access_.held(affected_[known->second].namings, true))
        if (in_b ? each.when.in_b() : each.when.in_a()) side.boxes.push_back(std::move(each.what));
    }
    std::vector<const ScopedBox*> boxes;
    for (const ScopedBox& each : side.boxes) boxes.push_back(&each);
    side.index = std::make_unique<BoxIndex>(access_.algebra(), std::move(boxes));
    return *side.index;
  }

  // ---- The order --------------------------------------------------------------------------------

  void sort(std::vector<AccessChange>& entries) const {
    const auto key = [&](const AccessChange& entry) {
      const std::vector<std::size_t> powers = entry.powers.all().rows();
      const std::size_t first = powers.empty() ? PowerSet::kMost : powers.front();
      return std::tuple(!entry.gained, entry.dead.has_value(), !entry.already_through.empty(),
                        first, !entry.scope.cluster_wide, entry.through.has_value());
    };
    const auto texts = [&](const std::vector<Name>& words) {
      std::vector<std::string_view> text;
      for (const Name word : words) text.push_back(b_->text(word));
      return text;
    };
    const auto rule = [&](const AccessChange& entry) {
      return std::tuple(texts(entry.rule.api_groups), texts(entry.rule.resources),
                        texts(entry.rule.non_resource_urls), texts(entry.rule.resource_names),
                        texts(entry.rule.verbs), texts(entry.scope.namespaces), entry.causes);
    };
    std::vector<std::uint32_t> order(entries.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t at_x, std::uint32_t at_y) {
      const AccessChange& x = entries[at_x];
      const AccessChange& y = entries[at_y];
      const auto first_x = std::tuple(key(x), std::tie(x.subject));
      const auto first_y = std::tuple(key(y), std::tie(y.subject));
      if (first_x != first_y) return first_x < first_y;
      return rule(x) < rule(y);
    });
    std::vector<std::uint32_t> place(entries.size());
    std::vector<AccessChange> sorted;
    sorted.reserve(entries.size());
    for (const std::uint32_t at : order) {
      place[at] = static_cast<std::uint32_t>(sorted.size());
      sorted.push_back(std::move(entries[at]));
    }
    entries = std::move(sorted);
    for (AccessChange& entry : entries) {
      for (AccessException& each : entry.except) {
        for (std::uint32_t& at : each.told_in) at = place[at];
        std::ranges::sort(each.told_in);
      }
    }
  }

  static constexpr std::uint32_t kNobody = static_cast<std::uint32_t>(-1);

  /// What is found out of the sides before anything is compared, by two threads.
  struct Parts {
    Parts(const Snapshot& a, const Snapshot& b) {
      constexpr std::size_t kManyBindings = 1'000;
      side_by_side(
          a.bindings().size() + b.bindings().size() > kManyBindings, [&] { pairs = pair_up(a, b); },
          [&] {
            subjects_a = SubjectTable(a);
            subjects_b = SubjectTable(b);
          });
    }
    DiffPairs pairs;
    SubjectTable subjects_a;
    SubjectTable subjects_b;
  };

  std::shared_ptr<const Snapshot> a_;
  std::shared_ptr<const Snapshot> b_;
  const DiffOptions& options_;
  Parts parts_;
  DiffPairs& pairs_ = parts_.pairs;
  const SubjectTable& subjects_a_ = parts_.subjects_a;
  const SubjectTable& subjects_b_ = parts_.subjects_b;
  AccessComparison access_;
  std::vector<std::uint32_t> of_subject_a_;  // by SubjectId: index in affected_
  std::vector<std::uint32_t> of_subject_b_;
  std::vector<NamedSubject> affected_;
  std::map<std::string, GroupRegions> regions_of_group_;
  std::map<SubjectRef, std::uint32_t> by_ref_;  // index in affected_
  std::map<std::pair<SubjectRef, bool>, HeldSide> held_;
};

}  // namespace

std::string_view to_string(ObjectChange::Kind kind) {
  switch (kind) {
    case ObjectChange::Kind::Added: return "added";
    case ObjectChange::Kind::Removed: return "removed";
    case ObjectChange::Kind::Changed: break;
  }
  return "changed";
}

std::uint64_t Diff::count_gained() const {
  return static_cast<std::uint64_t>(std::ranges::count(access, true, &AccessChange::gained));
}

std::uint64_t Diff::count_lost() const { return access.size() - count_gained(); }

Diff diff(std::shared_ptr<const Snapshot> a, std::shared_ptr<const Snapshot> b,
          const DiffOptions& options, const std::stop_token& stop) {
  ComparedSides sides{std::move(a), std::move(b), {}};
  if (!options.made_of_a) sides = with_hidden_objects(std::move(sides.a), std::move(sides.b));
  Diff result = Comparison(std::move(sides.a), std::move(sides.b), options).run(stop);
  result.notes.insert(result.notes.begin(), std::make_move_iterator(sides.notes.begin()),
                      std::make_move_iterator(sides.notes.end()));
  return result;
}

}  // namespace rbacgraph
