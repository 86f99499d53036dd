#include <gtest/gtest.h>

#include "rbacgraph/report/display.h"

namespace rbacgraph {
namespace {

TEST(Printable, LeavesOrdinaryTextAsItIs) {
  EXPECT_EQ(printable("system:serviceaccount:ci:runner"), "system:serviceaccount:ci:runner");
  EXPECT_EQ(printable("CORP\\jane"), "CORP\\jane");
  EXPECT_EQ(printable("Jörg 山田 🦊"), "Jörg 山田 🦊");
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, ShowsControlCharactersAsEscapes) {
  EXPECT_EQ(printable("a\x1b[31mred"), "a\\x1b[31mred");
  EXPECT_EQ(printable("two\nlines\tand\r"), "two\\nlines\\tand\\r");
  EXPECT_EQ(printable(std::string_view("nul\0!", 5)), "nul\\x00!");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"), "\\u009b");  // the one-character form of ESC [
}

TEST(Printable, ShowsWhatTurnsOrHidesTextAsEscapes) {
  EXPECT_EQ(printable("a\u202eb"), "a\\u202eb");
  EXPECT_EQ(printable("zero\u200bwidth"), "zero\\u200bwidth");
  EXPECT_EQ(printable("\U000e0041"), "\\U000e0041");
  EXPECT_EQ(printable("\ufeff"), "\\ufeff");
}

TEST(Printable, ShowsBytesThatAreNoUtf8AsEscapes) {
  EXPECT_EQ(printable("a\xff"
                      "b"),
            "a\\xff"
            "b");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                    // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Jörg"), 4U);
  EXPECT_EQ(display_width("山田"), 4U);
  EXPECT_EQ(display_width("한글"), 4U);
  EXPECT_EQ(display_width("\u1112\u1161\u11ab"), 2U);  // one syllable in three letters
  EXPECT_EQ(display_width("ｆｕｌｌ"), 8U);
  EXPECT_EQ(display_width("🦊"), 2U);
  EXPECT_EQ(display_width("o\u0308"), 1U);
  EXPECT_EQ(display_width(""), 0U);
}

TEST(Spell, WritesWhatEveryCommandReads) {
  EXPECT_EQ(spell({SubjectKind::ServiceAccount, "ci", "runner"}), "sa:ci/runner");
  EXPECT_EQ(spell({SubjectKind::User, "", "jane"}), "user:jane");
  EXPECT_EQ(spell({SubjectKind::Group, "", "system:masters"}), "group:system:masters");
  // Nothing to ask about, so no command's spelling.
  EXPECT_EQ(spell({SubjectKind::ServiceAccount, "", "runner"}), "sa:runner (without namespace)");
}

TEST(CountText, KnowsOneFromMany) {
  EXPECT_EQ(count_text(0, "subject"), "0 subjects");
  EXPECT_EQ(count_text(1, "subject"), "1 subject");
  EXPECT_EQ(count_text(12, "subject"), "12 subjects");
}

TEST(WithShortWords, CutsWordsThatNobodyReads) {
  EXPECT_EQ(with_short_words("unknown verb \"frob\""), "unknown verb \"frob\"");
  const std::string word(512, 'x');
  EXPECT_EQ(with_short_words("a " + word + " b"), "a " + word + " b");
  const std::string kept(64, 'x');
  EXPECT_EQ(
      with_short_words("no role \"" + word + "x\" in it,  " + std::string(600, 'y') + "?"),
      "no role \"" + kept + "… (513 bytes)\" in it,  " + std::string(64, 'y') + "… (600 bytes)?");
  // Whole characters.
  std::string long_hangul;
  for (int i = 0; i < 200; ++i) long_hangul += "한";
  EXPECT_EQ(with_short_words(long_hangul), long_hangul.substr(0, 64 * 3) + "… (600 bytes)");
}

}  // namespace
}  // namespace rbacgraph
