// Any bytes as a stream of JSON documents: they are read, asked about, and the answers are whole.
// A first object makes the reader take all of it for JSON.

#include <string>

#include "fuzz_support.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph::fuzz;
  std::string text = "{}\n";
  text += text_of(data, size);
  ask_everything(read(text));
  return 0;
}
