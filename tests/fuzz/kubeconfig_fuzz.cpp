// Any bytes as a kubeconfig: each of its contexts can be chosen, or an error that can be shown says
// why not. What is chosen holds what asking needs, and over plain HTTP no credential.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

#include "fuzz_support.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/kubeconfig.h"

namespace {

/// The file that is read, written anew each time. It goes with the process.
const std::string& config_path() {
  static const std::string kPath = [] {
    char name[] = "/tmp/rbacgraph-kubeconfig-fuzz-XXXXXX";
    const int file = mkstemp(name);
    if (file >= 0) close(file);
    static const std::string kName = name;
    std::atexit([] { std::remove(kName.c_str()); });
    return kName;
  }();
  return kPath;
}

void write(std::string_view text) {
  std::FILE* const file = std::fopen(config_path().c_str(), "wb");
  rbacgraph::fuzz::require(file != nullptr, "the kubeconfig can be written");
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
}

/// Nothing of the machine may take part: certificates and keys are read when a context is chosen.
bool names_files(std::string_view text) {
  for (const std::string_view field :
       {"certificate-authority", "client-certificate", "client-key"}) {
    for (std::size_t at = text.find(field); at != std::string_view::npos;
         at = text.find(field, at + 1))
      if (!text.substr(at + field.size()).starts_with("-data")) return true;
  }
  return text.find('\\') != std::string_view::npos;  // which may spell them, too
}

void check(const rbacgraph::ClusterAccess& access) {
  using rbacgraph::fuzz::require;
  require(access.server.starts_with(access.tls ? "https://" : "http://"), "it says where to ask");
  require(!access.ns.empty(), "there is a namespace");
  require(access.tls || (access.user.token.empty() && access.user.password.empty() &&
                         access.user.client_key.empty() && !access.user.exec),
          "no credential goes over plain HTTP");
  for (const rbacgraph::Diagnostic& warning : access.warnings)
    rbacgraph::fuzz::require_printable(rbacgraph::printable(warning.message));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph;
  const std::string_view text = fuzz::text_of(data, size);
  if (names_files(text)) return 0;
  write(text);
  ConnectionOptions options;
  options.kubeconfig = config_path();
  const ClientEnvironment nothing{.variable = [](const std::string&) { return std::nullopt; }};
  const auto names = context_names(options, nothing);
  if (!names) {
    fuzz::require(!names.error().message.empty(), "an error says why");
    fuzz::require_printable(printable(names.error().message));
    return 0;
  }
  for (const std::string& name : *names) {
    options.context = name;
    const auto access = choose_cluster(options, nothing);
    if (access) {
      check(*access);
    } else {
      fuzz::require_printable(printable(access.error().message + access.error().hint));
    }
  }
  return 0;
}
