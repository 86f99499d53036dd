/// PyYAML reads whole documents back in tests/package/outputs_test.py; here is how they look.
#include <sstream>

#include <gtest/gtest.h>

#include "report/document_writer.h"
#include "report/yaml_text.h"

namespace rbacgraph {
namespace {

TEST(YamlString, IsPlainWhereNobodyCouldTakeItForSomethingElse) {
  for (const std::string plain : {"secrets", "rbac.authorization.k8s.io/v1", "system:masters",
                                  "ClusterRole", "a-b_c", "nullable"})
    EXPECT_EQ(yaml_string(plain), plain);
  for (const std::string quoted :
       {"",      "yes", "No", "ON", "y",  "null", "True", "1",    "1e3",  "0x1f",
        "12:30", "=",   "=1", "<<", "~",  "-",    "a:",   "a: b", "a #b", " a",
        "*",     "&a",  "!t", "%",  "@a", "`",    "[",    "{",    ".inf"})
    EXPECT_EQ(yaml_string(quoted), "\"" + quoted + "\"");
}

TEST(YamlString, EscapesWhatReadersTakeForLineEndsOrRefuse) {
  EXPECT_EQ(yaml_string("a\nb\"\\"), R"("a\nb\"\\")");
  EXPECT_EQ(yaml_string("\u2028\u0085\x7f"), R"("\u2028\u0085\u007f")");
  EXPECT_EQ(yaml_string("\uffff\U000e0041"), R"("\uffff\U000e0041")");
  EXPECT_EQ(yaml_string("한글 🦊"), "\"한글 🦊\"");
  EXPECT_EQ(yaml_string("\xff"), "\"\ufffd\"");
}

TEST(YamlWriter, WritesBlocksAndEmptyThings) {
  std::ostringstream out;
  const std::unique_ptr<DocumentWriter> writer = yaml_writer(out);
  writer->open_object();
  writer->member("kind", "X");
  writer->open_list("items");
  writer->open_object();
  writer->member("a", 1);
  writer->open_list("none");
  writer->close_list();
  writer->close_object();
  writer->element({{"b", {true, nullptr}}, {"c", Json::object()}});
  writer->element("yes");
  writer->close_list();
  writer->open_object("o");
  writer->close_object();
  writer->member("counts", {{"no", 2}});
  writer->close_object();
  EXPECT_EQ(out.str(), R"(kind: X
items:
- a: 1
  none: []
- b:
  - true
  - null
  c: {}
- "yes"
o: {}
counts:
  "no": 2
)");
}

TEST(NdjsonWriter, WritesItemsAndOfListsOfDocumentsTheirItemsWithTheQuery) {
  std::ostringstream out;
  const std::unique_ptr<DocumentWriter> writer = ndjson_writer(out);
  writer->open_object();
  writer->open_list("items");
  for (const int question : {1, 2}) {
    writer->open_object();
    writer->member("query", question);
    writer->open_list("items");
    writer->element({{"subject", "a"}});
    writer->close_list();
    writer->open_list("dead");
    writer->element("left out");
    writer->close_list();
    writer->close_object();
  }
  writer->close_list();
  writer->member("tool", "left out");
  writer->close_object();
  EXPECT_EQ(out.str(), "{\"query\":1,\"subject\":\"a\"}\n{\"query\":2,\"subject\":\"a\"}\n");
}

TEST(NdjsonWriter, ADocumentWithoutItemsIsOneLine) {
  std::ostringstream out;
  const std::unique_ptr<DocumentWriter> writer = ndjson_writer(out);
  writer->open_object();
  writer->member("kind", "CanI");
  writer->open_list("grants");
  writer->element({{"rule", 0}});
  writer->open_object();
  writer->open_object("in");
  writer->member("a", 1);
  writer->close_object();
  writer->close_object();
  writer->close_list();
  writer->member("last", nullptr);
  writer->close_object();
  EXPECT_EQ(out.str(),
            "{\"kind\":\"CanI\",\"grants\":[{\"rule\":0},{\"in\":{\"a\":1}}],"
            "\"last\":null}\n");
}

}  // namespace
}  // namespace rbacgraph
