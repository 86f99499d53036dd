#include "state/visual_text.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "state/letters.h"

namespace rbacgraph::gui {
namespace {

TEST(VisualText, OtherTextStaysAsItIs) {
  for (const std::string text : {"", "sa:ci/runner", "jürgen", "名前", "😀 smile", "Армен", "հայ",
                                 "\xD7", "a\xFF\xD7\x90"}) {
    if (text != "a\xFF\xD7\x90") {
      EXPECT_FALSE(has_right_to_left(text)) << text;
    }
    EXPECT_EQ(visual_text(text), text);
  }
}

TEST(VisualText, HebrewRunsFromRightToLeftAndItsSurroundingsDoNotMove) {
  if (!orders_right_to_left()) {
    GTEST_SKIP() << "built without fribidi";
  }
  EXPECT_EQ(visual_text("שלום"), "םולש");
  EXPECT_EQ(visual_text("user:שלום-prod"), "user:םולש-prod");
  EXPECT_EQ(visual_text("שלום 12 ab"), "12 םולש ab") << "a number after it belongs to it";
  EXPECT_EQ(visual_text("(אב) x"), "(בא) x");
}

TEST(VisualText, ArabicIsJoined) {
  if (!orders_right_to_left()) {
    GTEST_SKIP() << "built without fribidi";
  }
  // beh, teh, theh: initial, medial, final form, from right to left.
  EXPECT_EQ(visual_text("بتث"), "\uFE9A\uFE98\uFE91");
  // lam and alef are one sign.
  EXPECT_EQ(visual_text("لا"), "\uFEFB");
}

TEST(VisualText, FontsAreAskedForEveryFormThatIsDrawn) {
  if (!orders_right_to_left()) {
    GTEST_SKIP() << "built without fribidi";
  }
  const std::string all = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةىئؤپچژگ";
  std::set<char32_t> letters;
  collect_letters(all, letters);
  add_joined_forms(letters);
  const std::u32string each = decode(all).value_or(U"");
  for (const char32_t first : each) {
    for (const char32_t second : each) {
      for (const char32_t third : each) {
        const auto drawn = decode(visual_text(encode(std::u32string{first, second, third})));
        ASSERT_TRUE(drawn);
        for (const char32_t form : *drawn) {
          ASSERT_TRUE(letters.contains(form)) << code_point(form);
        }
      }
    }
  }
}

TEST(Letters, AreDecodedAndEncodedExactly) {
  for (const std::string text : {"", "aé€😀", "שלום"}) {
    ASSERT_TRUE(decode(text)) << text;
    EXPECT_EQ(encode(*decode(text)), text);
  }
  for (const std::string text :
       {"\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x28\xA1", "\xFF"}) {
    EXPECT_FALSE(decode(text));
  }
}

TEST(Letters, ThoseThatNoFontCanHaveAreToldByTheirNumber) {
  EXPECT_EQ(undrawable("abc 名 שלום"), "");
  EXPECT_EQ(undrawable("a😀b🚀😀"), "U+1F600 U+1F680");
  EXPECT_EQ(undrawable("\xF0\x9F"), "") << "cut off";
  EXPECT_EQ(code_point(0xE9), "U+00E9");
}

}  // namespace
}  // namespace rbacgraph::gui
