#include "state/worker.h"

#include <utility>

namespace rbacgraph::gui {

Worker::Worker() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

Worker::~Worker() {
  drop();
  thread_.request_stop();
  wakes_.notify_all();
}

void Worker::give(Job job) {
  {
    const std::lock_guard lock(mutex_);
    current_.request_stop();
    next_ = std::move(job);
  }
  wakes_.notify_all();
}

void Worker::drop() {
  const std::lock_guard lock(mutex_);
  current_.request_stop();
  next_ = nullptr;
}

bool Worker::busy() const {
  const std::lock_guard lock(mutex_);
  return running_ || next_ != nullptr;
}

void Worker::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wakes_.wait(lock, stop, [this] { return next_ != nullptr; })) {
    const Job job = std::exchange(next_, nullptr);
    current_ = std::stop_source();
    const std::stop_token mine = current_.get_token();
    running_ = true;
    lock.unlock();
    job(mine);
    lock.lock();
    running_ = false;
  }
}

}  // namespace rbacgraph::gui
