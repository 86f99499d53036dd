#include "rbacgraph/base/pattern.h"

#include <re2/re2.h>

namespace rbacgraph {
namespace {

constexpr std::size_t kLongest = 4096;
constexpr std::int64_t kMostMemory = std::int64_t{8} << 20;

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_log_errors(false);  // they are ours to tell
  options.set_max_mem(kMostMemory);
  options.set_never_capture(true);
  return options;
}

}  // namespace

struct Pattern::Impl {
  explicit Impl(std::string_view expression)
      : re2(re2::StringPiece(expression.data(), expression.size()), options()) {}
  re2::RE2 re2;
};

Pattern::Pattern(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view expression) {
  if (expression.size() > kLongest) {
    return fail(ErrorCode::InvalidArgument,
                "the regular expression is longer than " + std::to_string(kLongest) + " bytes");
  }
  auto impl = std::make_unique<const Impl>(expression);
  if (impl->re2.ok()) return Pattern(std::move(impl));
  const bool too_big = impl->re2.error_code() == re2::RE2::ErrorPatternTooLarge;
  return fail(ErrorCode::InvalidArgument,
              "\"" + std::string(expression) + "\" is no regular expression: " + impl->re2.error(),
              too_big ? "it would need too much memory: repeat less"
                      : "a letter that means something is taken as itself behind a backslash: "
                        "\\. \\( \\[");
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), impl_->re2);
}

}  // namespace rbacgraph
