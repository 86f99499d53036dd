/// The window: GLFW, OpenGL 3 and ImGui's backends behind one class, the only one that knows them.
///
/// Draws when something happened, and waits otherwise. Thread rule: the main thread; wake() alone
/// may be called from any.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "canvas/pen.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph::gui {

struct WindowOptions {
  int width = 1600;
  int height = 1000;
  float scale = 0;  ///< 0: the monitor's
};

class Window {
 public:
  /// Fails where there is no display, or no OpenGL 3.2.
  static Result<std::unique_ptr<Window>> open(const WindowOptions& options);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  /// Letters that the names of the input are written in; bakes the fonts anew where they are new.
  void use_letters(const std::vector<char32_t>& letters);
  const std::vector<char32_t>& missing_letters() const;
  /// Letters that were to be drawn until now, and that the fonts lacked at that time.
  const std::set<char32_t>& wanted_letters() const;

  /// Draws one frame of what `draw` makes.
  void frame(const std::function<void(const Pen&)>& draw);
  /// Takes in what happened since the last frame.
  static void poll();
  /// Until something happens; at most so long, where seconds are given.
  void wait(double seconds = 0);
  /// Makes wait() return.
  static void wake();
  /// Did somebody ask for it to be closed, since the last call?
  bool take_close();
  int width() const;
  int height() const;
  void set_title(const std::string& title);
  /// Dropped on the window since the last call.
  std::vector<std::string> take_dropped();
  /// From now on the pixels of each frame are kept, for save_png().
  void keep_pixels();
  /// The last frame as a PNG file.
  Result<void> save_png(const std::string& path) const;
  /// Theme of the pen.
  void use_theme(const Theme& theme);

 private:
  Window();
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rbacgraph::gui
