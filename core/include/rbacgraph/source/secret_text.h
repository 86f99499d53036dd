/// A credential: text that is sent to a server and shown to nobody.
///
/// It has no operator<<, is not a string by itself, and its bytes are overwritten when it ends or
/// is replaced. reveal() is for whoever sends it; what reveal() gives never goes into an Error, a
/// Diagnostic, a log or a file.
#pragma once

#include <string>
#include <string_view>

namespace rbacgraph {

/// Overwrites the bytes of a text that held a credential.
void wipe(std::string& text);

// NOLINTNEXTLINE(*-special-member-functions): one assignment both copies and moves
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text) : text_(text) {}
  SecretText(const SecretText&) = default;
  SecretText(SecretText&& other) noexcept { text_.swap(other.text_); }
  SecretText& operator=(SecretText other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~SecretText() { wipe(text_); }

  bool empty() const { return text_.empty(); }
  const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace rbacgraph
