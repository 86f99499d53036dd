/// Cairo and Pango, which paint pictures that Graphviz did not lay out. Loaded when one is first
/// painted; they are there wherever Graphviz is, which paints with the same.
///
/// They read fonts, and what is in names goes through their shaping: only a process of its own uses
/// them (layout/own_process.h).
#pragma once

#include <pango/pangocairo.h>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

struct CairoLibrary {
  decltype(&::cairo_image_surface_create_for_data) surface_for_data;
  decltype(&::cairo_surface_flush) flush;
  decltype(&::cairo_create) create;
  decltype(&::cairo_status) status;
  decltype(&::cairo_scale) scale;
  decltype(&::cairo_set_antialias) set_antialias;
  decltype(&::cairo_set_source_rgb) set_color;
  decltype(&::cairo_set_line_width) set_line_width;
  decltype(&::cairo_set_dash) set_dash;
  decltype(&::cairo_new_path) new_path;
  decltype(&::cairo_move_to) move_to;
  decltype(&::cairo_line_to) line_to;
  decltype(&::cairo_curve_to) curve_to;
  decltype(&::cairo_arc) arc;
  decltype(&::cairo_close_path) close_path;
  decltype(&::cairo_fill_preserve) fill;
  decltype(&::cairo_stroke_preserve) stroke;
  decltype(&::pango_cairo_create_layout) create_layout;
  decltype(&::pango_cairo_show_layout_line) show_line;
  decltype(&::pango_layout_set_text) set_text;
  decltype(&::pango_layout_set_single_paragraph_mode) set_single_line;
  decltype(&::pango_layout_set_font_description) set_font;
  decltype(&::pango_layout_get_line_readonly) line;
  decltype(&::pango_layout_get_size) text_size;
  decltype(&::pango_font_description_from_string) font;
  decltype(&::pango_font_description_set_absolute_size) set_font_size;
  decltype(&::pango_font_description_set_weight) set_weight;
};

/// What to say where it is not installed, and how to mend that: Unsupported.
Error cairo_missing();
/// Fails with that.
Result<CairoLibrary> load_cairo();

}  // namespace rbacgraph
