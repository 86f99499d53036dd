#include "rbacgraph/source/cluster.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include "source/discovery.h"
#include "source/live_list.h"
#include "source/own_rights.h"
#include "source/percent.h"
#include "source/session.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kCore = "/api/v1";
constexpr std::string_view kRbac = "/apis/rbac.authorization.k8s.io/v1";
constexpr std::string_view kRbacVersion = "rbac.authorization.k8s.io/v1";
constexpr std::string_view kRights =
    "who reads needs to list roles, rolebindings, clusterroles and clusterrolebindings";

struct ListSpec {
  ObjectKind kind;
  std::string_view base;
  std::string_view resource;
};

/// In the order of the ids that their objects get, which is that of kubectl's dump.
enum ListNumber : std::uint8_t {
  RoleList,
  ClusterRoleList,
  RoleBindingList,
  ClusterRoleBindingList,
  AccountList,
  NamespaceList,
  PodList
};
constexpr std::size_t kLists = std::size_t{PodList} + 1;
constexpr std::array<ListSpec, kLists> kSpecs{{
    {ObjectKind::Role, kRbac, "roles"},
    {ObjectKind::ClusterRole, kRbac, "clusterroles"},
    {ObjectKind::RoleBinding, kRbac, "rolebindings"},
    {ObjectKind::ClusterRoleBinding, kRbac, "clusterrolebindings"},
    {ObjectKind::ServiceAccount, kCore, "serviceaccounts"},
    {ObjectKind::Namespace, kCore, "namespaces"},
    {ObjectKind::Pod, kCore, "pods"},
}};

/// What became of one kind.
struct Reading {
  std::unique_ptr<ListPart> part;                            ///< null: nothing was shown
  std::optional<ServerFailure> failure;                      ///< of the list over all namespaces
  std::vector<std::pair<std::string, std::string>> refused;  ///< namespace, the server's words
  std::vector<std::string> listed;                           ///< namespaces
  std::vector<std::string> unread_roles;                     ///< asked for one by one
  bool by_namespace = false;
};

class ClusterReader {
 public:
  ClusterReader(SnapshotBuilder& builder, const ClusterAccess& access, const LiveOptions& options)
      : builder_(builder),
        access_(access),
        options_(options),
        session_(access, options),
        crew_(session_, options.most_requests) {
    read_.stop = options.stop;
    if (options.progress || options.news)
      read_.progress = [this](auto what, auto bytes, auto) { tell(what, bytes); };
  }

  Result<ClusterFacts> run() {
    SourceInfo info;
    info.display = access_.context.empty() ? access_.server : access_.context;
    info.cluster = true;
    source_ = builder_.add_source(std::move(info));
    // Bindings first: a role that is not there when its binding is listed may be made meanwhile.
    Result<void> done =
        crew_.run({version_job(), list_job(ClusterRoleBindingList), list_job(RoleBindingList),
                   list_job(AccountList), list_job(NamespaceList), discovery_job()});
    if (!done) return tl::unexpected<Error>(done.error());
    if (std::optional<Error> error = fatal_error()) return tl::unexpected<Error>(*error);
    done = crew_.run({list_job(ClusterRoleList), list_job(RoleList), list_job(PodList)});
    if (!done) return tl::unexpected<Error>(done.error());
    if (std::optional<Error> error = fatal_error()) return tl::unexpected<Error>(*error);
    done = ask_for_less();
    if (!done) return tl::unexpected<Error>(done.error());
    if (std::optional<Error> error = fatal_error()) return tl::unexpected<Error>(*error);
    if (nothing_shown()) {
      done = crew_.run({[this](HttpClient& http) { ask_for_own_rights(http); }});
      if (!done) return tl::unexpected<Error>(done.error());
      if (!own_rights_) return tl::unexpected<Error>(nothing_error());
    }
    put_together();
    return facts();
  }

