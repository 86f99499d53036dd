/// Why something could not be done, and what to do next.
#pragma once

#include <cstdint>
#include <string>

namespace rbacgraph {

enum class ErrorCode : std::uint8_t {
  InvalidArgument,  ///< the user's words are wrong: exit status 2
  NotFound,         ///< a file, a subject
  Io,               ///< unreadable, disk full
  Parse,            ///< no object could be read
  Cancelled,
  Unsupported,
};

/// `message` says what and where, without a full stop; `hint` the next step ("" if none).
/// Neither ever holds a credential or a Secret's content.
struct Error {
  ErrorCode code = ErrorCode::InvalidArgument;
  std::string message;
  std::string hint;
};

}  // namespace rbacgraph
