#include "rbacgraph/analysis/diff.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/about_input.h"
#include "cli/command.h"
#include "cli/commands/diff_reviews.h"
#include "cli/common_options.h"
#include "cli/diff_sides.h"
#include "cli/input.h"
#include "cli/output_format.h"
#include "cli/subject_options.h"
#include "cli/write_picture.h"
#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/diff_picture.h"
#include "rbacgraph/analysis/diff_report.h"
#include "rbacgraph/analysis/diff_roles.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/base/text.h"
#include "rbacgraph/report/csv.h"
#include "rbacgraph/report/diff_table.h"
#include "rbacgraph/report/diff_text.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 2> kUsage{
    "diff A B", "diff A [--apply FILE]... [--delete KIND/[NS/]NAME]..."};

constexpr std::array kExamples{
    Example{"rbacgraph diff monday.json friday.json",
            "who gained and who lost what, and through which object's change"},
    Example{"rbacgraph diff monday.json friday.json --why 1",
            "the first of it: which changes it takes, what undoes it, which grants give it"},
    Example{"rbacgraph diff git:main:deploy git:HEAD:deploy --with-default-policy --fail-on "
            "powerful -o md",
            "a comment for a pull request; exit 1 where something powerful is gained"},
    Example{"rbacgraph diff cluster.json --apply change.yaml --delete rolebinding/shop/old",
            "what a change would do that is not made yet"},
    Example{"rbacgraph diff dev.json prod.json --map ns:dev=prod --by-permission",
            "two clusters in which the same has other names"},
    Example{"rbacgraph diff context:blue context:green --by-permission",
            "two live clusters, as the contexts of those names reach them"},
    Example{"rbacgraph diff base/ head/ --subject sa:ci/runner -n shop",
            "what changes for one account in one namespace"}};

constexpr std::array<OptionSpec, 11> kOwn{{
    {"only", '\0', Takes::Values, "gained|lost|powerful",
     "of the changes of access only these; may be given again (powerful gained: both words)"},
    {"subject", '\0', Takes::Values, "SUBJECT",
     "only what it gained and lost, itself and through its groups; may be given again"},
    {"expand-groups", '\0', Takes::Nothing, "",
     "also an entry for each known member of a group that gained or lost"},
    {"group-map", '\0', Takes::Value, "FILE",
     "who is in which group: {user: [group...]} as YAML or JSON, or CSV lines user,group"},
    {"stat", '\0', Takes::Nothing, "", "only how much: of objects by kind, and of access"},
    {"why", '\0', Takes::Value, "N", "explain the entry with this number"},
    {"fail-on", '\0', Takes::Values, "gained|lost|any|powerful",
     "exit 1 only if access was gained, lost, either, or something powerful gained"},
    {"by-permission", '\0', Takes::Nothing, "",
     "names of roles and bindings don't matter: objects that differ in them alone are left out"},
    {"ignore", '\0', Takes::Value, "FILE",
     "leave out what its lines say: object KIND/[NS/]NAME or subject SUBJECT, with \"*\", # why"},
    {"reviews", '\0', Takes::Value, "FILE|-",
     "only which of these SubjectAccessReviews, one JSON a line, are answered differently"},
    {"ascii", '\0', Takes::Nothing, "", "no box-drawing letters"},
}};

const std::array<OptionGroup, 8> kOptions{
    {{"Options", kOwn},
     {"Sides", side_option_specs()},
     {"Scope", scope_option_specs()},
     {"Input", reading_option_specs()},
     {"Output", diff_output_specs()},
     {"Output", general_option_specs()},
     {"Cluster", live_option_specs()},
     {"Cluster", impersonation_option_specs(Impersonates::UserInGroups)}}};

// How many objects the table for people lists below the changes of access.
constexpr std::string_view kPictureTitle = "Access gained and lost";
// A way that is only in B is drawn where A had another one.
constexpr const char* kPictureFact =
    "a way that only one side has is no access gained or lost by itself";
constexpr std::size_t kObjectsShown = 10;
constexpr std::size_t kRolesShown = 10;

