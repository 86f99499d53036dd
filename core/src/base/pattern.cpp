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
  return options;
}

re2::RE2::Options without_groups() {
  re2::RE2::Options without = options();
  without.set_never_capture(true);
  return without;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

tl::unexpected<Error> no_expression(std::string_view expression, const re2::RE2& re2) {
  const bool too_big = re2.error_code() == re2::RE2::ErrorPatternTooLarge;
  return fail(ErrorCode::InvalidArgument,
              "\"" + std::string(expression) + "\" is no regular expression: " + re2.error(),
              too_big ? "it would need too much memory: repeat less"
                      : "a letter that means something is taken as itself behind a backslash: "
                        "\\. \\( \\[");
}

tl::unexpected<Error> too_long() {
  return fail(ErrorCode::InvalidArgument,
              "the regular expression is longer than " + std::to_string(kLongest) + " bytes");
}

}  // namespace

struct Pattern::Impl {
  explicit Impl(std::string_view expression) : re2(piece(expression), without_groups()) {}
  re2::RE2 re2;
};

Pattern::Pattern(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view expression) {
  if (expression.size() > kLongest) return too_long();
  auto impl = std::make_unique<const Impl>(expression);
  if (!impl->re2.ok()) return no_expression(expression, impl->re2);
  return Pattern(std::move(impl));
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(piece(text), impl_->re2);
}

struct Replacement::Impl {
  // In a group without a number, so that the expression's own are counted from 1.
  Impl(std::string_view expression, std::string_view with)
      : re2("^(?:" + std::string(expression) + ")$", options()), replacement(with) {}
  re2::RE2 re2;
  std::string replacement;
};

Replacement::Replacement(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Replacement::Replacement(Replacement&&) noexcept = default;
Replacement& Replacement::operator=(Replacement&&) noexcept = default;
Replacement::~Replacement() = default;

Result<Replacement> Replacement::compile(std::string_view expression,
                                         std::string_view replacement) {
  if (expression.size() > kLongest) return too_long();
  // By itself first: ")(" is none, though it would be one between the others.
  const re2::RE2 alone(piece(expression), options());
  if (!alone.ok()) return no_expression(expression, alone);
  auto impl = std::make_unique<const Impl>(expression, replacement);
  if (!impl->re2.ok()) return no_expression(expression, impl->re2);
  std::string problem;
  if (!impl->re2.CheckRewriteString(impl->replacement, &problem)) {
    return fail(ErrorCode::InvalidArgument, "\"" + impl->replacement + "\" can't replace what \"" +
                                                std::string(expression) + "\" matches: " + problem);
  }
  return Replacement(std::move(impl));
}

std::optional<std::string> Replacement::replace(std::string_view text) const {
  std::string out;
  if (!re2::RE2::Extract(piece(text), impl_->re2, impl_->replacement, &out)) return std::nullopt;
  return out;
}

}  // namespace rbacgraph
