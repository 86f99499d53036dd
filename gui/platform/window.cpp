#include "platform/window.h"

// GLFW brings the functions of OpenGL 1 along, which are all that reading pixels takes.
#include <algorithm>
#include <array>
#include <cfloat>
#include <iterator>
#include <utility>

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>

#include "platform/font_atlas.h"
#include "platform/png_file.h"

namespace rbacgraph::gui {
namespace {

std::string glfw_error() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text == nullptr ? "unknown error" : text;
}

/// A key, or, with `letter`, what it typed; or that a button of the mouse was let go in between.
struct KeyEvent {
  int key = 0;
  int scancode = 0;
  int action = 0;
  int mods = 0;
  unsigned letter = 0;
  bool after_click = false;
};

/// A button of the mouse, pressed or let go.
struct ButtonEvent {
  int button = 0;
  bool down = false;
  ImVec2 at;
};

/// What a key opened has the keyboard after so many frames, and what a click opened.
constexpr int kUntilFocused = 3;
constexpr int kUntilClicked = 6;

}  // namespace

struct Window::Parts {
  GLFWwindow* window = nullptr;
  float scale = 1;
  FontAtlas fonts;
  std::vector<char32_t> letters;
  std::set<char32_t> wanted;
  const Theme* theme = &theme_of(ThemeName::Light);
  std::vector<std::string> dropped;
  bool has_backends = false;
  std::vector<KeyEvent> keys;        ///< not yet told to ImGui
  int frames_to_wait = 0;            ///< until more of them are told
  std::vector<ButtonEvent> buttons;  ///< likewise
  std::array<bool, 3> held{};        ///< left, right, middle, as ImGui knows them
  bool keeps_pixels = false;
  std::vector<unsigned char> pixels;
  int pixel_width = 0;
  int pixel_height = 0;

  /// Tells ImGui of keys. It sees them as they are once a frame, so what is let go after something
  /// was pressed is let go in the next one: quick fingers press Alt and an arrow between two
  /// frames. Where no text is typed a key may open what takes it: then what is typed next waits for
  /// that, and what the key itself typed is for nobody.
  void feed_keys() {
    if (frames_to_wait > 0) {
      --frames_to_wait;
      return;
    }
    const bool types = ImGui::GetIO().WantTextInput;
    bool pressed = false;
    int let_go = GLFW_KEY_UNKNOWN;
    std::size_t fed = 0;
    for (; fed < keys.size(); ++fed) {
      const KeyEvent& event = keys[fed];
      if (event.after_click) {
        if (pressed) break;
        frames_to_wait = kUntilClicked;
        ++fed;
        break;
      }
      if (event.letter != 0) {
        if (types) ImGui_ImplGlfw_CharCallback(window, event.letter);
        continue;
      }
      if (is_for_next_frame(event, pressed, types, let_go)) break;
      if (event.action == GLFW_RELEASE) let_go = event.key;
      pressed = pressed || (event.action == GLFW_PRESS && !is_modifier(event.key) &&
                            !(types && is_letter(event)));
      ImGui_ImplGlfw_KeyCallback(window, event.key, event.scancode, event.action, event.mods);
    }
    if (pressed && !types) frames_to_wait = std::max(frames_to_wait, kUntilFocused);
    keys.erase(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(fed));
  }

  /// After what was told in this one: whether something was pressed, and which key was let go last.
  static bool is_for_next_frame(const KeyEvent& event, bool pressed, bool types, int let_go) {
    const bool presses = event.action == GLFW_PRESS;
    if (pressed && (event.action == GLFW_RELEASE || (presses && !types))) return true;
    // Up and down again within a frame would be seen as held.
    return presses && event.key == let_go;
  }

  /// ImGui sees buttons as they are once a frame: what happened between two frames is told in as
  /// many frames as it takes, or a second click would be part of the first.
  void feed_buttons() {
    ImGuiIO& io = ImGui::GetIO();
    if (!buttons.empty()) {
      const ButtonEvent event = buttons.front();
      buttons.erase(buttons.begin());
      held.at(static_cast<std::size_t>(event.button)) = event.down;
      io.MousePos = event.at;
    }
    std::ranges::copy(held, std::begin(io.MouseDown));
  }

  static bool is_modifier(int key) {
    return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER;
  }

  /// Of text all letters that came are typed in one frame.
  static bool is_letter(const KeyEvent& event) {
    return event.key < GLFW_KEY_ESCAPE && (event.mods & (GLFW_MOD_CONTROL | GLFW_MOD_ALT)) == 0;
  }

  /// Before the buffers are swapped: what is in front afterwards is nobody's to read.
  void take_pixels(int width, int height) {
    constexpr std::size_t kChannels = 3;
    pixel_width = width;
    pixel_height = height;
    pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * kChannels);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadBuffer(GL_BACK);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  }
};

Window::Window() : parts_(std::make_unique<Parts>()) {}

