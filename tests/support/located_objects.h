/// Objects of JSON and YAML files with the places where they and their rules stand, read without
/// the reader of core.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rbacgraph::test {

/// Both count from 1, columns in bytes.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct LocatedObject {
  std::string file;  ///< base name
  nlohmann::json object;
  Place place;
  std::vector<Place> rules;  ///< of each element of `rules`
};

/// The objects of a file, those of Lists one by one. Namespaced RBAC objects without namespace are
/// in "default". All scalars of YAML are read as strings. Throws where the file is malformed.
std::vector<LocatedObject> read_located(const std::filesystem::path& file);
std::vector<LocatedObject> read_located_text(const std::string& text, const std::string& file,
                                             bool yaml);

}  // namespace rbacgraph::test
