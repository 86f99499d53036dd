#include "rbacgraph/base/name_pool.h"

#include <string>

#include <gtest/gtest.h>

namespace rbacgraph {
namespace {

TEST(NamePool, KnowsTheFixedNamesFromTheStart) {
  const NamePool pool;
  EXPECT_EQ(pool.text(kEmptyName), "");
  EXPECT_EQ(pool.text(kStarName), "*");
  EXPECT_TRUE(pool.list(kEmptyList).empty());
  EXPECT_EQ(pool.find("*"), kStarName);
}

TEST(NamePool, GivesEqualTextsEqualIds) {
  NamePool pool;
  const Name pods = pool.intern("pods");
  EXPECT_EQ(pool.intern(std::string("po") + "ds"), pods);
  EXPECT_NE(pool.intern("pods/log"), pods);
  EXPECT_EQ(pool.text(pods), "pods");
  EXPECT_EQ(pool.find("services"), std::nullopt);
}

TEST(NamePool, KeepsNulBytesAndLongTexts) {
  NamePool pool;
  const std::string with_nul("a\0b", 3);
  const std::string longer(300'000, 'x');
  EXPECT_EQ(pool.text(pool.intern(with_nul)), with_nul);
  EXPECT_NE(pool.intern("a"), pool.intern(with_nul));
  EXPECT_EQ(pool.text(pool.intern(longer)), longer);
}

TEST(NamePool, TextsStayWhereTheyAreWhileThePoolGrows) {
  NamePool pool;
  const std::string_view first = pool.text(pool.intern("first"));
  for (int i = 0; i < 100'000; ++i) pool.intern("name-" + std::to_string(i));
  EXPECT_EQ(first, "first");
  for (int i = 0; i < 100'000; ++i) {
    const auto found = pool.find("name-" + std::to_string(i));
    ASSERT_TRUE(found);
    ASSERT_EQ(pool.text(*found), "name-" + std::to_string(i));
  }
}

TEST(NamePool, ListsAreEqualWhenTheirWordsAreInOrder) {
  NamePool pool;
  const Name get = pool.intern("get");
  const Name list = pool.intern("list");
  const std::vector<Name> get_list = {get, list};
  const std::vector<Name> list_get = {list, get};
  const NameList a = pool.intern_list(get_list);
  EXPECT_EQ(pool.intern_list(std::vector<Name>(get_list)), a);
  EXPECT_NE(pool.intern_list(list_get), a);
  EXPECT_EQ(pool.intern_list({}), kEmptyList);
  EXPECT_EQ(pool.list(a).size(), 2U);
}

TEST(NamePool, ALayerSharesTheNamesBelowAndKeepsItsOwn) {
  auto base = std::make_shared<NamePool>();
  const Name pods = base->intern("pods");
  const NameList list = base->intern_list(std::vector{pods});
  const std::size_t size = base->size();

  NamePool layer(base);
  EXPECT_EQ(layer.intern("pods"), pods);
  EXPECT_EQ(layer.intern_list(std::vector{pods}), list);
  const Name extra = layer.intern("secrets");
  EXPECT_EQ(index_of(extra), size);
  EXPECT_EQ(layer.text(pods), "pods");
  EXPECT_EQ(layer.text(extra), "secrets");
  EXPECT_EQ(base->find("secrets"), std::nullopt);
  EXPECT_EQ(layer.depth(), 1U);
}

TEST(NamePool, FlatteningKeepsIds) {
  auto base = std::make_shared<NamePool>();
  base->intern("a");
  auto layer = std::make_shared<NamePool>(base);
  const Name b = layer->intern("b");
  const NameList list = layer->intern_list(std::vector{b, kStarName});
  const auto flat = layer->flattened();
  EXPECT_EQ(flat->depth(), 0U);
  EXPECT_EQ(flat->find("b"), b);
  EXPECT_EQ(flat->intern_list(std::vector{b, kStarName}), list);
  EXPECT_EQ(flat->size(), layer->size());
}

}  // namespace
}  // namespace rbacgraph
