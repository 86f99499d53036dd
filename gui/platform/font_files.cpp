#include "platform/font_files.h"

#include <algorithm>
#include <memory>

#include <fontconfig/fontconfig.h>

namespace rbacgraph::gui {
namespace {

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* what) const {
    Destroy(what);
  }
};
using Pattern = std::unique_ptr<FcPattern, Destroyer<FcPatternDestroy>>;
using CharSet = std::unique_ptr<FcCharSet, Destroyer<FcCharSetDestroy>>;
using FontSet = std::unique_ptr<FcFontSet, Destroyer<FcFontSetDestroy>>;

const FcChar8* bytes(const char* text) { return reinterpret_cast<const FcChar8*>(text); }

int weight_of(Weight weight) {
  switch (weight) {
    case Weight::Regular: return FC_WEIGHT_REGULAR;
    case Weight::SemiBold: return FC_WEIGHT_DEMIBOLD;
    case Weight::Bold: break;
  }
  return FC_WEIGHT_BOLD;
}

FontFile file_of(const FcPattern* font) {
  FontFile file;
  FcChar8* path = nullptr;
  if (FcPatternGetString(font, FC_FILE, 0, &path) == FcResultMatch)
    file.path = reinterpret_cast<const char*>(path);
  FcPatternGetInteger(font, FC_INDEX, 0, &file.index);
  // The upper half is the named instance of a variable font, which is no face of its own.
  file.index &= 0xFFFF;
  return file;
}

/// ImGui reads outlines only.
bool is_usable(const FcPattern* font) {
  FcBool outline = FcFalse;
  FcPatternGetBool(font, FC_OUTLINE, 0, &outline);
  return outline == FcTrue;
}

}  // namespace

FontFile find_font(std::span<const std::string_view> families, Weight weight) {
  FontFile any;
  for (const std::string_view family : families) {
    const std::string name(family);
    const Pattern wanted(FcPatternCreate());
    FcPatternAddString(wanted.get(), FC_FAMILY, bytes(name.c_str()));
    FcPatternAddInteger(wanted.get(), FC_WEIGHT, weight_of(weight));
    FcPatternAddInteger(wanted.get(), FC_SLANT, FC_SLANT_ROMAN);
    FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultNoMatch;
    const Pattern found(FcFontMatch(nullptr, wanted.get(), &result));
    if (!found || !is_usable(found.get())) continue;
    if (any.path.empty()) any = file_of(found.get());
    FcChar8* got = nullptr;
    for (int at = 0; FcPatternGetString(found.get(), FC_FAMILY, at, &got) == FcResultMatch; ++at)
      if (name == reinterpret_cast<const char*>(got)) return file_of(found.get());
  }
  return any;
}

std::vector<FontFile> fonts_with(std::span<const char32_t> letters,
                                 std::vector<char32_t>& missing) {
  std::vector<FontFile> files;
  std::vector<char32_t> left(letters.begin(), letters.end());
  const CharSet wanted_letters(FcCharSetCreate());
  for (const char32_t letter : letters) FcCharSetAddChar(wanted_letters.get(), letter);
  const Pattern wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, bytes("sans-serif"));
  FcPatternAddCharSet(wanted.get(), FC_CHARSET, wanted_letters.get());
  FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult result = FcResultNoMatch;
  const FontSet sorted(FcFontSort(nullptr, wanted.get(), FcTrue, nullptr, &result));
  for (int at = 0; sorted && at < sorted->nfont && !left.empty(); ++at) {
    const FcPattern* const font = sorted->fonts[at];
    FcCharSet* has = nullptr;
    if (!is_usable(font) || FcPatternGetCharSet(font, FC_CHARSET, 0, &has) != FcResultMatch)
      continue;
    const std::size_t before = left.size();
    std::erase_if(left, [&](char32_t letter) { return FcCharSetHasChar(has, letter) == FcTrue; });
    if (left.size() < before) files.push_back(file_of(font));
  }
  missing = std::move(left);
  return files;
}

}  // namespace rbacgraph::gui
