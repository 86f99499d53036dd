#include "cli/big_pages.h"

#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__) && defined(__linux__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace rbacgraph::cli {

#if defined(__GLIBC__) && defined(__linux__)

void use_big_pages() {
  constexpr std::size_t kPage = std::size_t{2} << 20;
  constexpr std::size_t kHeap = std::size_t{64} << 20;
  constexpr int kNever = 1 << 30;
  // NOLINTBEGIN(concurrency-mt-unsafe, *-no-malloc, *-owning-memory, performance-no-int-to-ptr):
  // before there are threads, and about the heap itself
  ::mallopt(M_TOP_PAD, static_cast<int>(kHeap));
  ::mallopt(M_MMAP_THRESHOLD, kNever);
  ::mallopt(M_TRIM_THRESHOLD, kNever);
  const auto before = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  // More than the heap has left, so that it grows now.
  void* volatile grown = std::malloc(kPage);
  std::free(grown);
  const auto after = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  const std::uintptr_t first = (before + kPage - 1) / kPage * kPage;
  if (first < after) ::madvise(reinterpret_cast<void*>(first), after - first, MADV_HUGEPAGE);
  // NOLINTEND(concurrency-mt-unsafe, *-no-malloc, *-owning-memory, performance-no-int-to-ptr)
}

#else

void use_big_pages() {}

#endif

}  // namespace rbacgraph::cli