 private:
  static std::string path_of(ListNumber number) {
    return std::string(kSpecs[number].base) + "/" + std::string(kSpecs[number].resource);
  }
  static std::string path_in(ListNumber number, const std::string& ns) {
    return std::string(kSpecs[number].base) + "/namespaces/" + percent_encoded(ns) + "/" +
           std::string(kSpecs[number].resource);
  }
  static AnswerKind kind_of(ListNumber number) {
    return {std::string(to_string(kSpecs[number].kind)),
            std::string(kSpecs[number].base == kCore ? "v1" : kRbacVersion)};
  }
  /// So that the objects of a later list come later in the source.
  static std::uint64_t offset_of(ListNumber number) {
    constexpr unsigned kPerList = 56;
    return std::uint64_t{number} << kPerList;
  }

  Crew::Job list_job(ListNumber number) {
    return [this, number](HttpClient& http) {
      tell(path_of(number), 0);
      auto part =
          read_list(http, path_of(number), kind_of(number), read_, source_, offset_of(number));
      if (part) {
        readings_[number].part = std::move(*part);
      } else {
        readings_[number].failure = std::move(part.error());
      }
      tell_end(number);
    };
  }

  /// What is not told is not known: nothing hangs on it.
  Crew::Job version_job() {
    return [this](HttpClient& http) {
      constexpr std::uint64_t kMost = std::uint64_t{64} << 10;
      if (!options_.server_version) return;
      const ServerResult<std::string> text = http.get_text("/version", HttpClient::json(), kMost);
      if (!text) return;
      const auto version = nlohmann::json::parse(*text, nullptr, false);
      if (version.is_object() && version.contains("gitVersion") &&
          version["gitVersion"].is_string())
        server_version_ = version["gitVersion"].get<std::string>();
    };
  }

  ClusterFacts facts() const {
    ClusterFacts facts{server_version_, {}, listed_};
    for (std::size_t number = 0; number < kLists; ++number) {
      const Reading& reading = readings_[number];
      if (reading.part && !reading.failure)
        facts.resource_versions.emplace_back(kSpecs[number].resource, reading.part->version);
    }
    return facts;
  }

  Crew::Job discovery_job() {
    return [this](HttpClient& http) { discovered_ = discover(http); };
  }

  /// Each kind in each namespace, where all of them may not be listed at once.
  Result<void> ask_for_less() {
    std::vector<Crew::Job> jobs;
    const std::vector<std::string> namespaces = namespaces_to_ask();
    for (const ListNumber number : {RoleList, RoleBindingList}) {
      if (!readings_[number].failure) continue;
      readings_[number].by_namespace = true;
      jobs.emplace_back([this, number, &namespaces](HttpClient& http) {
        list_in_namespaces(http, number, namespaces);
      });
    }
    if (Result<void> done = crew_.run(jobs); !done) return done;
    if (!readings_[ClusterRoleList].failure) return {};
    return crew_.run({[this](HttpClient& http) { get_cluster_roles(http); }});
  }

  std::vector<std::string> namespaces_to_ask() const {
    std::set<std::string> names(options_.namespaces.begin(), options_.namespaces.end());
    names.insert(access_.ns);
    if (!readings_[NamespaceList].failure) {
      names.clear();
      for (std::string& name : readings_[NamespaceList].part->objects.namespace_names())
        names.insert(std::move(name));
    }
    return {names.begin(), names.end()};
  }

  void list_in_namespaces(HttpClient& http, ListNumber number,
                          const std::vector<std::string>& namespaces) {
    Reading& reading = readings_[number];
    for (const std::string& ns : namespaces) {
      auto part = read_list(http, path_in(number, ns), kind_of(number), read_, source_,
                            offset_of(number) + bytes_of(reading));
      if (part) {
        add(reading, std::move(*part));
        reading.listed.push_back(ns);
      } else if (part.error().forbidden()) {
        reading.refused.emplace_back(ns, part.error().words);
      } else if (!part.error().not_found()) {
        reading.failure = std::move(part.error());
        return;
      }
    }
  }

