// The command matrix: what it prints, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "run_cli.h"

namespace rbacgraph::test {
namespace {

using testing::HasSubstr;

TEST(MatrixCommand, PrintsVerbsByResources) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli("matrix sa:ci/runner --verbs get,delete -n shop -f shop.yaml");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "RESOURCE   GET   DELETE\n"
            "secrets    ✔     ✖\n");
  EXPECT_THAT(ran.err, HasSubstr("What can sa:ci/runner do, in namespace shop?\n"));
  EXPECT_THAT(ran.err, HasSubstr("✔ yes   ◐ for some named objects only   ✖ no\n"));
}

TEST(MatrixCommand, SaysTheSameOfTypesThatWereAskedFor) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran all = run_cli("matrix sa:ci/runner --ascii -f shop.yaml");
  const Ran asked = run_cli("matrix sa:ci/runner --ascii --resources secrets -f shop.yaml");
  EXPECT_THAT(asked.out, HasSubstr("."));
  EXPECT_EQ(asked.out, all.out);
}

TEST(MatrixCommand, ShowsSeveralSideBySide) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  const Ran ran = run_cli(
      "matrix sa:ci/runner user:nobody --resources secrets --verbs get --ascii "
      "-f shop.yaml");
  EXPECT_EQ(ran.out,
            "RESOURCE   VERBS   sa:ci/runner   user:nobody\n"
            "secrets    get     ~              .\n");
  const Ran csv = run_cli(
      "matrix sa:ci/runner user:nobody --resources secrets --verbs get -o csv "
      "-f shop.yaml");
  EXPECT_EQ(csv.out,
            "SUBJECT,RESOURCE,GET\r\n"
            "sa:ci/runner,secrets,some-namespaces\r\n"
            "user:nobody,secrets,no\r\n");
}

TEST(MatrixCommand, RefusesWhatHasNoPlaceInIt) {
  const Directory here({{"shop.yaml", shop_yaml()}});
  EXPECT_EQ(run_cli("matrix -f shop.yaml").err,
            "rbacgraph: error: SUBJECT is missing\n"
            "hint: rbacgraph matrix SUBJECT... -f FILE; --help shows more\n");
  EXPECT_THAT(run_cli("matrix user:a --resources /healthz -f shop.yaml").err,
              HasSubstr("error: --resources takes types: \"/healthz\" is none\n"));
  EXPECT_THAT(run_cli("matrix user:a --resources secrets/tls -f shop.yaml").err,
              HasSubstr("error: --resources takes types: \"secrets/tls\" is none\n"));
  EXPECT_EQ(run_cli("matrix user:a --resources /healthz -f shop.yaml").status, 2);
  EXPECT_EQ(run_cli("matrix user:a -o wide -f shop.yaml").status, 2);
}

}  // namespace
}  // namespace rbacgraph::test
