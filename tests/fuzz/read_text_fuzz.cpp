// Any bytes whatever can be read: no crash, no hang, no error that ends the program. What is read
// makes a snapshot, however wrong the objects are.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/source/read.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rbacgraph::ReadOptions options;
  // Small enough that the limits are reached, too.
  options.limits.max_depth = 32;
  options.limits.max_yaml_nodes = 10'000;
  options.limits.max_name_bytes = 256;

  rbacgraph::SnapshotBuilder builder;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  rbacgraph::read_text(builder, text, "input", options);
  static_cast<void>(builder.build());
  return 0;
}