  /// Those that a binding refers to: the others grant nothing.
  void get_cluster_roles(HttpClient& http) {
    std::set<std::string> names;
    for (const ListNumber number : {RoleBindingList, ClusterRoleBindingList}) {
      if (!readings_[number].part) continue;
      for (std::string& name : readings_[number].part->objects.cluster_roles_referred_to())
        names.insert(std::move(name));
    }
    Reading& reading = readings_[ClusterRoleList];
    for (const std::string& name : names) {
      AnswerKind wanted = kind_of(ClusterRoleList);
      wanted.name = name;
      auto part = read_object(http, path_of(ClusterRoleList) + "/" + percent_encoded(name), wanted,
                              read_, source_, offset_of(ClusterRoleList) + bytes_of(reading));
      if (part) {
        add(reading, std::move(*part));
      } else if (part.error().not_found() && part.error().reason == "NotFound") {
        continue;  // the API server's own word that there is none
      } else if (part.error().forbidden() || part.error().not_found()) {
        reading.unread_roles.push_back(name);
      } else {
        reading.failure = std::move(part.error());
        return;
      }
    }
  }

  static std::uint64_t bytes_of(const Reading& reading) {
    return reading.part ? reading.part->bytes : 0;
  }

  /// Thousands of namespaces are no thousands of parts.
  static void add(Reading& reading, std::unique_ptr<ListPart> part) {
    if (!reading.part) {
      reading.part = std::move(part);
      return;
    }
    reading.part->bytes += part->bytes;
    part->move_to(reading.part->objects.builder(), reading.part->report);
  }

  /// What ends the reading: no answer, no credentials, no RBAC.
  std::optional<Error> fatal_error() const {
    for (std::size_t number = 0; number < kLists; ++number) {
      const auto& failure = readings_[number].failure;
      if (!failure) continue;
      // Some servers ask about each kind anew: then what is shown is an answer.
      if (failure->may_not_impersonate && nothing_listed()) return failure->error;
      if (failure->forbidden()) continue;
      const bool policy = is_policy(kSpecs[number].kind);
      if (policy && failure->not_found()) {
        return Error{ErrorCode::Io,
                     access_.server + " serves no RBAC API (rbac.authorization.k8s.io/v1)",
                     "does it authorize in another way, or is there something else at this "
                     "address?"};
      }
      const bool whole = failure->status == 0 || failure->status == 401;
      if (policy || whole) return failure->error;
    }
    if (!discovered_ && (discovered_.error().status == 0 || discovered_.error().status == 401))
      return discovered_.error().error;
    return std::nullopt;
  }

  bool nothing_listed() const {
    return std::ranges::all_of(readings_, [](const Reading& reading) { return !reading.part; });
  }

  bool nothing_shown() const {
    return std::ranges::all_of(
        std::array{RoleList, ClusterRoleList, RoleBindingList, ClusterRoleBindingList},
        [&](ListNumber number) { return !readings_[number].part; });
  }

  /// Where the server does not answer that either, what it said before is what is told.
  void ask_for_own_rights(HttpClient& http) {
    constexpr std::size_t kMostNamespaces = 200;
    std::vector<std::string> namespaces =
        options_.namespaces.empty() ? namespaces_to_ask() : options_.namespaces;
    namespaces_left_out_ = namespaces.size() - std::min(namespaces.size(), kMostNamespaces);
    namespaces.resize(namespaces.size() - namespaces_left_out_);
    ServerResult<OwnRights> rights =
        read_own_rights(http, access_.server, namespaces, read_, source_);
    if (rights) own_rights_ = std::move(*rights);
  }

  /// Why nothing is shown: there is a failure of each list of the policy then.
  const ServerFailure& no_bindings() const {
    static const ServerFailure kNone;
    const std::optional<ServerFailure>& failure = readings_[ClusterRoleBindingList].failure;
    return failure ? *failure : kNone;
  }

