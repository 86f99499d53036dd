#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <utility>
#include <vector>

#include "app_options.h"
#include "canvas/scene.h"
#include "panels/ui.h"
#include "platform/window.h"
#include "rbacgraph/base/version.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/private_process.h"
#include "state/letters.h"
#include "state/session.h"
#include "state/settings.h"
#include "state/visual_text.h"

namespace rbacgraph::gui {
namespace {

constexpr int kUsage = 2;
constexpr int kUnreadable = 3;
constexpr int kInternal = 3;
/// Seconds between two looks at what workers do, should none of them say that there is news.
constexpr double kLook = 0.25;
/// A layout is settled after so many frames without news.
constexpr int kSettled = 3;

int tell(const Error& error, int status) {
  std::cerr << "rbacgraph-gui: error: " << printable(error.message) << "\n";
  if (!error.hint.empty()) std::cerr << "hint: " << printable(error.hint) << "\n";
  return status;
}

std::shared_ptr<const LiveConfig> live_config(const AppOptions& options) {
  auto live = std::make_shared<LiveConfig>();
  live->kubeconfig = options.kubeconfig;
  live->probes = options.probes;
  return live;
}

class App {
 public:
  App(Window& window, const AppOptions& options, Settings& settings)
      : window_(window),
        options_(options),
        settings_(settings),
        asks_first_(!options.view.empty()),
        session_(&Window::wake, build_scene, live_config(options)) {
    state_.theme = options.theme.value_or(theme_named(settings.theme).value_or(ThemeName::Light));
    state_.recent = settings.recent;
    for (const std::string& day : settings.recent_days)
      state_.recent_days.push_back(words_of_day(day, today()));
    std::error_code none;
    state_.samples = read_samples(
        samples_folder(std::filesystem::read_symlink("/proc/self/exe", none).string()));
    state_.workspace.wake_by(&Window::wake);
    std::string workspace = options.workspace;
    if (options.paths.size() == 1 && options.others.empty() &&
        looks_like_workspace(options.paths.front())) {
      workspace = options.paths.front();
    }
    if (!workspace.empty()) {
      state_.workspace.open(workspace);
    } else if (!options.paths.empty()) {
      session_.open(options.paths, options.others);
    }
  }

  int run() {
    int calm = 0;
    while (!state_.quit) {
      if (window_.take_close()) ask_to_quit(state_);
      const bool news = take_news();
      draw();
      // A picture has what contexts come to; nobody else waits for that.
      const bool probes = !options_.screenshot.empty() && session_.contexts().busy();
      calm = news || probes || busy() ? 0 : calm + 1;
      if (!options_.screenshot.empty() && calm > kSettled) {
        const Error& contexts = session_.contexts().error();
        const bool is_pipe = !seen_ && contexts.code == ErrorCode::Unsupported;
        return is_pipe ? tell(contexts, kUsage) : save();
      }
      if (calm > kSettled && options_.screenshot.empty()) {
        window_.wait();
        calm = 0;
      } else if (probes || busy()) {
        window_.wait(kLook);
      } else {
        Window::poll();
      }
    }
    // What was asked to be saved is, before all ends.
    while (state_.workspace.saving() || session_.writing()) {
      window_.wait(kLook);
    }
    settings_.theme = to_string(state_.theme);
    settings_.width = window_.width();
    settings_.height = window_.height();
    return 0;
  }

  /// Frames of what there is to see: processor time of each, in milliseconds, that of all threads,
  /// with what OpenGL takes where no graphics card does it.
  int bench() {
    while (busy() || take_news()) {
      take_news();
      draw();
      if (busy()) window_.wait(kLook);
    }
    draw();
    if (!session_.load().error.empty()) return tell(load_error(), kUnreadable);
    constexpr int kFrames = 120;
    constexpr double kMilliseconds = 1000;
    const std::clock_t begun = std::clock();
    const double first = kMilliseconds * static_cast<double>(begun) / CLOCKS_PER_SEC;
    for (int frame = 0; frame < kFrames; ++frame) {
      state_.camera.pan({1, 1});
      draw();
    }
    const double each =
        kMilliseconds * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC / kFrames;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << "{\"millisecondsOfProcessorToFirstPicture\": " << first
              << ", \"peakMegabytes\": " << usage.ru_maxrss / 1024 << ", \"frames\": " << kFrames
              << ", \"millisecondsOfProcessorEach\": " << each
              << ", \"nodes\": " << state_.painted.nodes << ", \"edges\": " << state_.painted.edges
              << "}\n";
    return 0;
  }

  bool holds_up() const { return session_.holds_up(); }

 private:
  bool busy() const { return session_.busy() || state_.workspace.busy(); }

  bool take_news() {
    bool news = session_.poll();
    if (state_.workspace.poll(session_)) {
      news = true;
      const WorkspaceKeeper::Told& told = state_.workspace.told();
      if (told.warns && !state_.save_open) {
        state_.notice_open = true;
      }
    }
    if (std::vector<std::string> dropped = window_.take_dropped(); !dropped.empty()) {
      if (dropped.size() == 1 && looks_like_workspace(dropped.front())) {
        state_.workspace.open(dropped.front());
      } else if (session_.policy()) {
        ask_to_open(state_, session_.comparison() != nullptr, std::move(dropped));
      } else {
        session_.open(std::move(dropped));
      }
      news = true;
    }
    const std::shared_ptr<const Policy>& policy = session_.policy();
    const std::shared_ptr<const Comparison>& comparison = session_.comparison();
    // A workspace may have names in other letters than its inputs.
    const bool renamed = policy && state_.workspace.bookmarks() != seen_bookmarks_;
    if (policy != seen_ || comparison != seen_comparison_ || renamed) {
      seen_bookmarks_ = state_.workspace.bookmarks();
      if (policy != seen_) settings_.opened(policy->paths);
      seen_ = policy;
      seen_comparison_ = comparison;
      if (std::exchange(asks_first_, false)) session_.ask(options_.view);
      news = true;
    }
    if (window_.wanted_letters().size() != wanted_) {
      wanted_ = window_.wanted_letters().size();
      news = true;
    }
    if (news) use_letters();
    if (!options_.select.empty() && session_.content_is_current() && !selected_) {
      selected_ = true;
      state_.show_details = true;
      session_.apply(SelectNode{options_.select});
      news = true;
    }
    return news;
  }

