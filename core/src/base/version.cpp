#include "rbacgraph/base/version.h"

#include <png.h>

#include <boost/version.hpp>
#include <fmt/core.h>
#include <nlohmann/json_fwd.hpp>
#include <openssl/crypto.h>
#include <simdjson.h>
#include <yaml.h>
#include <zlib.h>

namespace rbacgraph {
namespace {

std::string dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace

std::string_view version() { return RBACGRAPH_VERSION; }

ComponentVersion compiler() {
#ifdef __clang__
  return {"clang++", dotted(__clang_major__, __clang_minor__, __clang_patchlevel__)};
#else
  return {"g++", dotted(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__)};
#endif
}

std::vector<ComponentVersion> libraries() {
  return {
      {"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"fmt", dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"libpng", png_get_libpng_ver(nullptr)},
      {"libyaml", yaml_get_version_string()},
      {"nlohmann/json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                               NLOHMANN_JSON_VERSION_PATCH)},
      {"simdjson", dotted(simdjson::SIMDJSON_VERSION_MAJOR, simdjson::SIMDJSON_VERSION_MINOR,
                          simdjson::SIMDJSON_VERSION_REVISION)},
      {"zlib", zlibVersion()},
  };
}

}  // namespace rbacgraph
