// Any line as a SubjectAccessReview: a decision or an error, and in either case one line of JSON.

#include <string>

#include "fuzz_support.h"
#include "rbacgraph/analysis/review.h"
#include "rbacgraph/report/document.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph;
  static const Authorizer kAuthorizer(fuzz::read(R"(
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [
  {apiGroups: [""], resources: [pods], verbs: [get]}, {nonResourceURLs: [/healthz], verbs: [get]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b},
 roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r},
 subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: mia}]}
)"));
  const Result<Review> review = parse_review(fuzz::text_of(data, size));
  const std::string line = review ? review_line(kAuthorizer.snapshot(),
                                                kAuthorizer.decide(review->user, review->request))
                                  : review_error_line(review.error().message);
  fuzz::require_json(line);
  fuzz::require(line.find('\n') == std::string::npos, "an answer is one line");
  return 0;
}