/// Which of `choices` an option names, in any of its comma lists.
template <std::size_t Count>
Result<std::array<bool, Count>> chosen(const Options& options, std::string_view option,
                                       const std::array<std::string_view, Count>& choices) {
  const Result<std::vector<std::string>> words =
      lists_option(options, option, fmt::format("{}", fmt::join(choices, "|")));
  if (!words) return tl::unexpected<Error>(words.error());
  std::array<bool, Count> result{};
  for (const std::string& word : *words) {
    const auto* const found = std::ranges::find(choices, word);
    if (found == choices.end()) {
      std::string hint = did_you_mean(word, choices);
      if (hint.empty()) hint = fmt::format("it takes {}", fmt::join(choices, ", "));
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("unknown value \"{}\" for --{}", word, option), std::move(hint));
    }
    result.at(static_cast<std::size_t>(found - choices.begin())) = true;
  }
  return result;
}

struct FailOn {
  bool asked = false;
  bool gained = false;
  bool lost = false;
  bool powerful = false;
};

Result<FailOn> fail_on_option(const Options& options) {
  const auto words = chosen<4>(options, "fail-on", {"gained", "lost", "any", "powerful"});
  if (!words) return tl::unexpected<Error>(words.error());
  const auto [gained, lost, any, powerful] = *words;
  return FailOn{options.has("fail-on"), gained || any, lost || any, powerful};
}

/// All of the filter that can be told without the input.
Result<DiffFilter> filter_of(const Options& options) {
  const auto only = chosen<3>(options, "only", {"gained", "lost", "powerful"});
  if (!only) return tl::unexpected<Error>(only.error());
  Result<std::optional<std::string>> ns = namespace_option(options);
  if (!ns) return tl::unexpected<Error>(ns.error());
  DiffFilter filter{(*only)[0], (*only)[1], (*only)[2], std::move(*ns), {}, {}, false};
  filter.by_permission = options.has("by-permission");
  const std::optional<std::string> why = options.value("why");
  if (!why) return filter;
  std::uint32_t number = 0;
  const char* const end = why->data() + why->size();
  const auto [stopped, error] = std::from_chars(why->data(), end, number);
  if (error != std::errc() || stopped != end || number == 0) {
    return fail(ErrorCode::InvalidArgument, fmt::format("--why: \"{}\" is no number", *why),
                "the first column of the table has the numbers");
  }
  filter.number = number;
  return filter;
}

/// --subject: themselves, and the groups that they are in on either side.
Result<std::vector<SubjectRef>> subjects_of(const Options& options, const DiffSides& sides,
                                            const Membership& in_a, const Membership& in_b) {
  std::vector<SubjectRef> subjects;
  const auto add = [&](SubjectRef subject) {
    if (std::ranges::find(subjects, subject) == subjects.end())
      subjects.push_back(std::move(subject));
  };
  for (const std::string& word : options.values("subject")) {
    // A bare word may be known on one side only.
    Result<SubjectRef> subject = read_subject(*sides.b, word);
    if (!subject)
      if (Result<SubjectRef> in_other = read_subject(*sides.a, word)) subject = std::move(in_other);
    if (!subject) return tl::unexpected<Error>(subject.error());
    add(*subject);
    if (subject->kind == SubjectKind::Group) continue;
    for (const Membership* side : {&in_a, &in_b}) {
      for (std::string& group : side->groups_of(*subject))
        add({SubjectKind::Group, "", std::move(group)});
    }
  }
  return subjects;
}

