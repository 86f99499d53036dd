/// Expected texts are worked out from RFC 4180 and the rules of report/csv.h.
#include <sstream>

#include <gtest/gtest.h>

#include "rbacgraph/report/csv.h"

namespace rbacgraph {
namespace {

std::string csv(const Table& table, bool headers = true) {
  std::ostringstream out;
  write_csv(out, table, headers);
  return out.str();
}

std::string cell(Cell::Value value) {
  std::string line = csv({{"A"}, {{{std::move(value)}}}}, false);
  EXPECT_TRUE(line.ends_with("\r\n"));
  line.resize(line.size() - 2);
  return line;
}

std::string text(std::string value) { return cell(std::move(value)); }
std::string list(std::vector<std::string> names) { return cell(std::move(names)); }

TEST(Csv, HasAHeaderUnlessAskedNotTo) {
  const Table table{{"A", "B"}, {{{Words{"x"}}, {std::uint64_t{7}}}, {{}, {std::string("y")}}}};
  EXPECT_EQ(csv(table), "A,B\r\nx,7\r\n,y\r\n");
  EXPECT_EQ(csv(table, false), "x,7\r\n,y\r\n");
  EXPECT_EQ(csv({{"A", "B"}, {}}), "A,B\r\n");
}

TEST(Csv, QuotesWhatWouldEndACell) {
  EXPECT_EQ(text("a,b"), "\"a,b\"");
  EXPECT_EQ(text("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(text("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(text(" x"), "\" x\"");
  EXPECT_EQ(text("plain text"), "plain text");
}

TEST(Csv, NoCellIsAFormula) {
  EXPECT_EQ(text("=1+1"), "'=1+1");
  EXPECT_EQ(text("+1"), "'+1");
  EXPECT_EQ(text("-1"), "'-1");
  EXPECT_EQ(text("@sum"), "'@sum");
  EXPECT_EQ(text("\tx"), "\"'\tx\"");
  EXPECT_EQ(text("\rx"), "\"'\rx\"");
  EXPECT_EQ(text("\nx"), "\"'\nx\"");
  EXPECT_EQ(text("'x"), "''x");
  EXPECT_EQ(text("\uff1d1"), "'\uff1d1");
  EXPECT_EQ(text("a=1"), "a=1");
  EXPECT_EQ(list({"=a", "b"}), "\"'=a,b\"");
}

TEST(Csv, ControlCharactersAreEscapesThatCanBeTakenBack) {
  EXPECT_EQ(text("a\x1b[2J"), "a\\x1b[2J");
  EXPECT_EQ(text("a\u202eb"), "a\\u202eb");
  EXPECT_EQ(text("a\xff"), "a\\xff");
  EXPECT_EQ(text("CORP\\jane"), "CORP\\jane");
  EXPECT_EQ(text("CORP\\ursula"), "CORP\\\\ursula");
  EXPECT_EQ(text("a\\\\"), "a\\\\\\");
  EXPECT_EQ(text("a\\\x1b"), "a\\\\\\x1b");
}

TEST(Csv, NamesOfAListAreToldApart) {
  EXPECT_EQ(list({"a", "b"}), "\"a,b\"");
  EXPECT_EQ(list({"a,b", ""}), "\"a\\x2cb,\"\"\"\"\"");
  EXPECT_EQ(list({"a\\,b"}), "a\\\\\\x2cb");
}

}  // namespace
}  // namespace rbacgraph
