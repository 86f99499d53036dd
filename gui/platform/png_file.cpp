#include "platform/png_file.h"

#include <cerrno>
#include <system_error>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#include <stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace rbacgraph::gui {

Result<void> write_png(const std::string& path, int width, int height,
                       std::span<const unsigned char> pixels) {
  constexpr int kChannels = 3;
  stbi_flip_vertically_on_write(1);
  errno = 0;
  if (stbi_write_png(path.c_str(), width, height, kChannels, pixels.data(), width * kChannels) != 0)
    return {};
  return fail(ErrorCode::Io, "can't write " + path + ": " + std::generic_category().message(errno));
}

}  // namespace rbacgraph::gui
