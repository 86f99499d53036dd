#include "cli/diff_sides.h"

#include <string>
#include <vector>

#include "cli/input.h"

namespace rbacgraph::cli {
namespace {

constexpr std::string_view kHint = "rbacgraph diff A B; --help shows more";

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidArgument, std::move(message), std::string(kHint));
}

}  // namespace

Result<void> check_sides(const Options& options) {
  const std::vector<std::string>& words = options.words();
  if (words.empty()) return usage_error("A and B are missing: what to compare");
  if (words.size() == 1) return usage_error("B is missing: what to compare " + words[0] + " with");
  if (words.size() > 2) return usage_error("too many arguments: \"" + words[2] + "\"");
  if (words[0].empty() || words[1].empty())
    return usage_error(std::string(words[0].empty() ? "A" : "B") + " is empty");
  if (words[0] == "-" && words[1] == "-")
    return usage_error("standard input can be read once only: it can't be A and B");
  return {};
}

Result<DiffSides> load_sides(const Invocation& invocation, InputOptions reading) {
  const std::vector<std::string>& words = invocation.options.words();
  reading.paths = {words[0]};
  Result<std::shared_ptr<const Snapshot>> a = load(reading, invocation.io, invocation.talk);
  if (!a) return tl::unexpected<Error>(a.error());
  reading.paths = {words[1]};
  Result<std::shared_ptr<const Snapshot>> b = load(reading, invocation.io, invocation.talk, *a);
  if (!b) return tl::unexpected<Error>(b.error());
  return DiffSides{std::move(*a), std::move(*b)};
}

}  // namespace rbacgraph::cli
