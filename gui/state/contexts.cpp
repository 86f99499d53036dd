#include "state/contexts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "rbacgraph/report/display.h"
#include "rbacgraph/source/probe.h"
#include "state/letters.h"

namespace rbacgraph::gui {
namespace {

/// "https://host:port/prefix" without what comes before the host.
std::string host_of(const std::string& server) {
  const std::size_t scheme = server.find("://");
  return printable(scheme == std::string::npos ? server : server.substr(scheme + 3));
}

ContextRow row_of(const ContextSummary& context) {
  ContextRow row;
  row.name = context.name;
  row.host = host_of(context.server);
  row.user = printable(context.user);
  row.current = context.current;
  return row;
}

std::vector<char32_t> letters_of(const std::vector<ContextRow>& rows) {
  std::set<char32_t> letters;
  for (const ContextRow& row : rows) {
    for (const std::string& text : {row.name, row.host, row.user}) {
      collect_letters(text, letters);
    }
  }
  return {letters.begin(), letters.end()};
}

/// The row says already which server it is about.
std::string without_server(const std::string& message, const std::string& server) {
  const std::string start = server + ": ";
  return printable(message.starts_with(start) ? message.substr(start.size()) : message);
}

}  // namespace

ContextList::ContextList(std::function<void()> wake, std::shared_ptr<const LiveConfig> live)
    : wake_(std::move(wake)), live_(std::move(live)) {}

ContextList::~ContextList() { forget_questions(); }

void ContextList::begin() {
  if (!begun_) refresh();
}

void ContextList::refresh() {
  begun_ = true;
  forget_questions();
  reader_.give([this](const std::stop_token& stop) {
    List list;
    const Result<std::vector<ContextSummary>> contexts =
        list_contexts(live_->connection(), live_->environment);
    if (contexts) {
      for (const ContextSummary& context : *contexts) {
        list.rows.push_back(row_of(context));
      }
      std::ranges::stable_partition(list.rows, &ContextRow::current);
      list.letters = letters_of(list.rows);
    } else {
      list.error = {contexts.error().code, printable(contexts.error().message),
                    printable(contexts.error().hint)};
    }
    if (stop.stop_requested()) return;
    {
      const std::lock_guard lock(mutex_);
      arrived_ = std::move(list);
    }
    wake_();
  });
}

void ContextList::forget_questions() {
  {
    const std::lock_guard lock(mutex_);
    ++round_;
    round_stops_.request_stop();
    round_stops_ = std::stop_source();
    waiting_.clear();
    replies_.clear();
  }
  for (ContextRow& row : rows_)
    if (row.reach == Reach::Checking) row.reach = Reach::Unasked;
}

void ContextList::show(std::span<const std::size_t> rows) {
  if (!live_->probes) return;
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const Question& question) {
      if (std::ranges::find(rows, question.row) != rows.end()) return false;
      rows_[question.row].reach = Reach::Unasked;
      return true;
    });
    for (const std::size_t row : rows) {
      if (row >= rows_.size() || rows_[row].reach != Reach::Unasked) continue;
      rows_[row].reach = Reach::Checking;
      waiting_.push_back({row, rows_[row].name});
    }
    waiting = waiting_.size();
  }
  if (waiting == 0) return;
  const std::size_t wanted = std::min(kMostAtOnce, askers_.size() + waiting);
  while (askers_.size() < wanted)
    askers_.emplace_back([this](const std::stop_token& stop) { ask_waiting(stop); });
  asks_.notify_all();
}

void ContextList::ask_waiting(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (asks_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const Question question = std::move(waiting_.front());
    waiting_.pop_front();
    const std::uint64_t round = round_;
    const std::stop_token ends = round_stops_.get_token();
    ++asking_;
    lock.unlock();
    Reply reply = reply_of(question, ends);
    lock.lock();
    --asking_;
    if (round != round_) continue;
    replies_.push_back(std::move(reply));
    lock.unlock();
    wake_();
    lock.lock();
  }
}

ContextList::Reply ContextList::reply_of(const Question& question,
                                         const std::stop_token& stop) const {
  ConnectionOptions connection = live_->connection();
  connection.context = question.name;
  Reply reply;
  reply.row = question.row;
  const Result<ClusterAccess> access = choose_cluster(connection, live_->environment);
  Result<ServerProbe> probe = access ? probe_server(*access, live_->patience, stop)
                                     : Result<ServerProbe>(tl::unexpected<Error>(access.error()));
  if (probe && !probe->distrust.message.empty()) {
    reply.reach = Reach::Untrusted;
    reply.error = without_server(probe->distrust.message, access->server);
    reply.hint = printable(probe->distrust.hint);
    return reply;
  }
  if (probe) {
    reply.reach = Reach::There;
    reply.version = printable(probe->version);
    return reply;
  }
  reply.reach = access ? Reach::Silent : Reach::Broken;
  reply.error = without_server(probe.error().message, access ? access->server : "");
  reply.hint = printable(probe.error().hint);
  return reply;
}

bool ContextList::poll() {
  std::optional<List> list;
  std::vector<Reply> replies;
  {
    const std::lock_guard lock(mutex_);
    list = std::exchange(arrived_, std::nullopt);
    replies = std::exchange(replies_, {});
  }
  const bool changed = list.has_value() || !replies.empty();
  if (list) {
    // Questions were about the rows before.
    forget_questions();
    rows_ = std::move(list->rows);
    letters_ = std::move(list->letters);
    error_ = std::move(list->error);
    is_read_ = true;
    return true;
  }
  for (Reply& reply : replies) {
    ContextRow& row = rows_[reply.row];
    row.reach = reply.reach;
    row.version = std::move(reply.version);
    row.error = std::move(reply.error);
    row.hint = std::move(reply.hint);
  }
  return changed;
}

bool ContextList::busy() const {
  const std::lock_guard lock(mutex_);
  return reader_.busy() || arrived_.has_value() || !replies_.empty() || !waiting_.empty() ||
         asking_ > 0;
}

}  // namespace rbacgraph::gui
