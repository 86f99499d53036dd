#include "app_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "state/input.h"

namespace rbacgraph::gui {
namespace {

Result<float> number_in(const std::string& word, float least, float most,
                        const std::string& option) {
  float value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  // Written so that what is no number is out of them.
  const bool within = value >= least && value <= most;
  if (error != std::errc() || end != word.data() + word.size() || !within) {
    return fail(ErrorCode::InvalidArgument, option + " does not take \"" + word + "\"",
                "as in --scale 1.5");
  }
  return value;
}

Result<void> read_size(const std::string& word, AppOptions& options) {
  constexpr float kMost = 16384;
  const std::size_t cross = word.find('x');
  const auto width = number_in(word.substr(0, cross), 1, kMost, "--size");
  const auto height =
      number_in(cross == std::string::npos ? "" : word.substr(cross + 1), 1, kMost, "--size");
  if (!width || !height) {
    return fail(ErrorCode::InvalidArgument, "--size does not take \"" + word + "\"",
                "as in --size 1600x1000");
  }
  options.width = static_cast<int>(*width);
  options.height = static_cast<int>(*height);
  return {};
}

Result<void> read_theme(const std::string& word, AppOptions& options) {
  options.theme = theme_named(word);
  if (options.theme) return {};
  return fail(ErrorCode::InvalidArgument, "--theme does not take \"" + word + "\"",
              "light, dark or high-contrast");
}

Result<void> take(const std::string& option, const std::string& value, AppOptions& options) {
  if (option == "-f" || option == "--filename") {
    options.paths.push_back(value);
  } else if (option == "--context") {
    if (value.empty()) return fail(ErrorCode::InvalidArgument, "--context is without a name");
    options.paths.push_back(context_word(value));
  } else if (option == "--kubeconfig") {
    options.kubeconfig = value;
  } else if (option == "--diff") {
    options.others.push_back(value);
  } else if (option == "--workspace") {
    options.workspace = value;
  } else if (option == "--view") {
    options.view = value;
  } else if (option == "--select") {
    options.select = value;
  } else if (option == "--screenshot") {
    options.screenshot = value;
  } else if (option == "--size") {
    return read_size(value, options);
  } else if (option == "--theme") {
    return read_theme(value, options);
  } else if (option == "--scale") {
    constexpr float kLeast = 0.5F;
    constexpr float kMost = 4;
    const auto scale = number_in(value, kLeast, kMost, option);
    if (!scale) return tl::unexpected<Error>(scale.error());
    options.scale = *scale;
  } else {
    return fail(ErrorCode::InvalidArgument, "there is no option " + option,
                "rbacgraph-gui --help lists them");
  }
  return {};
}

/// What begins like one is none of another's values: a file that is called so is ./-x.
bool is_option(std::string_view word) { return word.size() > 1 && word.starts_with('-'); }

struct Given {
  std::string option;
  std::string value;
};

/// "--option=value", or two words: then `at` is at the second.
Result<Given> read_given(const std::vector<std::string>& words, std::size_t& at) {
  constexpr std::array<std::string_view, 12> kWithValue{
      "-f",     "--filename", "--context", "--kubeconfig", "--diff", "--workspace",
      "--view", "--select",   "--theme",   "--scale",      "--size", "--screenshot"};
  const std::string& word = words[at];
  const std::size_t equal = word.starts_with("--") ? word.find('=') : std::string::npos;
  Given given{word.substr(0, equal), ""};
  if (std::ranges::find(kWithValue, given.option) == kWithValue.end()) {
    return fail(
        ErrorCode::InvalidArgument,
        "there is no option " + given.option + (equal == std::string::npos ? "" : " with a value"),
        "rbacgraph-gui --help lists them");
  }
  if (equal != std::string::npos) {
    given.value = word.substr(equal + 1);
  } else if (at + 1 < words.size() && !is_option(words[at + 1])) {
    given.value = words[++at];
  }
  if (given.value.empty()) {
    return fail(ErrorCode::InvalidArgument, "option " + given.option + " needs a value",
                "rbacgraph-gui --help shows more");
  }
  return given;
}

/// Which inputs go together.
Result<void> check_inputs(const AppOptions& options) {
  const auto contexts = std::ranges::count_if(options.paths, is_context);
  if (contexts > 1) {
    return fail(ErrorCode::InvalidArgument, "one context is opened at a time",
                "--diff context:NAME compares it with another");
  }
  if (contexts == 1 && options.paths.size() > 1) {
    return fail(ErrorCode::InvalidArgument,
                "-f reads files and --context is about a cluster: give one of them",
                "--diff compares one with the other");
  }
  if (options.others.size() > 1 && std::ranges::any_of(options.others, is_context)) {
    return fail(ErrorCode::InvalidArgument, "a context is compared by itself",
                "give one --diff, or files alone");
  }
  if (!options.workspace.empty() && (!options.paths.empty() || !options.others.empty())) {
    return fail(ErrorCode::InvalidArgument, "--workspace names the inputs itself",
                "leave -f, --context and --diff out");
  }
  const bool has_input = !options.paths.empty() || !options.workspace.empty();
  if (!options.screenshot.empty() && !has_input && !options.view.empty()) {
    return fail(ErrorCode::InvalidArgument, "--view is about an input",
                "name one with -f FILE or --context NAME");
  }
  if (!options.others.empty() && options.paths.empty()) {
    return fail(ErrorCode::InvalidArgument, "--diff compares with an input",
                "name one with -f FILE or --context NAME");
  }
  return {};
}

}  // namespace

Result<AppOptions> read_app_options(const std::vector<std::string>& words) {
  AppOptions options;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (word == "--help" || word == "-h") {
      options.help = true;
    } else if (word == "--version") {
      options.version = true;
    } else if (word == "--bench") {
      options.bench = true;
    } else if (word == "--no-probe") {
      options.probes = false;
    } else if (!word.starts_with("-") || word == "-") {
      options.paths.push_back(word);
    } else {
      const Result<Given> given = read_given(words, at);
      if (!given) return tl::unexpected<Error>(given.error());
      if (const Result<void> taken = take(given->option, given->value, options); !taken)
        return tl::unexpected<Error>(taken.error());
    }
  }
  if (const Result<void> fine = check_inputs(options); !fine)
    return tl::unexpected<Error>(fine.error());
  return options;
}

