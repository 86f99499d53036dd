#include "layout/cairo_library.h"

#include <string>

#include "layout/loaded_symbol.h"

namespace rbacgraph {

namespace {

constexpr const char* kName = "libpangocairo-1.0.so.0";

}  // namespace

Error cairo_missing() {
  return {ErrorCode::Unsupported, std::string("Pango is not installed: there is no ") + kName,
          "install Graphviz, which brings it (Debian: apt-get install graphviz), or take -o svg"};
}

Result<CairoLibrary> load_cairo() {
  CairoLibrary all{};
  // What it needs itself is searched too: all three libraries are behind this one.
  void* const library = ::dlopen(kName, RTLD_NOW | RTLD_GLOBAL);
  const auto find = [&](const char* name, auto& function) {
    return find_symbol(library, name, function);
  };
  const bool found =
      library != nullptr && find("cairo_image_surface_create_for_data", all.surface_for_data) &&
      find("cairo_surface_flush", all.flush) && find("cairo_create", all.create) &&
      find("cairo_status", all.status) && find("cairo_scale", all.scale) &&
      find("cairo_set_antialias", all.set_antialias) &&
      find("cairo_set_source_rgb", all.set_color) &&
      find("cairo_set_line_width", all.set_line_width) && find("cairo_set_dash", all.set_dash) &&
      find("cairo_new_path", all.new_path) && find("cairo_move_to", all.move_to) &&
      find("cairo_line_to", all.line_to) && find("cairo_curve_to", all.curve_to) &&
      find("cairo_arc", all.arc) && find("cairo_close_path", all.close_path) &&
      find("cairo_fill_preserve", all.fill) && find("cairo_stroke_preserve", all.stroke) &&
      find("pango_cairo_create_layout", all.create_layout) &&
      find("pango_cairo_show_layout_line", all.show_line) &&
      find("pango_layout_set_text", all.set_text) &&
      find("pango_layout_set_single_paragraph_mode", all.set_single_line) &&
      find("pango_layout_set_font_description", all.set_font) &&
      find("pango_layout_get_line_readonly", all.line) &&
      find("pango_layout_get_size", all.text_size) &&
      find("pango_font_description_from_string", all.font) &&
      find("pango_font_description_set_absolute_size", all.set_font_size) &&
      find("pango_font_description_set_weight", all.set_weight);
  if (found) {
    return all;
  }
  return tl::unexpected<Error>(cairo_missing());
}

}  // namespace rbacgraph
