#include "source/credentials.h"

#include <algorithm>
#include <string_view>
#include <unistd.h>

#include "source/base64.h"
#include "source/kubeconfig_checks.h"
#include "source/percent.h"

namespace rbacgraph {
namespace {

/// client-go keeps a token for a minute and renews it ten seconds before.
constexpr std::chrono::seconds kTokenFileFresh{50};

bool fits_in_header(std::string_view value) {
  return std::ranges::none_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

/// As client-go does: what can't be in a header's name is percent-encoded.
std::string escaped_key(std::string_view key) { return percent_encoded(key, "!#$&'*+-.^_`|~"); }

}  // namespace

std::vector<std::string> process_environment() {
  std::vector<std::string> variables;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each)
    variables.emplace_back(*each);
  return variables;
}

Credentials::Credentials(const ClusterAccess& access, CredentialSurroundings surroundings)
    : access_(access), around_(std::move(surroundings)) {}

Result<PresentedCredentials> Credentials::present() {
  const std::lock_guard lock(mutex_);
  const bool expired = expires_ && *expires_ <= around_.now();
  if (!started_ || stale_ || expired) {
    if (Result<void> done = refresh(); !done) return tl::unexpected<Error>(done.error());
    started_ = true;
    stale_ = false;
  }
  return shown_;
}

bool Credentials::rejected(std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  // Another thread may have come by new ones already.
  if (generation != shown_.generation) return true;
  if (!access_.user.exec && access_.user.token_file.empty()) return false;
  stale_ = true;
  return true;
}

Result<void> Credentials::refresh() {
  const UserAccess& user = access_.user;
  if (!started_) {
    auto headers = impersonation_headers(user.impersonate);
    if (!headers) return tl::unexpected<Error>(headers.error());
    shown_.impersonation = std::move(*headers);
  }
  if (user.exec) return refresh_from_plugin();
  if (!started_) {
    shown_.client_certificate = user.client_certificate;
    shown_.client_key = user.client_key;
  }
  if (!user.token_file.empty()) return refresh_from_file();
  if (!user.token.empty()) return take_token(user.token);
  if (!user.username.empty() || !user.password.empty()) {
    std::string both = user.username + ":" + user.password.reveal();
    std::string header = "Basic " + encode_base64(both);
    shown_.authorization = SecretText(header);
    wipe(both);
    wipe(header);
  }
  return {};
}

Result<void> Credentials::take_token(const SecretText& token) {
  if (!fits_in_header(token.reveal())) {
    return fail(ErrorCode::InvalidArgument,
                "the token of user \"" + access_.user.name +
                    "\" has a line break or a control character in it",
                "is it the token, and nothing else?");
  }
  std::string header = "Bearer " + token.reveal();
  if (header != shown_.authorization.reveal()) {
    shown_.authorization = SecretText(header);
    became_others();
  }
  wipe(header);
  return {};
}

Result<void> Credentials::refresh_from_file() {
  const UserAccess& user = access_.user;
  expires_ = around_.now() + kTokenFileFresh;
  Result<SecretText> text = read_credential_file(user.token_file);
  std::string token = text ? trimmed(text->reveal()) : std::string();
  if (!token.empty()) {
    const SecretText secret(token);
    wipe(token);
    return take_token(secret);
  }
  // One that was good goes on being used, as the inline one does where there is any.
  if (!shown_.authorization.empty()) return {};
  if (!user.token.empty()) return take_token(user.token);
  return fail(ErrorCode::Io,
              "the tokenFile of user \"" + user.name +
                  "\": " + (text ? user.token_file + ": it is empty" : text.error().message),
              text ? "" : text.error().hint);
}

Result<void> Credentials::refresh_from_plugin() {
  if (refused_) return tl::unexpected<Error>(*refused_);
  Result<ExecCredential> given = run_exec_plugin(
      // NOLINTNEXTLINE(bugprone-unchecked-optional-access): there is a plug-in, or none is asked
      *access_.user.exec, access_, around_.standard_input, around_.environment, around_.stop);
  if (!given) {
    refused_ = given.error();
    return tl::unexpected<Error>(given.error());
  }
  expires_ = given->expires;
  shown_.authorization = SecretText();
  shown_.client_certificate = std::move(given->client_certificate);
  shown_.client_key = std::move(given->client_key);
  became_others();
  return given->token.empty() ? Result<void>() : take_token(given->token);
}

Result<std::vector<std::pair<std::string, std::string>>> impersonation_headers(
    const Impersonation& impersonate) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (impersonate.user.empty()) return headers;
  headers.emplace_back("Impersonate-User", impersonate.user);
  if (!impersonate.uid.empty()) headers.emplace_back("Impersonate-Uid", impersonate.uid);
  for (const std::string& group : impersonate.groups)
    headers.emplace_back("Impersonate-Group", group);
  for (const auto& [key, values] : impersonate.extra) {
    for (const std::string& value : values)
      headers.emplace_back("Impersonate-Extra-" + escaped_key(key), value);
  }
  for (const auto& [name, value] : headers) {
    if (!fits_in_header(value)) {
      return fail(ErrorCode::InvalidArgument,
                  "whom to impersonate has a line break or a control character in it");
    }
  }
  return headers;
}

}  // namespace rbacgraph