std::string app_usage() {
  return "rbacgraph-gui: who can do what in a Kubernetes cluster, to look at\n"
         "\n"
         "usage: rbacgraph-gui [-f FILE|DIRECTORY]… [--diff FILE|DIRECTORY]… [--view QUESTION]\n"
         "       rbacgraph-gui --context NAME [--diff FILE|DIRECTORY|context:NAME]… [--view "
         "QUESTION]\n"
         "       rbacgraph-gui --workspace FILE\n"
         "\n"
         "  -f, --filename FILE    what to open; may be repeated; FILE alone does the same\n"
         "      --context NAME     the cluster of this context, in place of files\n"
         "      --kubeconfig FILE  where contexts are from, in place of KUBECONFIG or "
         "~/.kube/config\n"
         "      --no-probe         lists contexts without asking whether their servers are there\n"
         "      --diff FILE        what to compare it with; may be repeated; context:NAME is a "
         "cluster\n"
         "      --workspace FILE   a saved workspace: its inputs, bookmarks, pins and view; FILE "
         "alone\n"
         "                         and -f FILE do the same\n"
         "      --view QUESTION    what to show first: sa:ns/name, who-can list secrets,\n"
         "                         explain sa:ns/name get pods, path sa:ns/name secrets,\n"
         "                         diff sa:ns/name\n"
         "      --select ID        a node to select, as graphs name it: ClusterRole/edit\n"
         "      --theme NAME       light, dark or high-contrast\n"
         "      --scale N          of everything, 0.5 to 4; the monitor's otherwise\n"
         "      --size WxH         of the window\n"
         "      --screenshot FILE  draws what there is to see into a PNG, and ends\n"
         "      --bench            draws for a while and prints times as JSON\n"
         "      --version, --help\n"
         "\n"
         "examples:\n"
         "  rbacgraph-gui -f cluster.json\n"
         "  rbacgraph-gui -f monday.json --diff friday.json\n"
         "  rbacgraph-gui --workspace audit.rbacgraph\n"
         "  rbacgraph-gui --context prod --diff manifests/\n"
         "  rbacgraph-gui -f manifests/ --view 'who-can list secrets'\n"
         "  xvfb-run rbacgraph-gui -f cluster.json --view sa:ci/runner --screenshot runner.png\n"
         "\n"
         "Exit status: 0 done, 2 wrong usage or no display, 3 unreadable input or cluster.\n";
}

}  // namespace rbacgraph::gui
