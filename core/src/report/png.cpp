#include "report/png.h"

#include <csetjmp>
#include <new>
#include <png.h>
#include <string_view>
#include <vector>

namespace rbacgraph {
namespace {

constexpr int kBits = 8;
constexpr std::size_t kChannels = 3;
constexpr int kQuick = 1;  // of zlib's levels

/// One file being written. libpng leaves a call that fails by longjmp, past every destructor: what
/// has one is a member here, and whoever calls libpng has none of its own.
class PngWriter {
 public:
  PngWriter()
      : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, quiet)),
        info_(png_ == nullptr ? nullptr : png_create_info_struct(png_)) {}
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  /// False where there is no memory, or the image is larger than libpng takes.
  bool write(std::uint32_t width, std::span<const std::uint32_t> pixels) {
    if (info_ == nullptr) {
      return false;
    }
    row_.resize(kChannels * width);
    // NOLINTNEXTLINE(cert-err52-cpp): what libpng has in place of exceptions.
    if (setjmp(png_jmpbuf(png_)) != 0) {
      return false;
    }
    png_set_write_fn(png_, this, add, nullptr);
    png_set_compression_level(png_, kQuick);
    // Most of a drawing is as the row above it, where it is not of one colour anyway.
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_IHDR(png_, info_, width, static_cast<png_uint_32>(pixels.size() / width), kBits,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png_, info_);
    for (std::size_t at = 0; at < pixels.size(); at += width) {
      write_row(pixels.subspan(at, width));
    }
    png_write_end(png_, info_);
    return true;
  }

  std::string take() { return std::move(out_); }

 private:
  void write_row(std::span<const std::uint32_t> pixels) {
    png_bytep out = row_.data();
    for (const std::uint32_t pixel : pixels) {
      *out++ = static_cast<png_byte>(pixel >> 16U);
      *out++ = static_cast<png_byte>(pixel >> 8U);
      *out++ = static_cast<png_byte>(pixel);
    }
    png_write_row(png_, row_.data());
  }

  static void add(png_structp png, png_bytep data, std::size_t size) {
    std::string& out = static_cast<PngWriter*>(png_get_io_ptr(png))->out_;
    bool added = true;
    try {
      out.append(reinterpret_cast<const char*>(data), size);
    } catch (const std::bad_alloc&) {
      added = false;
    }
    if (!added) {
      png_error(png, "no memory");
    }
  }
  static void quiet(png_structp /*png*/, png_const_charp /*warning*/) {}

  std::string out_;
  std::vector<png_byte> row_;
  png_structp png_;
  png_infop info_;
};

}  // namespace

std::string png_bytes(std::uint32_t width, std::span<const std::uint32_t> pixels) {
  PngWriter writer;
  if (!writer.write(width, pixels)) {
    throw std::bad_alloc();
  }
  return writer.take();
}

}  // namespace rbacgraph