void write_tables(const Invocation& invocation, const DiffReport& report, OutputFormat format) {
  const bool headers = !invocation.options.has("no-headers");
  std::ostream& out = invocation.io.out;
  const TableOptions options{
      .headers = headers, .color = invocation.color, .width = invocation.io.out_columns};
  const bool wide = format == OutputFormat::Wide;
  const Table access = wide ? diff_wide_table(report, DiffPlaces::AsGiven) : diff_table(report);
  const std::size_t rows = count_object_rows(report);
  const Table objects = diff_objects_table(report, DiffPlaces::AsGiven, !wide,
                                           wide ? report.objects.size() : kObjectsShown);
  const Table unknown = wide ? Table() : diff_unknown_table(report);
  Table roles = diff_roles_table(report, unheld_roles(report.diff));
  const std::size_t all_roles = roles.rows.size();
  if (!wide && all_roles > kRolesShown) roles.rows.resize(kRolesShown);
  write_table(out, unknown, options);
  if (!unknown.rows.empty()) out << '\n';
  write_table(out, access, options);
  if (!access.rows.empty() && !roles.rows.empty()) out << '\n';
  write_table(out, roles, options);
  if (access.rows.size() + roles.rows.size() > 0 && !objects.rows.empty()) out << '\n';
  write_table(out, objects, options);
  out.flush();
  if (all_roles > roles.rows.size()) {
    invocation.talk.say(fmt::format("and {} that nobody holds (-o wide lists them)",
                                    count_text(all_roles - roles.rows.size(), "more role")));
  }
  if (!wide && rows > kObjectsShown) {
    invocation.talk.say(fmt::format("and {} of objects (-o wide lists them)",
                                    count_text(rows - kObjectsShown, "more row")));
  }
}

void write_stat(const Invocation& invocation, const DiffReport& report, OutputFormat format) {
  const Table table = diff_stat_table(report);
  const bool headers = !invocation.options.has("no-headers");
  if (format == OutputFormat::Csv) return write_csv(invocation.io.out, table, headers);
  write_table(invocation.io.out, table,
              {.headers = headers, .color = invocation.color, .width = invocation.io.out_columns});
  invocation.talk.say("of access and subjects ADDED is what was gained, and REMOVED what was lost");
}

void write_report(const Invocation& invocation, const DiffReport& report, OutputFormat format) {
  std::ostream& out = invocation.io.out;
  const Options& options = invocation.options;
  if (options.has("stat")) return write_stat(invocation, report, format);
  if (is_document(format)) return write_document(out, document_format(format), report);
  if (format == OutputFormat::Markdown) return write_markdown(out, report);
  if (format == OutputFormat::Csv) {
    return write_csv(out, diff_wide_table(report, DiffPlaces::InReports),
                     !options.has("no-headers"));
  }
  if (report.filter.number && !options.has("output")) {
    return write_diff_entry(out, report.diff, *report.filter.number,
                            {.color = invocation.color, .ascii = options.has("ascii")});
  }
  write_tables(invocation, report, format);
}

ExitCode status_of(const DiffReport& report, const FailOn& fail_on) {
  const DiffSummary summary = summary_of(report);
  // What a role gives that is not there may be anything.
  const bool gained = summary.gained.entries + summary.unknown_gained > 0;
  const bool lost = summary.lost.entries + summary.unknown_lost > 0;
  const bool powerful = summary.gained.powerful + summary.unknown_gained > 0;
  const bool fails = fail_on.asked ? (fail_on.gained && gained) || (fail_on.lost && lost) ||
                                         (fail_on.powerful && powerful)
                                   : !report.empty();
  return fails ? ExitCode::No : ExitCode::Ok;
}

/// What is known to be missing on either side, and what is wrong with it.
Result<ExitCode> end(Talk& talk, const DiffReport& report, OutputFormat format, ExitCode status,
                     bool strict, bool what_if) {
  talk.say(trailer(report));
  if (!what_if) tell_about_input(talk, *report.diff.a, format, "A: ");
  tell_about_input(talk, *report.diff.b, format, what_if ? "" : "B: ");
  const bool incomplete = is_incomplete(*report.diff.a) || is_incomplete(*report.diff.b);
  if (const Result<void> refused = refuse_incomplete(incomplete, strict); !refused)
    return tl::unexpected<Error>(refused.error());
  return status;
}

Result<OutputFormat> format_of(const Options& options) {
  Result<OutputFormat> format = output_option(options, diff_output_specs(), OutputFormat::Table);
  if (!format || !options.has("stat")) return format;
  if (options.has("why")) {
    return fail(ErrorCode::InvalidArgument, "--stat and --why exclude each other",
                "leave one of them out");
  }
  if (is_document(*format) || is_picture(*format) || *format == OutputFormat::Markdown) {
    return fail(ErrorCode::InvalidArgument, "--stat is a table",
                "-o table, wide or csv; the summary of -o json has the same counts");
  }
  return format;
}

