/// Finds in the text of a list, as it arrives, how far it goes: metadata.continue, and of which
/// moment it is: metadata.resourceVersion.
///
/// The next page has to be asked for when the bytes of one have arrived, which is before its
/// decoder has come to them. In what an API server writes the metadata come first, so little of
/// the text is looked at.
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

 private:
  void end_string();

  bool done_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_metadata_ = false;
  bool key_next_ = false;
  std::uint32_t depth_ = 0;
  std::string string_;
  std::string key_;
  std::string continue_;
  std::string version_;
};

}  // namespace rbacgraph