  Error nothing_error() const {
    const ServerFailure& failure = no_bindings();
    return {ErrorCode::Io, access_.server + " shows nothing of its policy: " + failure.words,
            failure.may_not_impersonate ? failure.error.hint : std::string(kRights)};
  }

  void put_together() {
    for (const Diagnostic& warning : access_.warnings) builder_.report(warning);
    const ReadOptions plain;
    InputReport report(builder_, plain, builder_.source(source_).display);
    report.begin(source_);
    std::uint64_t bytes = 0;
    for (Reading& reading : readings_) {
      bytes += bytes_of(reading);
      if (reading.part) reading.part->move_to(builder_, report);
    }
    if (own_rights_) own_rights_->part->move_to(builder_, report);
    builder_.source(source_).bytes = bytes;
    report.end();
    report.finish();
    if (own_rights_) tell_own_rights(*own_rights_);
    for (std::size_t number = 0; number < kLists; ++number) {
      if (!own_rights_ || !is_policy(kSpecs[number].kind))
        tell_gaps(static_cast<ListNumber>(number));
    }
    put_types();
  }

  void tell_own_rights(const OwnRights& rights) {
    for (const ListSpec& spec : kSpecs) {
      if (!is_policy(spec.kind)) continue;
      builder_.add_coverage({std::string(to_string(spec.kind)), "", CoverageState::Refused,
                             "only the rights of user \"" + rights.user + "\" are known"});
    }
    Diagnostic told;
    told.code = "own-rights";
    told.message = access_.server + " shows nothing of its policy (" + no_bindings().words +
                   "), so what is told is what it says of your own rights alone, those of user \"" +
                   rights.user + "\", as roles and bindings called \"" + std::string(kOwnRights) +
                   "\" that do not exist";
    told.hint = std::string(kRights);
    told.incomplete = true;
    builder_.report(std::move(told));
    if (rights.incomplete || !rights.errors.empty()) {
      std::string message = access_.server + " says that its list of your rights is not complete";
      for (const std::string& error : rights.errors) message += ": " + error;
      report_incomplete(std::move(message));
    }
    if (namespaces_left_out_ > 0) {
      report_incomplete("your rights in " + std::to_string(namespaces_left_out_) +
                        " more namespaces were not asked for");
    }
  }

  void report_incomplete(std::string message) {
    Diagnostic told;
    told.code = "own-rights-incomplete";
    told.message = std::move(message);
    told.hint = "-n NS asks about one namespace";
    told.incomplete = true;
    builder_.report(std::move(told));
  }

  void put_types() {
    if (!discovered_) {
      Diagnostic told;
      told.code = "stale-discovery";
      told.message = "the cluster's types are not known: " + discovered_.error().error.message;
      told.hint = "the types of Kubernetes itself are known all the same";
      builder_.report(std::move(told));
      return;
    }
    for (Diagnostic& told : discovered_->told) builder_.report(std::move(told));
    for (ResourceType& type : news_for(*ResourceCatalog::built_in(), discovered_->types))
      builder_.put(std::move(type));
  }

  void tell_gaps(ListNumber number) {
    const Reading& reading = readings_[number];
    if (!reading.failure) return;
    const std::string kind(to_string(kSpecs[number].kind));
    const bool policy = is_policy(kSpecs[number].kind);
    std::string why =
        reading.failure->words.empty() ? reading.failure->error.message : reading.failure->words;
    std::string what =
        kind + (reading.failure->forbidden() ? "s may not be listed" : "s can't be listed");
    bool hides_grants = policy;
    if (reading.by_namespace) {
      what = tell_namespaces(reading, kind);
      if (what.empty()) return;
    } else if (number == ClusterRoleList) {
      hides_grants = !reading.unread_roles.empty();
      why.insert(0, hides_grants
                        ? "some that bindings refer to may not be read either: "
                        : "those that bindings refer to were read one by one, and no others: ");
      builder_.add_coverage({kind, "",
                             hides_grants ? CoverageState::Refused : CoverageState::Partial, why,
                             !hides_grants});
    } else {
      builder_.add_coverage({kind, "", CoverageState::Refused, why});
    }
    Diagnostic told;
    told.code = "list-refused";
    told.message = what.append(": ").append(why);
    told.hint = policy ? std::string(kRights) : "without them nothing is said of those alone";
    told.incomplete = hides_grants;
    builder_.report(std::move(told));
  }

