#include "state/session.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "rbacgraph/report/display.h"
#include "state/export.h"
#include "state/write_file.h"

namespace rbacgraph::gui {

Session::Session(std::function<void()> wake, Place place, std::shared_ptr<const LiveConfig> live)
    : wake_(std::move(wake)),
      place_(std::move(place)),
      live_(std::move(live)),
      contexts_(wake_, live_) {}

void Session::open(std::vector<std::string> paths, std::vector<std::string> others) {
  if (paths.empty()) return;
  load(nullptr, std::move(paths), std::move(others));
}

void Session::compare(std::vector<std::string> others) {
  if (!policy_ || others.empty()) return;
  load(policy_, policy_->paths, std::move(others));
}

void Session::swap_sides() {
  if (comparison_) open(comparison_->paths, policy_->paths);
}

void Session::end_comparison() {
  comparison_ = nullptr;
  others_.clear();
  tell_change(0);
  if (view().question.ask == Ask::Diff) apply(AskQuestion{});
}

void Session::reload() { open(paths_, others_); }

/// `policy` null: `paths` are read. With `others` they are compared with them.
void Session::load(std::shared_ptr<const Policy> policy, std::vector<std::string> paths,
                   std::vector<std::string> others) {
  paths_ = paths;
  others_ = others;
  load_ = {};
  load_.loading = true;
  load_.compares = policy != nullptr;
  load_.file = words_of_inputs({policy ? others.front() : paths.front()});
  forget_loading();
  // One that does not stop, because it waits for a pipe, must not hold up the next.
  if (loader_->busy()) stuck_.push_back(std::exchange(loader_, std::make_unique<Worker>()));
  std::erase_if(stuck_, [](const auto& each) { return !each->busy(); });
  loader_->give([this, policy = std::move(policy), paths = std::move(paths),
                 others = std::move(others)](const std::stop_token& stop) {
    read_inputs(policy, paths, others, stop);
  });
}

/// By a worker.
void Session::read_inputs(std::shared_ptr<const Policy> policy,
                          const std::vector<std::string>& paths,
                          const std::vector<std::string>& others, const std::stop_token& stop) {
  // Each is a frame, which costs more than reading a few megabytes where no graphics card draws
  // it.
  constexpr std::chrono::milliseconds kBetweenNews{250};
  auto told = std::chrono::steady_clock::time_point{};
  const auto progress = [&](const ReadNews& news) {
    {
      const std::lock_guard lock(mutex_);
      if (stop.stop_requested()) return;
      arrived_.load.file = words_of_inputs({std::string(news.input)});
      arrived_.load.bytes = news.bytes;
      arrived_.load.total = news.total;
      arrived_.load.part = news.part;
      arrived_.load.detail = std::string(news.detail);
      arrived_.load_moved = true;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - told < kBetweenNews) return;
    told = now;
    wake_();
  };
  Arrived read;
  Error error;
  if (!policy) {
    Result<std::shared_ptr<const Policy>> made = read_policy(paths, stop, progress, *live_);
    if (made) read.policy = policy = std::move(*made);
    if (!made) error = made.error();
  }
  if (policy && !others.empty()) {
    Result<std::shared_ptr<const Comparison>> made =
        read_comparison(policy, others, stop, progress, *live_);
    if (made) read.comparison = std::move(*made);
    if (!made) error = made.error();
  }
  {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return;
    arrived_.load_ended = true;
    arrived_.load.error = printable(error.message);
    arrived_.load.hint = printable(error.hint);
    arrived_.policy = std::move(read.policy);
    arrived_.comparison = std::move(read.comparison);
  }
  wake_();
}

void Session::tell_change(std::uint32_t number) {
  told_ = {number, ""};
  if (number == 0 || !comparison_) return teller_.drop();
  teller_.give([this, comparison = comparison_, number](const std::stop_token& stop) {
    ToldChange told{number, gui::told_change(*comparison, number)};
    if (stop.stop_requested()) return;
    {
      const std::lock_guard lock(mutex_);
      arrived_.told = std::move(told);
    }
    wake_();
  });
}

/// What is not waited for any more may have ended already.
void Session::forget_loading() {
  loader_->drop();
  const std::lock_guard lock(mutex_);
  arrived_.load_ended = arrived_.load_moved = false;
  arrived_.policy = nullptr;
  arrived_.comparison = nullptr;
}

void Session::stop_loading() {
  forget_loading();
  load_ = {};
  // What is read again is what is there.
  if (policy_) paths_ = policy_->paths;
  others_ = comparison_ ? comparison_->paths : std::vector<std::string>{};
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
  if (before.selected != view().selected) describe();
}

std::string Session::told_node() const {
  const bool asks = view().question.ask == Ask::Object && content_is_current();
  if (!view().selected.empty() || !asks) return view().selected;
  const auto start = std::ranges::find_if(content_->picture.nodes, &PictureNode::start);
  if (start == content_->picture.nodes.end()) return "";
  return content_->ids[static_cast<std::size_t>(start - content_->picture.nodes.begin())];
}

/// In who-can a node may have many grants, and a role many rules.
void Session::describe() {
  std::string told = told_node();
  if (told.empty() || !content_is_current() || content_->comparison) return describer_.drop();
  if (details_.node == told) return;
  describer_.give([this, content = content_, node = std::move(told)](const std::stop_token& stop) {
    Details details = details_of(*content, node, stop);
    if (stop.stop_requested()) return;
    {
      const std::lock_guard lock(mutex_);
      arrived_.details = {content, std::move(details)};
    }
    wake_();
  });
}

Result<Question> Session::read(std::string_view line) const {
  Result<Question> question = read_question(*policy_->snapshot, line);
  // Somebody may be in B alone.
  if (!question && comparison_ && line.starts_with("diff")) {
    Result<Question> of_b = read_question(*comparison_->diff.b, line);
    if (of_b) question = std::move(of_b);
  }
  return question;
}

void Session::ask(std::string_view line) {
  if (!policy_) return;
  Result<Question> question = read(line);
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
  maker_.give([this, policy = policy_, comparison = comparison_,
               view = view()](const std::stop_token& stop) {
    auto made = std::make_shared<Content>(view.question.ask == Ask::Diff
                                              ? diff_content(comparison, view, stop)
                                              : content_of(policy, view, stop));
    made->policy = policy;
    if (stop.stop_requested()) return;
    made->scene = place_(made->picture);
    const std::shared_ptr<const Content> content = std::move(made);
    {
      const std::lock_guard lock(mutex_);
      arrived_.content = content;
    }
    wake_();
    // Takes longer than all else where rules come from many roles, so it is not waited for.
    std::optional<std::vector<CutText>> removal = removal_of(*policy, view.question, stop);
    if (!removal || stop.stop_requested()) return;
    {
      const std::lock_guard lock(mutex_);
      arrived_.removal = {content, std::move(*removal)};
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

bool Session::is_current(const Content& content) const {
  const bool compares = content.view.question.ask == Ask::Diff;
  return content.policy == policy_ && same_content(content.view, view()) &&
         (!compares || content.comparison == comparison_);
}

bool Session::content_is_current() const { return content_ && is_current(*content_); }

/// A policy by itself ends the comparison with the one before. What differs is shown at once, but
/// where the same inputs were read again.
void Session::take_input(std::shared_ptr<const Policy> policy,
                         std::shared_ptr<const Comparison> comparison) {
  const bool again = policy && comparison_ != nullptr;
  if (policy) policy_ = std::move(policy);
  comparison_ = std::move(comparison);
  content_ = nullptr;
  tell_change(0);
  Question changes;
  changes.ask = Ask::Diff;
  if (comparison_ && !again && view().question != changes) {
    apply(AskQuestion{changes});
  } else {
    make_content();
  }
}

bool Session::poll() {
  Arrived arrived;
  {
    const std::lock_guard lock(mutex_);
    arrived = std::exchange(arrived_, {});
  }
  bool changed = contexts_.poll();
  if (arrived.load_ended) {
    load_ = {};
    load_.error = std::move(arrived.load.error);
    load_.hint = std::move(arrived.load.hint);
    changed = true;
  } else if (arrived.load_moved && load_.loading) {
    load_.file = std::move(arrived.load.file);
    load_.bytes = arrived.load.bytes;
    load_.total = arrived.load.total;
    load_.part = arrived.load.part;
    load_.detail = std::move(arrived.load.detail);
    changed = true;
  }
  if (arrived.exported) {
    export_ = std::move(*arrived.exported);
    export_.number = ++exports_;
    changed = true;
  }
  if (arrived.policy || arrived.comparison) {
    take_input(std::move(arrived.policy), std::move(arrived.comparison));
    changed = true;
  }
  if (arrived.told && arrived.told->number == told_.number) {
    told_ = std::move(*arrived.told);
    changed = true;
  }
  if (arrived.content && is_current(*arrived.content)) {
    content_ = std::move(arrived.content);
    details_ = {};
    removal_.reset();
    describe();
    changed = true;
  }
  if (arrived.removal.first && arrived.removal.first == content_) {
    removal_ = std::move(arrived.removal.second);
    changed = true;
  }
  const Details& details = arrived.details.second;
  if (arrived.details.first && arrived.details.first == content_ && details.node == told_node()) {
    details_ = std::move(arrived.details.second);
    changed = true;
  }
  return changed;
}

}  // namespace rbacgraph::gui
