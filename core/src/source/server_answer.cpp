#include "source/server_answer.h"

#include <nlohmann/json.hpp>

namespace rbacgraph {
namespace {

constexpr std::size_t kLongest = 300;

/// Without tags, so that of an HTML page its words are left.
std::string without_tags(std::string_view line) {
  std::string text;
  bool in_tag = false;
  for (const char c : line) {
    if (c == '<') in_tag = true;
    if (!in_tag) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    if (c == '>') in_tag = false;
  }
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::string shortened(std::string text) {
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "…";
}

}  // namespace

ServerWords read_server_words(std::string_view body) {
  const nlohmann::json status = nlohmann::json::parse(body, nullptr, false);
  ServerWords words;
  if (status.is_object() && status.value("kind", nlohmann::json()) == "Status") {
    const auto text = [&](const char* key) {
      const auto found = status.find(key);
      return found != status.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string();
    };
    words.reason = shortened(without_tags(text("reason")));
    std::string message = text("message");
    for (char& c : message)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    words.message = shortened(std::move(message));
    return words;
  }
  while (!body.empty() && words.message.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    words.message = shortened(without_tags(body.substr(0, end)));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return words;
}

std::string without_secret(std::string text, std::string_view secret) {
  constexpr std::string_view kInstead = "[credential]";
  constexpr std::size_t kShortest = 4;  // what is shorter is in many words
  if (secret.size() < kShortest) return text;
  for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += kInstead.size())
    text.replace(at, secret.size(), kInstead);
  return text;
}

}  // namespace rbacgraph