Window::~Window() {
  if (parts_->has_backends) {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
  }
  if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
  if (parts_->window != nullptr) glfwDestroyWindow(parts_->window);
  glfwTerminate();
}

Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
  std::unique_ptr<Window> window(new Window);
  Parts& parts = *window->parts_;
  if (glfwInit() != GLFW_TRUE) {
    return fail(ErrorCode::Unsupported, "no window can be opened: " + glfw_error(),
                "the command line, rbacgraph, needs no display; xvfb-run gives one to a script");
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  parts.window = glfwCreateWindow(options.width, options.height, "rbacgraph", nullptr, nullptr);
  if (parts.window == nullptr) {
    return fail(ErrorCode::Unsupported, "no window with OpenGL 3.2 can be opened: " + glfw_error(),
                "the command line, rbacgraph, draws without a display: rbacgraph graph -o svg");
  }
  glfwMakeContextCurrent(parts.window);
  glfwSwapInterval(1);
  float x_scale = 1;
  float y_scale = 1;
  glfwGetWindowContentScale(parts.window, &x_scale, &y_scale);
  parts.scale = options.scale > 0 ? options.scale : x_scale;
  glfwSetWindowUserPointer(parts.window, &parts);
  glfwSetDropCallback(parts.window, [](GLFWwindow* which, int count, const char** paths) {
    auto* const to = static_cast<Parts*>(glfwGetWindowUserPointer(which));
    to->dropped.assign(paths, paths + count);
  });

  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  // As desktops have it. Without a graphics card frames alone take half of what ImGui allows.
  io.MouseDoubleClickTime = 0.5F;
  ImGui_ImplGlfw_InitForOpenGL(parts.window, true);
  glfwSetKeyCallback(parts.window,
                     [](GLFWwindow* which, int key, int scancode, int action, int mods) {
                       static_cast<Parts*>(glfwGetWindowUserPointer(which))
                           ->keys.push_back({key, scancode, action, mods, 0});
                     });
  glfwSetMouseButtonCallback(
      parts.window, [](GLFWwindow* which, int mouse_button, int action, int mods) {
        ImGui_ImplGlfw_MouseButtonCallback(which, mouse_button, action, mods);
        auto* const to = static_cast<Parts*>(glfwGetWindowUserPointer(which));
        if (mouse_button >= 0 && mouse_button < static_cast<int>(to->held.size())) {
          double x = 0;
          double y = 0;
          glfwGetCursorPos(which, &x, &y);
          to->buttons.push_back(
              {mouse_button, action == GLFW_PRESS, {static_cast<float>(x), static_cast<float>(y)}});
        }
        if (action != GLFW_RELEASE) return;
        KeyEvent event;
        event.after_click = true;
        to->keys.push_back(event);
      });
  glfwSetCharCallback(parts.window, [](GLFWwindow* which, unsigned letter) {
    KeyEvent event;
    event.letter = letter;
    static_cast<Parts*>(glfwGetWindowUserPointer(which))->keys.push_back(event);
  });
  ImGui_ImplOpenGL3_Init("#version 150");
  parts.has_backends = true;
  if (!parts.fonts.build(parts.scale, {})) {
    return fail(ErrorCode::Unsupported, "there is no font to draw text with",
                "apt-get install fonts-dejavu-core");
  }
  return window;
}

void Window::use_letters(const std::vector<char32_t>& letters) {
  if (letters == parts_->letters) return;
  parts_->letters = letters;
  parts_->fonts.build(parts_->scale, letters);
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

const std::vector<char32_t>& Window::missing_letters() const { return parts_->fonts.missing(); }

const std::set<char32_t>& Window::wanted_letters() const { return parts_->wanted; }

void Window::frame(const std::function<void(const Pen&)>& draw) {
  ImGui_ImplOpenGL3_NewFrame();
  parts_->feed_keys();
  ImGui_ImplGlfw_NewFrame();
  parts_->feed_buttons();
  // A picture is of what there is to see, wherever the pointer happens to be.
  if (parts_->keeps_pixels) ImGui::GetIO().MousePos = {-FLT_MAX, -FLT_MAX};
  ImGui::NewFrame();
  Pen pen;
  pen.theme = parts_->theme;
  pen.fonts = &parts_->fonts.fonts();
  pen.scale = parts_->scale;
  pen.wanted = &parts_->wanted;
  draw(pen);
  ImGui::Render();
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(parts_->window, &width, &height);
  glViewport(0, 0, width, height);
  const ImVec4 background = ImGui::ColorConvertU32ToFloat4(parts_->theme->app);
  glClearColor(background.x, background.y, background.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  if (parts_->keeps_pixels) parts_->take_pixels(width, height);
  glfwSwapBuffers(parts_->window);
}

void Window::poll() { glfwPollEvents(); }

void Window::wait(double seconds) {
  if (!parts_->keys.empty() || !parts_->buttons.empty()) return poll();
  if (seconds > 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwWaitEvents();
  }
}

void Window::wake() { glfwPostEmptyEvent(); }

bool Window::take_close() {
  const bool asked = glfwWindowShouldClose(parts_->window) == GLFW_TRUE;
  glfwSetWindowShouldClose(parts_->window, GLFW_FALSE);
  return asked;
}

int Window::width() const {
  int width = 0;
  glfwGetWindowSize(parts_->window, &width, nullptr);
  return width;
}

int Window::height() const {
  int height = 0;
  glfwGetWindowSize(parts_->window, nullptr, &height);
  return height;
}

void Window::set_title(const std::string& title) {
  glfwSetWindowTitle(parts_->window, title.c_str());
}

std::vector<std::string> Window::take_dropped() { return std::exchange(parts_->dropped, {}); }

void Window::use_theme(const Theme& theme) { parts_->theme = &theme; }

void Window::keep_pixels() { parts_->keeps_pixels = true; }

Result<void> Window::save_png(const std::string& path) const {
  return write_png(path, parts_->pixel_width, parts_->pixel_height, parts_->pixels);
}

}  // namespace rbacgraph::gui
