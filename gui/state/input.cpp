#include "state/input.h"

#include <algorithm>
#include <filesystem>

#include "rbacgraph/report/display.h"
#include "rbacgraph/source/cluster.h"
#include "state/question.h"

namespace rbacgraph::gui {
namespace {

constexpr std::string_view kContext = "context:";

std::string with_others(std::string first, const std::vector<std::string>& inputs) {
  if (inputs.size() > 1) first += " and " + std::to_string(inputs.size() - 1) + " more";
  return first;
}

std::string detail_of(const LiveProgress& news) {
  std::string text = std::to_string(news.lists_done) + " of " + count_text(news.lists, "list");
  if (news.objects > 0) text += ", " + count_text(news.objects, "object");
  if (news.lists_done < news.lists) text += ": " + printable(news.resource);
  return text;
}

}  // namespace

std::optional<std::string> context_in(std::string_view word) {
  if (!word.starts_with(kContext)) return std::nullopt;
  return std::string(word.substr(kContext.size()));
}

bool is_context(std::string_view word) { return word.starts_with(kContext); }

std::string context_word(std::string_view name) { return std::string(kContext).append(name); }

ClientEnvironment desktop_environment() {
  ClientEnvironment environment = ClientEnvironment::of_process();
  environment.rereads = true;
  return environment;
}

std::string title_of(const std::vector<std::string>& inputs) {
  if (inputs.empty()) return {};
  if (const auto context = context_in(inputs.front()))
    return with_others("context " + printable(*context), inputs);
  std::filesystem::path path(inputs.front());
  if (!path.has_filename()) path = path.parent_path();
  return with_others(printable(path.filename().string()), inputs);
}

std::string words_of_inputs(const std::vector<std::string>& inputs) {
  if (inputs.empty()) return {};
  const auto context = context_in(inputs.front());
  return with_others(context ? "context " + printable(*context) : printable(inputs.front()),
                     inputs);
}

std::string kubeconfig_option(const std::vector<std::string>& inputs, const LiveConfig& live) {
  const bool has_context = std::ranges::any_of(inputs, is_context);
  return has_context && live.kubeconfig ? " --kubeconfig " + shell_word(*live.kubeconfig) : "";
}

std::string input_options(const std::vector<std::string>& inputs, const LiveConfig& live) {
  std::string options;
  for (const std::string& input : inputs) {
    const auto context = context_in(input);
    options += context ? " --context " + shell_word(*context) : " -f " + shell_word(input);
  }
  return options + kubeconfig_option(inputs, live);
}

ConnectionOptions LiveConfig::connection() const {
  ConnectionOptions options;
  options.kubeconfig = kubeconfig;
  return options;
}

Result<void> read_context(SnapshotBuilder& builder, const std::string& name, const LiveConfig& live,
                          const std::stop_token& stop, const ReadProgress& progress) {
  if (name.empty()) {
    return fail(ErrorCode::InvalidArgument, "context: is without a name",
                "context:NAME is the cluster of that context; kubectl config get-contexts lists "
                "them");
  }
  ConnectionOptions connection = live.connection();
  connection.context = name;
  const Result<ClusterAccess> access = choose_cluster(connection, live.environment);
  if (!access) return tl::unexpected<Error>(access.error());
  const std::string input = context_word(name);
  // Of what a plug-in does nothing is heard.
  const std::string_view at_first = access->user.exec ? "asking for credentials" : "connecting";
  LiveOptions options;
  options.stop = stop;
  if (progress) {
    options.news = [&](const LiveProgress& news) {
      const bool begins = news.lists_done == 0 && news.bytes == 0;
      const float part = news.lists == 0
                             ? 0
                             : static_cast<float>(news.lists_done) / static_cast<float>(news.lists);
      progress({input, news.bytes, 0, part, begins ? std::string(at_first) : detail_of(news)});
    };
    progress({input, 0, 0, 0, at_first});
  }
  if (Result<ClusterFacts> facts = read_cluster(builder, *access, options); !facts)
    return tl::unexpected<Error>(std::move(facts.error()));
  return {};
}

}  // namespace rbacgraph::gui
