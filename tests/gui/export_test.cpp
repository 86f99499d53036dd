#include "state/export.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui_policy.h"

namespace rbacgraph::gui {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Content content() {
  return content_of(small_policy(),
                    {{.ask = Ask::WhoCan, .verb = "list", .type = "secrets"}, {}, "", {}});
}

std::string bytes_of(const std::string& name) {
  const Result<std::string> bytes = exported(content(), name);
  return bytes ? *bytes : "error: " + bytes.error().message;
}

TEST(Export, TheEndingSaysTheFormat) {
  EXPECT_THAT(bytes_of("a.svg"), HasSubstr("<svg"));
  EXPECT_THAT(bytes_of("a.PNG"), StartsWith("\x89PNG"));
  EXPECT_THAT(bytes_of("a.dot"), StartsWith("digraph"));
  EXPECT_THAT(bytes_of("a.html"), HasSubstr("Content-Security-Policy"));
  EXPECT_THAT(bytes_of("a.json"), HasSubstr(R"("RoleBinding/shop/reads")"));
  EXPECT_THAT(bytes_of("a.graphml"), HasSubstr("<graphml"));
  EXPECT_THAT(bytes_of("a.mmd"), HasSubstr("flowchart"));
  EXPECT_THAT(bytes_of("a.csv"), HasSubstr("jane doe"));
  EXPECT_EQ(bytes_of("a.gif"), "error: the ending of a file says its format: not .gif");
  EXPECT_EQ(bytes_of("a"), "error: the ending of a file says its format: there is none");
}

}  // namespace
}  // namespace rbacgraph::gui