  /// Of what is open, of the contexts that can be, of what the user calls views, and what else was
  /// to be drawn.
  void use_letters() {
    std::set<char32_t> letters;
    if (seen_) {
      const std::vector<char32_t>& names =
          seen_comparison_ ? seen_comparison_->letters : seen_->letters;
      letters.insert(names.begin(), names.end());
    }
    std::set<char32_t> more(session_.contexts().letters().begin(),
                            session_.contexts().letters().end());
    for (const Bookmark& bookmark : seen_bookmarks_) {
      collect_letters(bookmark.name, more);
      collect_letters(bookmark.view.question, more);
    }
    add_joined_forms(more);
    letters.merge(more);
    letters.insert(window_.wanted_letters().begin(), window_.wanted_letters().end());
    window_.use_letters({letters.begin(), letters.end()});
    state_.missing_letters = window_.missing_letters();
  }

  /// What is shown, for whoever looks for the window among others.
  void set_title() {
    if (!seen_) return;
    std::string title = seen_->title;
    if (seen_comparison_) title += " and " + seen_comparison_->title;
    const bool shows_answer =
        session_.view().question.ask != Ask::Overview && session_.content_is_current();
    if (shows_answer) title.insert(0, session_.content()->heading + " – ");
    title += " – rbacgraph";
    if (title == title_) return;
    title_ = title;
    window_.set_title(title);
  }

  void draw() {
    set_title();
    window_.use_theme(theme_of(state_.theme));
    window_.frame([&](const Pen& pen) { draw_app(pen, session_, state_); });
  }

  Error load_error() const { return {ErrorCode::Io, session_.load().error, session_.load().hint}; }

  bool is_drawn(const std::string& id) const {
    const std::shared_ptr<const Content>& content = session_.content();
    return content && std::ranges::find(content->ids, id) != content->ids.end();
  }

  int save() {
    if (!session_.load().error.empty()) return tell(load_error(), kUnreadable);
    if (const auto& told = state_.workspace.told(); told.warns && !session_.policy()) {
      return tell({ErrorCode::Io, told.text, told.hint}, kUnreadable);
    }
    if (!session_.line_error().message.empty()) return tell(session_.line_error(), kUsage);
    if (!options_.select.empty() && !is_drawn(options_.select)) {
      return tell({ErrorCode::NotFound, "--select: nothing in this picture is " + options_.select,
                   "rbacgraph graph -o json has the ids; what is folded or left out has none"},
                  kUsage);
    }
    const Result<void> saved = window_.save_png(options_.screenshot);
    return saved ? 0 : tell(saved.error(), kUnreadable);
  }

  Window& window_;
  const AppOptions& options_;
  Settings& settings_;
  UiState state_;
  std::shared_ptr<const Policy> seen_;
  std::shared_ptr<const Comparison> seen_comparison_;
  std::vector<Bookmark> seen_bookmarks_;
  std::size_t wanted_ = 0;  ///< letters, when they were looked at last
  std::string title_;
  bool asks_first_;
  bool selected_ = false;
  Session session_;  // last: its workers end before anything else
};

int main_of(const std::vector<std::string>& words) {
  const Result<AppOptions> options = read_app_options(words);
  if (!options) return tell(options.error(), kUsage);
  if (options->help) {
    std::cout << app_usage();
    return 0;
  }
  if (options->version) {
    std::cout << "rbacgraph-gui " << version() << "\n";
    return 0;
  }
  // What a script draws does not depend on what somebody did before.
  const bool by_hand = options->screenshot.empty() && !options->bench;
  const std::string remembered = by_hand ? settings_path() : "";
  const Result<Settings> read = read_settings(remembered);
  if (!read) tell(read.error(), 0);
  Settings settings = read.value_or(Settings{});
  WindowOptions wanted;
  wanted.width = options->width > 0 ? options->width : settings.width;
  wanted.height = options->height > 0 ? options->height : settings.height;
  wanted.scale = options->scale;
  const Result<std::unique_ptr<Window>> window = Window::open(wanted);
  if (!window) return tell(window.error(), kUsage);
  if (!options->screenshot.empty()) (*window)->keep_pixels();
  App app(**window, *options, settings);
  if (options->bench) return app.bench();
  int status = app.run();
  if (read && by_hand) {
    const Result<void> written = write_settings(remembered, settings);
    if (!written) status = tell(written.error(), status);
  }
  // Nobody waits for what is still read or worked out; it may wait for a pipe.
  if (app.holds_up()) std::quick_exit(status);
  return status;
}

}  // namespace
}  // namespace rbacgraph::gui

int main(int count, char** words) {
  // Before there are threads: what is asked of a cluster may need credentials.
  rbacgraph::keep_credentials_in_memory();
  // A server that goes away is noticed as a failed write, not as a signal that ends us.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  try {
    return rbacgraph::gui::main_of({words + 1, words + count});
  } catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "rbacgraph-gui: internal error: %s\n", error.what()));
    return rbacgraph::gui::kInternal;
  }
}
