/// Finds in the text of a list, as it arrives, what it is a list of: kind and apiVersion, how far
/// it goes: metadata.continue, and of which moment it is: metadata.resourceVersion.
///
/// The next page has to be asked for when the bytes of one have arrived, which is before its
/// decoder has come to them. In what an API server writes all of it comes first, so little of the
/// text is looked at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rbacgraph {

class ListMetadata {
 public:
  /// The next bytes of one JSON object.
  void look_at(std::string_view bytes);
  /// "" where there is no more page.
  const std::string& continue_token() const { return continue_; }
  const std::string& resource_version() const { return version_; }
  /// "" where there is none, or it is no word.
  const std::string& kind() const { return kind_; }
  const std::string& api_version() const { return api_version_; }
  /// metadata.name, of one object.
  const std::string& name() const { return name_; }
  /// Are `items` a list, or null, which stands for an empty one?
  bool has_items() const { return items_ == Items::List; }

 private:
  enum class Items : std::uint8_t { NotSeen, List, Other };

  void look_into_string(char c);
  void look_at_structure(char c);
  void begin_value(char first);
  void end_string();

  bool done() const {
    return metadata_ended_ && !kind_.empty() && !api_version_.empty() && items_ != Items::NotSeen;
  }

  Items items_ = Items::NotSeen;
  bool metadata_ended_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_metadata_ = false;
  bool key_next_ = false;
  std::uint32_t depth_ = 0;
  std::string string_;
  std::string key_;
  std::string continue_;
  std::string version_;
  std::string name_;
  std::string kind_;
  std::string api_version_;
};

}  // namespace rbacgraph
