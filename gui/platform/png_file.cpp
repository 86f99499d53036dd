#include "platform/png_file.h"

#include <cerrno>
#include <cstdio>
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
  // Not by its name: libpng removes what it can't write to the end, a device too.
  std::FILE* const file = std::fopen(path.c_str(), "wb");  // NOLINT(*-owning-memory): closed below
  bool written = false;
  if (file != nullptr) {
    // A row's length below zero: the first one in memory is the lowest.
    written =
        png_image_write_to_stdio(&image, file, 0, pixels.data(), -kChannels * width, nullptr) != 0;
    written = std::fclose(file) == 0 && written;  // NOLINT(*-owning-memory)
  }
  if (written) {
    return {};
  }
  const int error = errno;
  return fail(ErrorCode::Io,
              "can't write " + path + ": " +
                  (error != 0 ? std::generic_category().message(error) : image.message));
}

}  // namespace rbacgraph::gui
