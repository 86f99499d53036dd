#include "platform/png_file.h"

#include <cerrno>
#include <png.h>
#include <system_error>

namespace rbacgraph::gui {

Result<void> write_png(const std::string& path, int width, int height,
                       std::span<const unsigned char> pixels) {
  constexpr int kChannels = 3;
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  errno = 0;
  // A row's length below zero: the first one in memory is the lowest.
  if (png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), -kChannels * width,
                              nullptr) != 0) {
    return {};
  }
  const int error = errno;
  return fail(ErrorCode::Io,
              "can't write " + path + ": " +
                  (error != 0 ? std::generic_category().message(error) : image.message));
}

}  // namespace rbacgraph::gui
