#include "source/digest.h"

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace rbacgraph {

struct Sha256::Context {
  EVP_MD_CTX* digest = EVP_MD_CTX_new();
  bool good = digest != nullptr && EVP_DigestInit_ex(digest, EVP_sha256(), nullptr) == 1;

  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MD_CTX_free(digest); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  context_->good =
      context_->good && EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size()) == 1;
}

std::string Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (!context_->good || EVP_DigestFinal_ex(context_->digest, bytes.data(), &size) != 1) return {};
  std::string text;
  for (unsigned at = 0; at < size; ++at) text += fmt::format("{:02x}", bytes.at(at));
  return text;
}

namespace {

std::string digest_of(const std::string& path, const FileStamp& stamp,
                      const std::stop_token& stop) {
  constexpr std::size_t kStep = std::size_t{256} * 1024;
  Result<OpenedFile> opened = open_file(path);
  if (!opened || opened->stamp != stamp) return {};
  Sha256 digest;
  std::vector<char> bytes(kStep);
  std::uint64_t size = 0;
  while (!stop.stop_requested()) {
    const std::size_t got = opened->input->read(bytes.data(), bytes.size());
    if (got == 0) break;
    digest.add({bytes.data(), got});
    size += got;
  }
  const Result<OpenedFile> again = open_file(path);
  const bool same = opened->input->error().empty() && again && again->stamp == stamp;
  return same && size == stamp.size ? digest.finish() : std::string();
}

class DigestedInput final : public ByteInput {
 public:
  DigestedInput(std::unique_ptr<ByteInput> input, Sha256& digest)
      : input_(std::move(input)), digest_(digest) {}

  std::size_t read(char* to, std::size_t size) override {
    const std::size_t got = input_->read(to, size);
    digest_.add({to, got});
    error_ = input_->error();
    limited_ = input_->limited();
    return got;
  }

 private:
  std::unique_ptr<ByteInput> input_;
  Sha256& digest_;
};

}  // namespace

FileDigest::FileDigest(std::string path, const FileStamp& stamp, std::stop_token stop)
    : thread_([this, path = std::move(path), stamp, stop = std::move(stop)] {
        // Nothing but memory can fail here; without a digest the report lacks one line.
        try {
          digest_ = digest_of(path, stamp, stop);
        } catch (const std::bad_alloc&) {
          digest_.clear();
        }
      }) {}

std::string FileDigest::wait() {
  thread_.join();
  return std::move(digest_);
}

std::unique_ptr<ByteInput> digested_input(std::unique_ptr<ByteInput> input, Sha256& digest) {
  return std::make_unique<DigestedInput>(std::move(input), digest);
}

}  // namespace rbacgraph