Result<DiffIgnore> ignore_option(const Options& options) {
  const std::optional<std::string> path = options.value("ignore");
  if (!path) return DiffIgnore();
  const Result<std::string> text = read_small_file(*path);
  if (!text) return tl::unexpected<Error>(text.error());
  return DiffIgnore::parse(*text, *path);
}

/// What is about access and objects has no place beside requests.
Result<void> check_reviews(const Options& options, const FailOn& fail_on) {
  const std::optional<std::string> reviews = options.value("reviews");
  if (!reviews) return {};
  for (const char* other : {"only", "subject", "expand-groups", "group-map", "stat", "why",
                            "ignore", "by-permission", "namespace", "output"}) {
    if (options.has(other)) {
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("--reviews and --{} exclude each other", other),
                  "a review says itself who asks for what; a line of JSON comes out for each that "
                  "is answered differently");
    }
  }
  if (fail_on.powerful) {
    return fail(ErrorCode::InvalidArgument, "--reviews can't fail on powerful",
                "a request is allowed or not: --fail-on gained, lost or any");
  }
  const std::vector<std::string>& words = options.words();
  if (*reviews == "-" && std::ranges::find(words, "-") != words.end()) {
    return fail(ErrorCode::InvalidArgument,
                "standard input can't be both the objects and the reviews",
                "give one of them as a file");
  }
  return {};
}

Result<ExitCode> run_reviews(const Invocation& invocation, const DiffSides& sides,
                             const FailOn& fail_on, bool strict) {
  const Result<ReviewChanges> changes = compare_reviews(
      sides.a, sides.b, invocation.options.value("reviews").value_or(""), invocation.io);
  if (!changes) return tl::unexpected<Error>(changes.error());
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  invocation.io.out.flush();
  Talk& talk = invocation.talk;
  talk.say(fmt::format(
      "{} compared: {} gained, {} lost{}", count_text(changes->reviews, "review"), changes->gained,
      changes->lost,
      changes->unknown > 0 ? fmt::format(", {} not known on one side", changes->unknown) : ""));
  tell_about_input(talk, *sides.a, OutputFormat::Table, "A: ");
  tell_about_input(talk, *sides.b, OutputFormat::Table, "B: ");
  const bool incomplete = is_incomplete(*sides.a) || is_incomplete(*sides.b);
  if (const Result<void> refused = refuse_incomplete(incomplete, strict); !refused)
    return tl::unexpected<Error>(refused.error());
  if (changes->unread > 0) {
    return fail(ErrorCode::Parse,
                count_text(changes->unread, "line") + " of --reviews can't be read",
                "the lines with \"error\" say which");
  }
  // What is not known may be either.
  const bool differs =
      changes->unknown > 0 || (fail_on.asked ? (fail_on.gained && changes->gained > 0) ||
                                                   (fail_on.lost && changes->lost > 0)
                                             : changes->gained + changes->lost > 0);
  return differs ? ExitCode::No : ExitCode::Ok;
}

