// Decisions: every recorded SubjectAccessReview, asked of the Authorizer.
#include <algorithm>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/authz/authorizer.h"
#include "support/recording.h"

namespace rbacgraph::test {
namespace {

using nlohmann::json;

/// A missing member of a spec is the empty string or list; version, uid and extra do not count.
struct RecordedReview {
  explicit RecordedReview(const json& line) {
    const json& spec = line.at("spec");
    user.name = spec.value("user", "");
    user.groups = spec.value("groups", std::vector<std::string>());
    if (spec.contains("nonResourceAttributes")) {
      const json& a = spec["nonResourceAttributes"];
      request = UrlRequest{a.value("verb", ""), a.value("path", "")};
    } else {
      const json& a = spec.at("resourceAttributes");
      request = ResourceRequest{a.value("verb", ""),      a.value("group", ""),
                                a.value("resource", ""),  a.value("subresource", ""),
                                a.value("namespace", ""), a.value("name", "")};
    }
    allowed = line.at("status").at("allowed").get<bool>();
    reason = line["status"].value("reason", "");
  }

  UserInfo user;
  Request request;
  bool allowed = false;
  std::string reason;
};

/// "RBAC: e" or "RBAC: [e, e…]": the errors.
std::set<std::string> errors_in(std::string reason) {
  const std::string start = "RBAC: ";
  if (!reason.starts_with(start))
    return reason.empty() ? std::set<std::string>() : std::set{reason};
  reason.erase(0, start.size());
  if (!reason.starts_with('[')) return {reason};
  reason = reason.substr(1, reason.size() - 2) + ", ";
  std::set<std::string> errors;
  for (std::size_t at; (at = reason.find(", ")) != std::string::npos; reason.erase(0, at + 2)) {
    errors.insert(reason.substr(0, at));
  }
  return errors;
}

/// The reasons that the server may give: for each binding that allows, its first subject that
/// applies.
std::set<std::string> possible_reasons(const Authorizer& authorizer, const RecordedReview& review) {
  const auto* resource = std::get_if<ResourceRequest>(&review.request);
  const auto applied =
      authorizer.applied_bindings(review.user, resource == nullptr ? "" : resource->ns);
  std::set<std::string> reasons;
  for (const Grant& grant : authorizer.grants(review.user, review.request)) {
    const bool is_first = std::ranges::any_of(applied, [&](const auto& each) {
      return each.binding == grant.binding && each.subject == grant.subject;
    });
    if (!is_first) continue;
    Decision decision;
    decision.verdict = Verdict::Yes;
    decision.grant = grant;
    reasons.insert(reason(authorizer.snapshot(), decision));
  }
  return reasons;
}

struct Counts {
  int reviews = 0;
  int allowed = 0;
  int bindings = 0;   // allowed with a reason, which names a binding
  int danglings = 0;  // refused with a reason, which lists what was not found
  int differences = 0;
};

Counts compare(const std::shared_ptr<const Snapshot>& snapshot, const std::vector<json>& lines) {
  const Authorizer authorizer(snapshot);
  Counts counts;
  for (const json& line : lines) {
    const RecordedReview review(line);
    const Decision decision = authorizer.decide(review.user, review.request);
    const std::string own = reason(*snapshot, decision);
    bool same = (decision.verdict == Verdict::Yes) == review.allowed;
    same = same && decision.verdict != Verdict::Unknown;
    if (review.allowed && review.reason.empty()) {
      same = same && decision.superuser && own.empty();
    } else if (review.allowed) {
      ++counts.bindings;
      const std::set<std::string> reasons = possible_reasons(authorizer, review);
      same = same && reasons.contains(review.reason) && reasons.contains(own);
    } else {
      if (!review.reason.empty()) ++counts.danglings;
      same = same && errors_in(own) == errors_in(review.reason);
    }
    ++counts.reviews;
    counts.allowed += review.allowed ? 1 : 0;
    counts.differences += same ? 0 : 1;
    EXPECT_TRUE(same || counts.differences > 10) << line.dump() << "\n own reason: " << own;
  }
  return counts;
}

class Reviews : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = recording(GetParam());
    if (directory_.empty()) GTEST_SKIP() << "no such recording here; set RBACGRAPH_SHARED";
  }

  void check(const std::shared_ptr<const Snapshot>& snapshot, const char* what) {
    const Counts counts = compare(snapshot, read_lines(directory_ / "reviews.ndjson"));
    EXPECT_EQ(counts.differences, 0);
    EXPECT_GT(counts.reviews, 1000);
    RecordProperty("reviews", counts.reviews);
    RecordProperty("differences", counts.differences);
    std::cout << "reviews of " << GetParam() << " (" << what << "): " << counts.reviews
              << " compared, " << counts.allowed << " allowed, " << counts.bindings
              << " bindings named, " << counts.danglings << " lists of dangling references, "
              << counts.differences << " differences\n";
  }

  std::filesystem::path directory_;
};

TEST_P(Reviews, ObjectsAsStoredDecideAsTheServerDid) {
  check(read_snapshot(directory_ / "objects.json", AggregationMode::Stored), "objects, stored");
}

TEST_P(Reviews, ObjectsAsReadByDefaultDecideAsTheServerDid) {
  check(read_snapshot(directory_ / "objects.json", AggregationMode::Auto), "objects, auto");
}

TEST_P(Reviews, SourceObjectsAggregatedDecideAsTheServerDid) {
  check(read_snapshot(directory_ / "source_objects.json", AggregationMode::Computed),
        "source objects, computed");
}

INSTANTIATE_TEST_SUITE_P(Recorded, Reviews,
                         testing::Values("bootstrap", "edge-cases", "stored-invalid",
                                         "open-platform", "open-attack-lab"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace rbacgraph::test