  /// What is to be said of them; "" where all namespaces were listed one by one.
  std::string tell_namespaces(const Reading& reading, const std::string& kind) {
    constexpr std::size_t kMostTold = 1000;
    const bool all_known = !readings_[NamespaceList].failure;
    if (reading.refused.size() > kMostTold) {
      builder_.add_coverage(
          {kind, "", CoverageState::Partial,
           std::to_string(reading.refused.size()) + " namespaces may not be listed"});
    } else {
      for (const auto& [ns, words] : reading.refused)
        builder_.add_coverage({kind, ns, CoverageState::Refused, words});
    }
    if (!all_known) {
      tell_listed(reading, kind);
      return kind + "s are known of few namespaces";
    }
    if (reading.refused.empty()) return {};
    return kind + "s may not be listed in " + std::to_string(reading.refused.size()) +
           (reading.refused.size() == 1 ? " namespace" : " namespaces");
  }

  /// A gap that says of which namespaces it is none: where two inputs know others, they are two.
  void tell_listed(const Reading& reading, const std::string& kind) {
    std::string why = "namespaces may not be listed, so ";
    why += reading.listed.empty() ? "none is known" : "these alone are known:";
    for (const std::string& ns : reading.listed) why += " " + ns;
    builder_.add_coverage({kind, "", CoverageState::Partial, std::move(why)});
    for (const std::string& ns : reading.listed) {
      listed_.push_back({kind, ns, CoverageState::Complete, ""});
      builder_.add_coverage(listed_.back());
    }
  }

  void tell(std::string_view what, std::uint64_t bytes) {
    const std::lock_guard lock(progress_mutex_);
    std::uint64_t& of_list = progress_[std::string(what)];
    progress_total_ += bytes > of_list ? bytes - of_list : 0;
    of_list = std::max(of_list, bytes);
    if (options_.progress) options_.progress(builder_.source(source_).display, progress_total_, 0);
    tell_news(what.substr(what.rfind('/') + 1));
  }

  void tell_end(ListNumber number) {
    const std::lock_guard lock(progress_mutex_);
    ++lists_done_;
    if (readings_[number].part) objects_ += readings_[number].part->report.seen();
    tell_news(kSpecs[number].resource);
  }

  /// `progress_mutex_` is held.
  void tell_news(std::string_view resource) const {
    if (options_.news) options_.news({resource, lists_done_, kLists, objects_, progress_total_});
  }

  SnapshotBuilder& builder_;
  const ClusterAccess& access_;
  const LiveOptions& options_;
  Session session_;
  Crew crew_;
  ReadOptions read_;
  SourceId source_ = kNoId<SourceId>;
  std::array<Reading, kLists> readings_;
  ServerResult<Discovered> discovered_;
  std::string server_version_;
  std::optional<OwnRights> own_rights_;  ///< where the server shows no policy
  std::size_t namespaces_left_out_ = 0;
  std::vector<CoverageEntry> listed_;
  std::mutex progress_mutex_;
  std::map<std::string, std::uint64_t> progress_;
  std::uint64_t progress_total_ = 0;
  std::size_t lists_done_ = 0;
  std::uint64_t objects_ = 0;
};

}  // namespace

Result<ClusterFacts> read_cluster(SnapshotBuilder& builder, const ClusterAccess& access,
                                  const LiveOptions& options) {
  return ClusterReader(builder, access, options).run();
}

}  // namespace rbacgraph
