#include "source/list_metadata.h"

#include <nlohmann/json.hpp>

namespace rbacgraph {
namespace {

constexpr std::size_t kLongest = std::size_t{64} << 10;

}  // namespace

void ListMetadata::look_at(std::string_view bytes) {
  for (const char c : bytes) {
    if (done()) return;
    if (in_string_) {
      look_into_string(c);
    } else {
      look_at_structure(c);
    }
  }
}

void ListMetadata::look_into_string(char c) {
  const bool wanted = depth_ == 1 || in_metadata_;
  const bool ends = c == '"' && !escaped_;
  escaped_ = c == '\\' && !escaped_;
  if (ends) {
    in_string_ = false;
    if (wanted) end_string();
  } else if (wanted && string_.size() < kLongest) {
    string_ += c;
  }
}

void ListMetadata::look_at_structure(char c) {
  begin_value(c);
  switch (c) {
    case '"':
      in_string_ = true;
      string_.clear();
      break;
    case '{':
    case '[':
      if (depth_ == 1 && c == '{' && key_ == "metadata") in_metadata_ = true;
      ++depth_;
      key_next_ = c == '{';
      break;
    case '}':
    case ']':
      if (in_metadata_ && depth_ == 2) {
        in_metadata_ = false;
        metadata_ended_ = true;
      }
      if (depth_ > 0) --depth_;
      break;
    case ',': key_next_ = true; break;
    case ':': key_next_ = false; break;
    default: break;
  }
}

/// Looks at the first letter of what `items` are.
void ListMetadata::begin_value(char first) {
  const bool is_value = depth_ == 1 && !key_next_ && key_ == "items" && items_ == Items::NotSeen;
  if (!is_value || std::string_view(" \t\r\n:").find(first) != std::string_view::npos) return;
  items_ = first == '[' || first == 'n' ? Items::List : Items::Other;
}

void ListMetadata::end_string() {
  if (in_metadata_ && depth_ != 2) return;
  const nlohmann::json text = nlohmann::json::parse("\"" + string_ + "\"", nullptr, false);
  if (!text.is_string()) return;
  if (key_next_) {
    key_ = text.get<std::string>();
  } else if (!in_metadata_ && key_ == "kind") {
    kind_ = text.get<std::string>();
  } else if (!in_metadata_ && key_ == "apiVersion") {
    api_version_ = text.get<std::string>();
  } else if (in_metadata_ && key_ == "continue") {
    continue_ = text.get<std::string>();
  } else if (in_metadata_ && key_ == "name") {
    name_ = text.get<std::string>();
  } else if (in_metadata_ && key_ == "resourceVersion") {
    version_ = text.get<std::string>();
  }
}

}  // namespace rbacgraph