Result<ExitCode> run_diff(const Invocation& invocation) {
  const Options& options = invocation.options;
  const Result<OutputFormat> format = format_of(options);
  if (!format) return tl::unexpected<Error>(format.error());
  if (const Result<void> fit = check_picture(invocation, *format); !fit)
    return tl::unexpected<Error>(fit.error());
  if (Result<void> sides = check_sides(options); !sides)
    return tl::unexpected<Error>(sides.error());
  const Result<FailOn> fail_on = fail_on_option(options);
  if (!fail_on) return tl::unexpected<Error>(fail_on.error());
  Result<DiffFilter> filter = filter_of(options);
  if (!filter) return tl::unexpected<Error>(filter.error());
  Result<InputOptions> reading = reading_options(options);
  if (!reading) return tl::unexpected<Error>(reading.error());
  reading->digests = has_provenance(*format);
  const Result<GroupMap> map = group_map_option(options);
  if (!map) return tl::unexpected<Error>(map.error());
  const Result<DiffIgnore> ignore = ignore_option(options);
  if (!ignore) return tl::unexpected<Error>(ignore.error());
  if (Result<void> reviews = check_reviews(options, *fail_on); !reviews)
    return tl::unexpected<Error>(reviews.error());

  const Result<DiffSides> sides = load_sides(invocation, *reading);
  if (!sides) return tl::unexpected<Error>(sides.error());
  invocation.io.let_go(sides->a);
  invocation.io.let_go(sides->b);
  if (options.has("reviews")) return run_reviews(invocation, *sides, *fail_on, reading->strict);
  const Membership in_a(sides->a, *map);
  const Membership in_b(sides->b, *map);
  Result<std::vector<SubjectRef>> subjects = subjects_of(options, *sides, in_a, in_b);
  if (!subjects) return tl::unexpected<Error>(subjects.error());
  filter->subjects = std::move(*subjects);
  const DiffOptions how{options.has("expand-groups"), &in_a, &in_b, sides->what_if};
  Diff compared = diff(sides->a, sides->b, how, invocation.io.stop);
  // Half an answer looks like a whole one.
  if (invocation.io.stop.stop_requested()) return fail(ErrorCode::Cancelled, "interrupted");
  const auto number = filter->number;
  if (number && *number > compared.access.size()) {
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("--why: there is no entry {}, but {}", *number,
                    compared.access.empty() ? "none at all"
                                            : fmt::format("1 to {}", compared.access.size())));
  }
  const DiffReport report =
      report_of(std::move(compared), std::move(*filter), how.expand_groups, *ignore);
  if (!report.filter.number) invocation.talk.headline({diff_verdict(report)});
  if (is_picture(*format)) {
    const Result<void> drawn = draw_answer(invocation, kDiff, picture_of(report),
                                           {{std::string(kPictureTitle)},
                                            {diff_verdict(report) + "; " + kPictureFact},
                                            report.diff.notes},
                                           *format);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
  } else {
    write_report(invocation, report, *format);
  }
  invocation.io.out.flush();
  return end(invocation.talk, report, *format, status_of(report, *fail_on), reading->strict,
             sides->what_if);
}

}  // namespace

const Command kDiff{
    .name = "diff",
    .aliases = {},
    .summary = "who gained and who lost what between two clusters, and why",
    .usage = kUsage,
    .details =
        "A and B are what -f takes elsewhere: a file, a directory, - or git:REV[:PATH], a revision "
        "in the git\nrepository around the working directory; or context:NAME, the cluster of that "
        "context of the kubeconfig.\n/dev/null is a cluster without objects. With --apply or "
        "--delete B is A with that change.\n\n"
        "Compares two inputs by what they allow, not by how it is written: renaming a role, "
        "splitting a\nrule or moving it into an aggregated role changes no access. Each entry says "
        "who gained (+) or\nlost (-) what, where, but for which exceptions, and the objects whose "
        "change it takes. The most\ndangerous comes first; what no real request can use is marked "
        "as dead. Entries keep their numbers\nwith --only, -n and --subject; the objects told are "
        "then those behind what is left.\n\n"
        "Each subject is taken by itself: what a group gained is the group's, unless "
        "--expand-groups adds its\nknown members. What an account has by a group of every account "
        "too is marked. What a changed\nbinding gives by a role that is not in the input is not "
        "known: it may be anything, so --fail-on\ncounts it; --with-default-policy adds the API "
        "server's own roles. What\nchanged of roles that nobody holds is told in a table of its "
        "own: "
        "it gives nobody anything yet.\n\n"
        "Exit status: 0 nothing differs; 1 objects or access differ; with --fail-on 1 only where "
        "it says so\n"
        "(dead access counts as gained and lost too), else 0; 2 wrong usage or configuration; 3 "
        "unreadable\n"
        "input, or incomplete input with --strict.",
    .examples = kExamples,
    .options = kOptions,
    .run = run_diff,
    .one_cluster = true,
};

}  // namespace rbacgraph::cli
