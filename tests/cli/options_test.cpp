#include "cli/options.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <gtest/gtest.h>

#include "cli/command.h"
#include "run_cli.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<OptionSpec, 5> kSpecs{{
    {"namespace", 'n', Takes::Value, "NS"},
    {"filename", 'f', Takes::Values, "FILE"},
    {"quiet", 'q', Takes::Nothing},
    {"api-group", '\0', Takes::Value, "GROUP"},
    {"with-default-policy", '\0', Takes::OptionalValue, "1.31…1.36", "", "1.36"},
}};
constexpr std::array<OptionGroup, 1> kGroups{{{"Options", kSpecs}}};
using List = std::vector<std::string>;

Options parse(const std::string& line) {
  Result<Options> options = parse_options(kGroups, test::words_of(line));
  if (!options) throw std::runtime_error(options.error().message);
  return *options;
}

Error error_of(const std::string& line) {
  const Result<Options> options = parse_options(kGroups, test::words_of(line));
  return options ? Error{} : options.error();
}

TEST(ParseOptions, TakesValuesInEverySpellingOfKubectl) {
  EXPECT_EQ(parse("-n shop").value("namespace"), "shop");
  EXPECT_EQ(parse("-nshop").value("namespace"), "shop");
  EXPECT_EQ(parse("-n=shop").value("namespace"), "shop");
  EXPECT_EQ(parse("--namespace shop").value("namespace"), "shop");
  EXPECT_EQ(parse("--namespace=shop").value("namespace"), "shop");
  EXPECT_EQ(parse("--namespace=a=b").value("namespace"), "a=b");
  EXPECT_EQ(parse("get pods").value("namespace"), std::nullopt);
}

TEST(ParseOptions, AValueMayBeEmpty) {
  EXPECT_EQ(parse("get po --api-group '' -q").value("api-group"), "");
  EXPECT_EQ(parse("get po --api-group= -q").value("api-group"), "");
  EXPECT_TRUE(parse("get po --api-group= -q").has("quiet"));
}

TEST(ParseOptions, TheLastOfSeveralCountsUnlessAllDo) {
  EXPECT_EQ(parse("-n a -n b").value("namespace"), "b");
  EXPECT_EQ(parse("-f a -f b --filename c").values("filename"), (List{"a", "b", "c"}));
  EXPECT_EQ(parse("-f [a,b]").values("filename"), (List{"[a,b]"}));
}

TEST(ParseOptions, OptionsAndWordsMayBeMixed) {
  EXPECT_EQ(parse("get -f a pods -q tls").words(), (List{"get", "pods", "tls"}));
  EXPECT_EQ(parse("get /healthz -f -").words(), (List{"get", "/healthz"}));
  EXPECT_EQ(parse("get -- -q").words(), (List{"get", "-q"}));
  EXPECT_EQ(parse("-f - get").values("filename"), (List{"-"}));
}

TEST(ParseOptions, AnOptionalValueStandsBehindAnEqualsSign) {
  const Options bare = parse("--with-default-policy get pods");
  EXPECT_EQ(bare.value("with-default-policy"), "1.36");
  EXPECT_EQ(bare.words(), (List{"get", "pods"}));
  EXPECT_EQ(parse("--with-default-policy=1.31 get").value("with-default-policy"), "1.31");
  EXPECT_FALSE(parse("get").has("with-default-policy"));
}

TEST(ParseOptions, SwitchesTakeNoValue) {
  EXPECT_TRUE(parse("-q").has("quiet"));
  EXPECT_FALSE(parse("--quiet=false").has("quiet"));
  EXPECT_EQ(error_of("--quiet=x").message, "option -q/--quiet takes no value");
}

TEST(ParseOptions, TellsAMissingValue) {
  EXPECT_EQ(error_of("get pods -n").message, "option -n/--namespace needs a value: NS");
  EXPECT_EQ(error_of("get pods -n -q").message, "option -n/--namespace needs a value: NS");
  EXPECT_EQ(error_of("get pods -n -q").hint, "if -q is the value, write --namespace=-q");
}

TEST(ParseOptions, SuggestsTheNearestOption) {
  EXPECT_EQ(error_of("--namepsace x").message, "unknown option --namepsace");
  EXPECT_EQ(error_of("--namepsace=x").hint, "did you mean --namespace?");
  EXPECT_EQ(error_of("-z").message, "unknown option -z");
  EXPECT_EQ(error_of("--xyzzy").hint, "--help lists the options");
}

TEST(ParseOptions, AskingForWhatIsInNoTableIsABug) {
  EXPECT_THROW((void)parse("get").has("namspace"), std::logic_error);
}

TEST(FindFirstWord, KnowsWhichOptionsTakeAValue) {
  const auto at = [](const std::string& line) {
    return find_first_word(kGroups, test::words_of(line));
  };
  EXPECT_EQ(at("who-can -f x"), 0U);
  EXPECT_EQ(at("-f x who-can"), 2U);
  EXPECT_EQ(at("-f=x -q who-can"), 2U);
  EXPECT_EQ(at("-f x"), 2U);
}

TEST(Commands, EveryExampleParses) {
  std::size_t examples = 0;
  for (const Command& command : commands())
    for (const Example& example : command.examples) {
      ++examples;
      std::vector<std::string> words =
          test::words_of(example.command.substr(0, example.command.find(" < ")));
      ASSERT_FALSE(words.empty());
      EXPECT_EQ(find_command(words.front()), &command) << example.command;
      words.erase(words.begin());
      const Result<Options> options = parse_options(command.options, words);
      EXPECT_TRUE(options) << example.command << ": " << (options ? "" : options.error().message);
    }
  EXPECT_GE(examples, 8U);
}

TEST(Commands, HaveNamesOptionsAndHelpThatDoNotClash) {
  std::vector<std::string_view> names(planned_commands().begin(), planned_commands().end());
  for (const Command& command : commands()) {
    names.push_back(command.name);
    names.insert(names.end(), command.aliases.begin(), command.aliases.end());
    std::vector<std::string> options;
    for (const OptionGroup& group : command.options)
      for (const OptionSpec& spec : group.options) {
        EXPECT_FALSE(spec.name.empty()) << command.name;
        options.push_back("--" + std::string(spec.name));
        if (spec.letter != '\0') options.push_back(std::string("-") + spec.letter);
        EXPECT_TRUE(group.title.empty() || !spec.help.empty()) << spec.name;
      }
    std::ranges::sort(options);
    EXPECT_EQ(std::ranges::adjacent_find(options), options.end()) << command.name;
    EXPECT_FALSE(command.usage.empty());
    EXPECT_FALSE(command.examples.empty());
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace rbacgraph::cli
