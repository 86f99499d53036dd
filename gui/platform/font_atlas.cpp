#include "platform/font_atlas.h"

#include <array>
#include <cmath>
#include <limits>

namespace rbacgraph::gui {
namespace {

constexpr std::array<std::string_view, 3> kSans{"Inter", "DejaVu Sans", "sans-serif"};
constexpr std::array<std::string_view, 3> kMono{"JetBrains Mono", "DejaVu Sans Mono", "monospace"};

/// Sizes of type are em sizes; ImGui's are ascent minus descent.
constexpr float kEmSize = 1.21F;
constexpr float kMonoEmSize = 1.32F;
/// Of the fonts for other letters, beside that of the text: those of East Asia are tall.
constexpr float kFallbackSize = 1.18F;

/// Which letters a size of type has. Large ones are the dear ones.
enum class Letters : std::uint8_t {
  Names,   ///< whatever anything may be called
  OwnText  ///< those of our own words and figures
};

struct TypeSpec {
  Weight weight = Weight::Regular;
  float size = 0;
  bool mono = false;
  Letters letters = Letters::Names;
};

constexpr std::array<TypeSpec, kTypes> kTypeSpecs{{
    {Weight::Bold, 10.5F, false, Letters::OwnText},
    {Weight::Regular, 11, false},
    {Weight::Regular, 11.5F, false},
    {Weight::Regular, 12, false},
    {Weight::Regular, 12.5F, false},
    {Weight::SemiBold, 12.5F, false},
    {Weight::Regular, 13, false},
    {Weight::SemiBold, 13, false},
    {Weight::SemiBold, 16, false},
    {Weight::SemiBold, 20, false, Letters::OwnText},
    {Weight::SemiBold, 28, false, Letters::OwnText},
    {Weight::Regular, 12, true},
}};

void add_range(std::vector<ImWchar>& ranges, unsigned first, unsigned last) {
  ranges.push_back(static_cast<ImWchar>(first));
  ranges.push_back(static_cast<ImWchar>(last));
}

/// ASCII, Latin 1 and the signs of our own texts: what there is before anything is known of names.
std::vector<ImWchar> first_ranges() {
  std::vector<ImWchar> ranges;
  add_range(ranges, 0x20, 0x7E);
  add_range(ranges, 0xA0, 0xFF);
  constexpr std::array<ImWchar, 14> kSigns{0x2013, 0x2014, 0x2022, 0x2026, 0x203A, 0x2190, 0x2191,
                                           0x2193, 0x2192, 0x2212, 0x2500, 0x2514, 0x2713, 0xFFFD};
  for (const ImWchar sign : kSigns) {
    add_range(ranges, sign, sign);
  }
  return ranges;
}

/// Latin, Greek, Cyrillic and punctuation: the fonts of our own texts have them.
bool is_of_text_font(char32_t letter) {
  return letter < 0x500 || (letter >= 0x1E00 && letter < 0x2000) ||
         (letter >= 0x2010 && letter < 0x2060) || (letter >= 0x2190 && letter < 0x2194) ||
         letter == 0x2212 || letter == 0x2713;
}

bool is_in(const std::vector<ImWchar>& ranges, char32_t letter) {
  for (std::size_t at = 0; at + 1 < ranges.size(); at += 2)
    if (letter >= ranges[at] && letter <= ranges[at + 1]) return true;
  return false;
}

}  // namespace

ImFont* FontAtlas::add(Weight weight, float size, bool mono, bool own_text) {
  const FontFile file = find_font(
      mono ? std::span<const std::string_view>(kMono) : std::span<const std::string_view>(kSans),
      weight);
  if (file.path.empty()) return nullptr;
  ImFontConfig config;
  config.FontNo = file.index;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  const float pixels = std::round(size * scale_ * (mono ? kMonoEmSize : kEmSize) * 2) / 2;
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  const ImWchar* const ranges = own_text ? own_ranges_.data() : ranges_.data();
  ImFont* const font = atlas.AddFontFromFileTTF(file.path.c_str(), pixels, &config, ranges);
  if (own_text) return font;
  for (const FontFile& fallback : fallbacks_) merge(fallback, std::round(pixels * kFallbackSize));
  return font;
}

void FontAtlas::merge(const FontFile& file, float size) {
  ImFontConfig config;
  config.MergeMode = true;
  config.FontNo = file.index;
  config.OversampleH = 1;
  config.OversampleV = 1;
  ImGui::GetIO().Fonts->AddFontFromFileTTF(file.path.c_str(), size, &config, extra_ranges_.data());
}

bool FontAtlas::build(float scale, const std::vector<char32_t>& letters) {
  scale_ = scale;
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  ranges_ = own_ranges_ = first_ranges();
  own_ranges_.push_back(0);
  std::vector<char32_t> extra;
  missing_.clear();
  for (const char32_t letter : letters) {
    if (is_in(ranges_, letter)) continue;
    if (letter > std::numeric_limits<ImWchar>::max()) {
      missing_.push_back(letter);
    } else if (is_of_text_font(letter)) {
      add_range(ranges_, letter, letter);
    } else {
      extra.push_back(letter);
    }
  }
  ranges_.push_back(0);
  // Stands for what no font has: a question mark in its place would be another name.
  constexpr char32_t kReplacement = 0xFFFD;
  if (!extra.empty() || !missing_.empty()) {
    extra.push_back(kReplacement);
  }
  std::vector<char32_t> nowhere;
  fallbacks_ = extra.empty() ? std::vector<FontFile>{} : fonts_with(extra, nowhere);
  std::erase(nowhere, kReplacement);
  missing_.insert(missing_.end(), nowhere.begin(), nowhere.end());
  extra_ranges_.clear();
  for (const char32_t letter : extra) add_range(extra_ranges_, letter, letter);
  extra_ranges_.push_back(0);
  for (std::size_t at = 0; at < kTypes; ++at) {
    const TypeSpec& spec = kTypeSpecs.at(at);
    fonts_.fonts.at(at) = add(spec.weight, spec.size, spec.mono, spec.letters == Letters::OwnText);
    if (fonts_.fonts.at(at) == nullptr) return false;
  }
  return atlas.Build();
}

}  // namespace rbacgraph::gui
