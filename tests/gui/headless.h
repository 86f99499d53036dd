/// The panels without a window: ImGui with a font and no backend, a pointer and keys that are set
/// by hand. One at a time.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <imgui.h>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "canvas/scene.h"
#include "panels/ui.h"

namespace rbacgraph::gui {

/// No contexts: what whoever runs the tests has in a kubeconfig is not for them to ask.
inline std::shared_ptr<const LiveConfig> no_contexts() {
  auto live = std::make_shared<LiveConfig>();
  live->environment.variable = [](const std::string&) { return std::nullopt; };
  return live;
}

class Headless {
 public:
  explicit Headless(std::shared_ptr<const LiveConfig> live = no_contexts())
      : session_([] {}, build_scene, std::move(live)) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1600, 1000};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    // As the window has it.
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    constexpr std::array<std::pair<ImGuiKey, int>, 8> kKeys{{{ImGuiKey_Enter, 257},
                                                             {ImGuiKey_Tab, 258},
                                                             {ImGuiKey_RightArrow, 262},
                                                             {ImGuiKey_LeftArrow, 263},
                                                             {ImGuiKey_DownArrow, 264},
                                                             {ImGuiKey_UpArrow, 265},
                                                             {ImGuiKey_Escape, 256},
                                                             {ImGuiKey_Space, ' '}}};
    for (const auto& [key, code] : kKeys) io.KeyMap[key] = code;
    ImFont* const font = io.Fonts->AddFontDefault();
    fonts_.fonts.fill(font);
    io.Fonts->Build();
  }
  ~Headless() { ImGui::DestroyContext(); }
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  void settle() {
    for (int round = 0; round < 3; ++round) {
      while (session_.busy() || state_.workspace.busy()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        poll();
      }
      poll();
      frame();
    }
  }
  /// Draws until it holds; false where it did not in time.
  bool until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      poll();
      frame();
    }
    return true;
  }
  void poll() {
    session_.poll();
    state_.workspace.poll(session_);
  }
  void frame() {
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    ImGui::NewFrame();
    Pen pen;
    pen.theme = &theme_of(state_.theme);
    pen.fonts = &fonts_;
    pen.wanted = &wanted_;
    draw_app(pen, session_, state_);
    ImGui::Render();
  }
  void press(Point at) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = vec(at);
    frame();
    io.MouseDown[0] = true;
    frame();
    io.MouseDown[0] = false;
    frame();
  }
  void key(int code, bool control = false, bool alt = false, bool shift = false) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = control;
    io.KeyAlt = alt;
    io.KeyShift = shift;
    io.KeysDown[code] = true;
    frame();
    io.KeysDown[code] = false;
    io.KeyCtrl = io.KeyAlt = io.KeyShift = false;
    frame();
  }
  void type(const char* text) {
    ImGui::GetIO().AddInputCharactersUTF8(text);
    frame();
    frame();
  }

  Fonts fonts_;
  std::set<char32_t> wanted_;
  Session session_;
  UiState state_;
};

}  // namespace rbacgraph::gui
