#include "cli/output_format.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run_cli.h"

namespace rbacgraph::cli {
namespace {

using test::Directory;
using test::run_cli;
using test::shop_yaml;
using testing::HasSubstr;

std::set<std::string> words(std::string_view list) {
  std::set<std::string> found;
  for (std::size_t bar = 0; (bar = list.find('|')) != std::string_view::npos;
       list.remove_prefix(bar + 1))
    found.emplace(list.substr(0, bar));
  found.emplace(list);
  return found;
}

TEST(OutputFormat, CommandsTakeTheirPartOfOneList) {
  const auto names = output_format_names();
  std::set<std::string> all(names.begin(), names.end());
  std::set<std::string> both = words(row_output_specs().front().value);
  both.merge(words(verdict_output_specs().front().value));
  both.merge(words(rule_output_specs().front().value));
  both.merge(words(graph_output_specs().front().value));
  EXPECT_EQ(both, all);
  all.erase("text");
  all.erase("manifest");
  all.erase("csv-nodes");
  EXPECT_EQ(words(row_output_specs().front().value), all);
}

TEST(OutputFormat, EachNameIsItsFormat) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const auto begins = [](const char* format, const char* command) {
    return run_cli(std::string(command) + " -f shop.yaml -q -o " + format).out.substr(0, 9);
  };
  const char* who = "who-can get pods";
  const char* can = "can-i get pods --as user:mia";
  for (const char* command : {who, can}) {
    EXPECT_EQ(begins("json", command), "{\n  \"apiV");
    EXPECT_EQ(begins("yaml", command), "apiVersio");
    EXPECT_EQ(begins("csv", command).substr(0, 6), "QUERY,");
    EXPECT_EQ(begins("ndjson", command).substr(0, 2), "{\"");
  }
  EXPECT_EQ(begins("md", who), "# Who can");
  EXPECT_EQ(begins("manifest", "rules user:mia"), "# What us");
}

TEST(OutputFormat, AWrongOneIsToldWithTheChoices) {
  EXPECT_EQ(run_cli("can-i get pods --as user:mia -f x -o name").err,
            "rbacgraph: error: unknown value \"name\" for --output\n"
            "hint: it takes text, table, wide, json, ndjson, yaml, csv, md\n");
  EXPECT_EQ(run_cli("who-can get pods -f x -o text").err,
            "rbacgraph: error: unknown value \"text\" for --output\n"
            "hint: it takes table, wide, json, ndjson, yaml, csv, md, name, dot, svg, png, "
            "html, graphml, mermaid\n");
}

TEST(OutputFormat, CsvAlwaysHasTheSameColumns) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  EXPECT_EQ(run_cli("who-can get pods -f shop.yaml -q -o csv").out,
            "QUERY,SUBJECT,KIND,SCOPE,VIA,ROLE,RULE,NAMES,SOURCE,NOTE\r\n"
            "get pods,mia,User,cluster-wide,ClusterRoleBinding/mia-reads,ClusterRole/pod-reader,0,,"
            "shop.yaml:5:3,\r\n");
  EXPECT_EQ(run_cli("who-can delete pods -f shop.yaml -q -o csv --no-headers").out, "");
  EXPECT_EQ(run_cli("who-can delete pods -f shop.yaml -q -o csv").out,
            "QUERY,SUBJECT,KIND,SCOPE,VIA,ROLE,RULE,NAMES,SOURCE,NOTE\r\n");
}

TEST(OutputFormat, AVerdictAsARow) {
  const Directory here{{"shop.yaml", shop_yaml()}};
  const test::Ran yes = run_cli("can-i get pods --as user:mia -f shop.yaml -q -o csv");
  EXPECT_EQ(yes.status, 0);
  EXPECT_EQ(yes.out,
            "QUERY,ALLOWED,SUBJECT,KIND,SCOPE,VIA,ROLE,RULE,NAMES,SOURCE,NOTE\r\n"
            "get pods,yes,mia,User,cluster-wide,ClusterRoleBinding/mia-reads,"
            "ClusterRole/pod-reader,0,,shop.yaml:5:3,\r\n");
  const test::Ran no = run_cli("can-i delete pods --as user:mia -f shop.yaml -q -o table");
  EXPECT_EQ(no.status, 1);
  EXPECT_EQ(no.out,
            "ALLOWED   SUBJECT   KIND   SCOPE   VIA   ROLE   NOTE\n"
            "no        -         -      -       -     -\n");
  EXPECT_EQ(run_cli("can-i delete pods --as user:x --as-group system:masters -f shop.yaml -q -o "
                    "csv --no-headers")
                .out,
            "delete pods,yes,,,,,,,,,a member of system:masters\r\n");
}

TEST(OutputFormat, WhatADocumentSaysIsNotSaidTwice) {
  const Directory here{{"shop.yaml", shop_yaml() + "---\nkind: RoleBinding\n"}};
  for (const char* silent : {"json", "yaml", "md"})
    EXPECT_THAT(run_cli(std::string("who-can get pods -f shop.yaml -o ") + silent).err,
                testing::Not(HasSubstr("error: ")))
        << silent;
  for (const char* telling : {"table", "wide", "csv", "ndjson", "name"})
    EXPECT_THAT(run_cli(std::string("who-can get pods -f shop.yaml -o ") + telling).err,
                HasSubstr("error: "))
        << telling;
}

}  // namespace
}  // namespace rbacgraph::cli
