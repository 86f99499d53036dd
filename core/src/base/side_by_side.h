/// Two things at once, where they are long enough for that.
#pragma once

#include <exception>
#include <system_error>
#include <thread>

namespace rbacgraph {

/// Does both, `other` in a thread of its own if `worth_a_thread`. They may read the same things,
/// and each writes what is its alone. What one of them throws is thrown here, when both are at
/// their ends.
template <class One, class Other>
void side_by_side(bool worth_a_thread, const One& one, const Other& other) {
  std::exception_ptr failure;
  const auto keep_failure = [&] {
    try {
      other();
    } catch (...) {
      failure = std::current_exception();
    }
  };
  std::jthread thread;
  try {
    if (worth_a_thread) thread = std::jthread(keep_failure);
  } catch (const std::system_error&) {
    // There is none to be had.
    worth_a_thread = false;
  }
  one();
  if (!worth_a_thread) return other();
  thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace rbacgraph
