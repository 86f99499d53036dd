#include "state/session.h"

#include <chrono>
#include <utility>

#include "rbacgraph/report/display.h"
#include "state/export.h"

namespace rbacgraph::gui {

Session::Session(std::function<void()> wake, Place place)
    : wake_(std::move(wake)), place_(std::move(place)) {}

void Session::open(std::vector<std::string> paths) {
  if (paths.empty()) return;
  paths_ = paths;
  load_ = {.loading = true, .file = printable(paths.front()), .error = "", .hint = ""};
  loader_.give([this, paths = std::move(paths)](const std::stop_token& stop) {
    // More often nobody could see it.
    constexpr std::chrono::milliseconds kBetweenNews{50};
    auto told = std::chrono::steady_clock::time_point{};
    const auto progress = [&](std::string_view file, std::uint64_t bytes, std::uint64_t total) {
      {
        const std::lock_guard lock(mutex_);
        arrived_.load.file = printable(file);
        arrived_.load.bytes = bytes;
        arrived_.load.total = total;
        arrived_.load_moved = true;
      }
      const auto now = std::chrono::steady_clock::now();
      if (now - told < kBetweenNews) return;
      told = now;
      wake_();
    };
    Result<std::shared_ptr<const Policy>> policy = read_policy(paths, stop, progress);
    if (stop.stop_requested()) return;
    {
      const std::lock_guard lock(mutex_);
      arrived_.load_ended = true;
      arrived_.load.error = policy ? "" : printable(policy.error().message);
      arrived_.load.hint = policy ? "" : printable(policy.error().hint);
      if (policy) arrived_.policy = std::move(*policy);
    }
    wake_();
  });
}

void Session::reload() { open(paths_); }

void Session::stop_loading() {
  loader_.drop();
  load_ = {};
}

void Session::dismiss_error() {
  load_.error.clear();
  load_.hint.clear();
}

void Session::apply(const Action& action) {
  const ViewState before = view();
  update(history_, action);
  line_error_ = {};
  if (policy_ && !same_content(before, view())) make_content();
}

void Session::ask(std::string_view line) {
  if (!policy_) return;
  Result<Question> question = read_question(*policy_->snapshot, line);
  if (!question) {
    line_error_ = {question.error().code, printable(question.error().message),
                   printable(question.error().hint)};
    return;
  }
  apply(AskQuestion{std::move(*question)});
}

void Session::make_content() {
  if (view().question.ask == Ask::Overview) {
    maker_.drop();
    content_ = nullptr;
    return;
  }
  maker_.give([this, policy = policy_, view = view()](const std::stop_token& stop) {
    auto content = std::make_shared<Content>(content_of(policy, view, stop));
    if (stop.stop_requested()) return;
    content->scene = place_(content->picture);
    {
      const std::lock_guard lock(mutex_);
      arrived_.content = std::move(content);
    }
    wake_();
  });
}

void Session::export_to(std::string path) {
  if (!content_) return;
  export_ = {false, "writing " + printable(path), ""};
  writer_.give([this, content = content_, path = std::move(path)](const std::stop_token& stop) {
    ExportState state;
    Result<std::string> bytes = exported(*content, path, stop);
    if (stop.stop_requested()) return;
    const Result<void> written =
        bytes ? write_file(path, *bytes) : Result<void>(tl::unexpected<Error>(bytes.error()));
    state.done = written.has_value();
    state.text = written ? "wrote " + printable(path) : printable(written.error().message);
    state.hint = written ? "" : printable(written.error().hint);
    {
      const std::lock_guard lock(mutex_);
      arrived_.exported = std::move(state);
    }
    wake_();
  });
}

bool Session::content_is_current() const {
  return content_ && content_->policy == policy_ && same_content(content_->view, view());
}

bool Session::poll() {
  Arrived arrived;
  {
    const std::lock_guard lock(mutex_);
    arrived = std::exchange(arrived_, {});
  }
  bool changed = false;
  if (arrived.load_ended) {
    load_ = {};
    load_.error = std::move(arrived.load.error);
    load_.hint = std::move(arrived.load.hint);
    changed = true;
  } else if (arrived.load_moved && load_.loading) {
    load_.file = std::move(arrived.load.file);
    load_.bytes = arrived.load.bytes;
    load_.total = arrived.load.total;
    changed = true;
  }
  if (arrived.exported) {
    export_ = std::move(*arrived.exported);
    changed = true;
  }
  if (arrived.policy) {
    policy_ = std::move(arrived.policy);
    content_ = nullptr;
    make_content();
    changed = true;
  }
  if (arrived.content && same_content(arrived.content->view, view()) &&
      arrived.content->policy == policy_) {
    content_ = std::move(arrived.content);
    changed = true;
  }
  return changed;
}

}  // namespace rbacgraph::gui
