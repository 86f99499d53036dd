#include "report/png.h"

#include <array>
#include <new>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace rbacgraph {
namespace {

constexpr std::size_t kChannels = 3;

void add_number(std::string& to, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    to += static_cast<char>((number >> shift) & 0xFFU);
  }
}

void add_chunk(std::string& to, std::string_view type, std::string_view data) {
  add_number(to, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = to.size();
  to += type;
  to += data;
  const std::string_view summed = std::string_view(to).substr(start);
  const uLong sum = ::crc32_z(0, reinterpret_cast<const Bytef*>(summed.data()), summed.size());
  add_number(to, static_cast<std::uint32_t>(sum));
}

/// Rows into a zlib stream.
class Deflate {
 public:
  Deflate() {
    if (deflateInit(&stream_, kQuick) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  Deflate(const Deflate&) = delete;
  Deflate& operator=(const Deflate&) = delete;
  ~Deflate() { deflateEnd(&stream_); }

  void add(std::vector<Bytef>& row) {
    stream_.next_in = row.data();
    stream_.avail_in = static_cast<uInt>(row.size());
    run(Z_NO_FLUSH);
  }
  std::string finish() {
    run(Z_FINISH);
    return std::move(out_);
  }

 private:
  static constexpr int kQuick = 1;

  void run(int flush) {
    int result = Z_OK;
    do {
      stream_.next_out = room_.data();
      stream_.avail_out = static_cast<uInt>(room_.size());
      result = deflate(&stream_, flush);
      out_.append(reinterpret_cast<const char*>(room_.data()), room_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0 && result == Z_OK);
  }

  z_stream stream_{};
  std::array<Bytef, std::size_t{64} << 10U> room_{};
  std::string out_;
};

/// What became of each byte since the row above: nothing, where a drawing is drawn by columns.
constexpr Bytef kUp = 2;

}  // namespace

std::string png_bytes(std::uint32_t width, std::span<const std::uint32_t> pixels) {
  const std::size_t height = width == 0 ? 0 : pixels.size() / width;
  std::string png("\x89PNG\r\n\x1a\n");
  std::string head;
  add_number(head, width);
  add_number(head, static_cast<std::uint32_t>(height));
  head += std::string_view("\x08\x02\x00\x00\x00", 5);  // 8 bits each of red, green and blue
  add_chunk(png, "IHDR", head);
  Deflate deflate;
  std::vector<std::uint32_t> above(width);
  std::vector<Bytef> row(kChannels * width + 1);
  for (std::size_t y = 0; y < height; ++y) {
    const std::span<const std::uint32_t> here = pixels.subspan(y * width, width);
    row[0] = kUp;
    Bytef* out = row.data() + 1;
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint32_t now = here[x];
      const std::uint32_t before = above[x];
      *out++ = static_cast<Bytef>((now >> 16U) - (before >> 16U));
      *out++ = static_cast<Bytef>((now >> 8U) - (before >> 8U));
      *out++ = static_cast<Bytef>(now - before);
      above[x] = now;
    }
    deflate.add(row);
  }
  add_chunk(png, "IDAT", deflate.finish());
  add_chunk(png, "IEND", "");
  return png;
}

}  // namespace rbacgraph
