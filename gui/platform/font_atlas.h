/// The letters that the desktop draws with: an atlas of the ones that are needed, and no others.
///
/// Baking a letter in every size takes a tenth of a millisecond, so there are few at first. Others
/// come in when names have them, or when something is to be drawn with them; those that are not
/// Latin, Greek or Cyrillic from whatever font of this system has them. Thread rule: the window's
/// thread, between frames.
#pragma once

#include <vector>

#include "canvas/pen.h"
#include "platform/font_files.h"

namespace rbacgraph::gui {

class FontAtlas {
 public:
  /// Bakes the atlas anew, with these letters too. False where this system has no font.
  bool build(float scale, const std::vector<char32_t>& letters);

  const Fonts& fonts() const { return fonts_; }
  /// Of the letters asked for, those that can't be drawn.
  const std::vector<char32_t>& missing() const { return missing_; }

 private:
  ImFont* add(Weight weight, float size, bool mono, bool own_text);
  void merge(const FontFile& file, float size);

  float scale_ = 1;
  Fonts fonts_;
  std::vector<ImWchar> ranges_;  ///< ImGui keeps pointers until the atlas is built
  std::vector<ImWchar> own_ranges_;
  std::vector<ImWchar> extra_ranges_;
  std::vector<FontFile> fallbacks_;
  std::vector<char32_t> missing_;
};

}  // namespace rbacgraph::gui
