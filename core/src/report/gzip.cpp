#include "rbacgraph/report/gzip.h"

#include <array>
#include <new>

#include <zlib.h>

namespace rbacgraph {

struct GzipBuffer::State {
  std::ostream& to;
  z_stream stream{};
  std::array<char, std::size_t{64} << 10> in{};
  std::array<char, std::size_t{64} << 10> out{};
  bool finished = false;
};

GzipBuffer::GzipBuffer(std::ostream& to) : state_(new State{to}) {
  constexpr int kGzip = 15 + 16;
  constexpr int kUsualMemory = 8;
  if (deflateInit2(&state_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kUsualMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  setp(state_->in.data(), state_->in.data() + state_->in.size());
}

GzipBuffer::~GzipBuffer() { deflateEnd(&state_->stream); }

bool GzipBuffer::compress(bool last) {
  State& state = *state_;
  state.stream.next_in = reinterpret_cast<Bytef*>(pbase());
  state.stream.avail_in = static_cast<uInt>(pptr() - pbase());
  int result = Z_OK;
  do {
    state.stream.next_out = reinterpret_cast<Bytef*>(state.out.data());
    state.stream.avail_out = static_cast<uInt>(state.out.size());
    result = deflate(&state.stream, last ? Z_FINISH : Z_NO_FLUSH);
    state.to.write(state.out.data(),
                   static_cast<std::streamsize>(state.out.size() - state.stream.avail_out));
  } while (state.stream.avail_out == 0 && result == Z_OK);
  setp(state.in.data(), state.in.data() + state.in.size());
  return state.to.good();
}

GzipBuffer::int_type GzipBuffer::overflow(int_type next) {
  if (state_->finished || !compress(false)) return traits_type::eof();
  if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
  return traits_type::not_eof(next);
}

bool GzipBuffer::finish() {
  if (!state_->finished && !compress(true)) return false;
  state_->finished = true;
  setp(nullptr, nullptr);
  return state_->to.good();
}

}  // namespace rbacgraph
