/// Where tests find their files.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace rbacgraph::test {

/// A file or directory below tests/data. It is in the repository, so it is there.
std::filesystem::path test_data(std::string_view relative);

/// A file or directory of the shared data: recordings and corpora too large for the repository, in
/// the directory that the environment variable RBACGRAPH_SHARED names, by default `../shared`
/// beside the checkout. Nothing where it is absent; the test then says so:
///
///     const auto corpus = shared_data("corpus");
///     if (!corpus) GTEST_SKIP() << "no shared data; set RBACGRAPH_SHARED";
std::optional<std::filesystem::path> shared_data(std::string_view relative);

}  // namespace rbacgraph::test
