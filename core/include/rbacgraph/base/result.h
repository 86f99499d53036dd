/// A value or the Error that stood in its way.
#pragma once

#include <tl/expected.hpp>

#include "rbacgraph/base/error.h"

namespace rbacgraph {

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(hint)});
}

}  // namespace rbacgraph
