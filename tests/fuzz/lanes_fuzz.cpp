// Any bytes as the items of a list, read by one thread and by several: ids, places and messages are
// the same. The first byte says how long the pieces are that the threads take.

#include <string>

#include "fuzz_support.h"
#include "lanes_support.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph;
  if (size == 0) return 0;
  const std::size_t piece = 64 + std::size_t{16} * data[0];
  std::string text = "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [{},\n";
  text += fuzz::text_of(data + 1, size - 1);
  text += "\n]}\n";
  const ReadOptions options = fuzz::read_options();
  const auto all = [&](std::size_t threads) {
    const test::Reading reading =
        test::read_in_lanes(memory_input(text), test::lanes(threads, piece), options);
    return test::everything(*reading.snapshot);
  };
  fuzz::require(all(1) == all(2), "threads are not seen in what is read");
  return 0;
}
