// Any bytes as the members of a Snapshot document, and as a change of the snapshot that was read:
// one can be edited, however wrong it is.

#include <string>

#include "fuzz_support.h"
#include "rbacgraph/policy/snapshot_builder.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph::fuzz;
  const std::string_view text = text_of(data, size);
  const std::size_t half = text.find('\0') == std::string_view::npos ? size : text.find('\0');
  std::string document = R"({"apiVersion":"rbacgraph/v1","kind":"Snapshot",)";
  document.append(text.substr(0, half)).append("}");
  const std::shared_ptr<const rbacgraph::Snapshot> snapshot = read(document);
  ask_everything(snapshot);
  if (half == size) return 0;
  rbacgraph::SnapshotBuilder builder(snapshot);
  rbacgraph::read_text(builder, text.substr(half + 1), "more", read_options());
  ask_everything(builder.build());
  return 0;
}
