#include "source/item_lanes.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "policy/snapshot_part.h"

namespace rbacgraph {
namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

}  // namespace

LaneOptions::LaneOptions() {
  // The parts are put together one after the other: many threads would wait for one another.
  constexpr unsigned kMostThreads = 4;
  threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
}

/// What one thread reads pieces with.
class ItemLanes::Lane {
 public:
  Lane(const Reading& reading, const LaneOptions& options)
      : reader_(reading.input, reading.options.limits, options.piece_bytes,
                JsonWindow::Piecewise()),
        report_(part_.builder(), reading.options, ""),
        decoder_(part_.builder(), reading.options, report_) {
    report_.begin(reading.report.source());
  }

  enum class Result : std::uint8_t {
    Whole,    ///< all of the piece was read
    Ended,    ///< up to the end of the list
    Unclear,  ///< it has to be read again
  };

  bool take_piece(std::string_view seam) {
    const bool taken = reader_.take_piece(seam);
    unread_ = reader_.piece_offset();
    return taken;
  }

  Result read_piece(ValueReader::Cursor items, const ListContext& context) {
    reader_.begin_piece(items);
    for (;;) {
      const ValueReader::Mark before = reader_.mark();
      if (!reader_.next_item(items)) {
        if (!reader_.ok() || part_.has_diagnostics()) return Result::Unclear;
        reader_.seek(before);
        end_ = reader_.offset();
        return Result::Ended;
      }
      if (decoder_.decode(reader_, &context) != ObjectDecoder::Outcome::Done)
        return Result::Unclear;
      if (!reader_.at_end_of_piece()) continue;
      end_ = piece_end();
      return part_.has_diagnostics() ? Result::Unclear : Result::Whole;
    }
  }

  /// Moves what was read to where all is put. False, and nothing is moved, where the order of
  /// reading would be seen in what is told.
  bool move_to(const Reading& reading) {
    if (!reading.report.can_take(report_)) return false;
    part_.move_to(reading.builder);
    reading.report.take(report_);
    unread_ = end_;
    return true;
  }

  std::uint64_t piece_end() const { return reader_.piece_end(); }
  /// Puts what was not moved back into the input.
  void give_back() { reader_.give_back(unread_); }

 private:
  SnapshotPart part_;
  JsonReader reader_;
  InputReport report_;
  ObjectDecoder decoder_;
  std::uint64_t end_ = 0;     ///< of what was read of the piece
  std::uint64_t unread_ = 0;  ///< what is before it has been moved
};

/// From where the lanes start to where they stop.
class ItemLanes::Run {
 public:
  Run(const Reading& reading, const LaneOptions& options, const ValueReader::Cursor& items,
      const ListContext& context)
      : reading_(reading),
        options_(options),
        items_(items),
        context_(context),
        seam_(reading.reader.seam()) {
    reading_.reader.give_back_after_seam();
  }

  /// When it returns, what was not read is in the input again.
  void run() {
    std::vector<Held> held(options_.threads);
    {
      std::vector<std::jthread> others;
      try {
        for (std::size_t i = 1; i < held.size(); ++i)
          others.emplace_back([this, &mine = held[i]] { run_lane(mine); });
        // NOLINTNEXTLINE(bugprone-empty-catch)
      } catch (const std::system_error&) {
        // There are no more threads to be had: it takes longer.
      }
      run_lane(held.front());
    }
    if (failure_) std::rethrow_exception(failure_);
    // The last one first: the others' come before it.
    std::ranges::sort(held, std::greater(), &Held::turn);
    for (const Held& each : held)
      if (each.lane != nullptr) each.lane->give_back();
  }

  std::uint64_t pieces() const { return turn_; }
  /// Where the piece ends that has to be read again, if there is one.
  std::optional<std::uint64_t> unclear_end() const { return unclear_end_; }

 private:
  /// What a lane that stopped has at hand; no lane where that is nothing.
  struct Held {
    std::unique_ptr<Lane> lane;
    std::uint64_t turn = 0;
  };

  void run_lane(Held& held) {
    try {
      auto lane = std::make_unique<Lane>(reading_, options_);
      while (take_piece(*lane, held.turn)) {
        const Lane::Result result = lane->read_piece(items_, context_);
        if (wait_for(held.turn) && add(*lane, result)) continue;
        held.lane = std::move(lane);
        return;
      }
    } catch (...) {
      const std::lock_guard lock(turn_mutex_);
      if (!failure_) failure_ = std::current_exception();
      stop();
    }
  }

  bool take_piece(Lane& lane, std::uint64_t& turn) {
    const std::lock_guard lock(input_mutex_);
    if (stopped_) return false;
    if (lane.take_piece(seam_) && !reading_.input.stopped()) {
      turn = pieces_taken_++;
      return true;
    }
    lane.give_back();
    stopped_ = true;
    return false;
  }

  /// False where it does not come any more.
  bool wait_for(std::uint64_t turn) {
    std::unique_lock lock(turn_mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == turn || no_more_turns_; });
    return !no_more_turns_;
  }

  /// In the lane's turn. False where it was the last one.
  bool add(Lane& lane, Lane::Result result) {
    const bool moved = result != Lane::Result::Unclear && lane.move_to(reading_);
    const std::lock_guard lock(turn_mutex_);
    if (!moved) {
      unclear_end_ = lane.piece_end();
      stop();
      return false;
    }
    ++turn_;
    if (result == Lane::Result::Ended) {
      stop();
      return false;
    }
    turn_changed_.notify_all();
    return true;
  }

  /// With the mutex of the turns.
  void stop() {
    stopped_ = no_more_turns_ = true;
    turn_changed_.notify_all();
  }

  const Reading& reading_;
  const LaneOptions& options_;
  const ValueReader::Cursor items_;
  const ListContext& context_;
  const std::string seam_;

  std::mutex input_mutex_;
  std::uint64_t pieces_taken_ = 0;
  std::atomic<bool> stopped_ = false;  ///< no more pieces are taken

  std::mutex turn_mutex_;
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 0;  ///< number of the piece that is added next
  bool no_more_turns_ = false;
  std::optional<std::uint64_t> unclear_end_;
  std::exception_ptr failure_;
};

ItemLanes::ItemLanes(const Reading& reading, const LaneOptions& options)
    : reading_(reading), options_(options) {
  if (options_.threads < 2) next_try_ = kNever;
}

void ItemLanes::try_from_here(ValueReader::Cursor& items, const ListContext& context) {
  // A text that is full of things to tell about is not read twice.
  constexpr std::uint64_t kFree = 8;
  constexpr std::uint64_t kPiecesForOneLost = 4;
  if (lost_ > kFree + pieces_ / kPiecesForOneLost) {
    next_try_ = kNever;
    return;
  }
  if (reading_.input.size_so_far() < options_.least_input) {
    next_try_ = reading_.reader.offset() + options_.piece_bytes;
    return;
  }
  if (reading_.reader.seam().empty()) return;
  Run run(reading_, options_, items, context);
  run.run();
  pieces_ += run.pieces();
  if (run.unclear_end()) ++lost_;
  next_try_ = run.unclear_end().value_or(reading_.input.position() + options_.piece_bytes);
  reading_.reader.resume(items);
}

}  // namespace rbacgraph
