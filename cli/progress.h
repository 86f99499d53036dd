/// A line on a terminal that says how far reading is. It is there only while something takes long,
/// and leaves nothing behind.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace rbacgraph::cli {

/// "reading dump.json: 12.3 of 128.0 MB (9 %)", no wider than `columns`. A total of 0 is unknown.
std::string progress_line(std::string_view file, std::uint64_t bytes, std::uint64_t total,
                          std::size_t columns);

/// While this lives nobody else may write to `err`. begin() and update() may be called from any
/// thread.
class Progress {
 public:
  struct Timing {
    std::chrono::milliseconds delay{500};  ///< what is faster is not worth a line
    std::chrono::milliseconds interval{100};
  };

  Progress(std::ostream& err, std::size_t columns, Timing timing);
  Progress(std::ostream& err, std::size_t columns) : Progress(err, columns, Timing()) {}
  /// Clears the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// What is read next. Also said while not a byte has come.
  void begin(std::string_view file) { update(file, 0, 0); }
  void update(std::string_view file, std::uint64_t bytes, std::uint64_t total);

 private:
  void draw(const std::stop_token& stop, Timing timing);

  std::ostream& err_;
  std::size_t columns_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string file_;
  std::uint64_t bytes_ = 0;
  std::uint64_t total_ = 0;
  bool shown_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace rbacgraph::cli
