/// PNG files.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace rbacgraph {

/// Of an image of `width` times some rows of 0x00RRGGBB each; the highest byte is not looked at.
/// Compressed as drawings are: in a hurry, since most of them is one colour.
std::string png_bytes(std::uint32_t width, std::span<const std::uint32_t> pixels);

}  // namespace rbacgraph
