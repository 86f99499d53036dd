/// The exit statuses of every command (DESIGN §5). "No" and "error" are never the same.
#pragma once

#include <cstdint>

#include "rbacgraph/base/error.h"

namespace rbacgraph::cli {

enum class ExitCode : std::uint8_t {
  Ok = 0,     ///< yes, clean, answered
  No = 1,     ///< no, found with --fail-on
  Usage = 2,  ///< wrong words or configuration
  Input = 3,  ///< unreadable input or output, unknown, or incomplete with --strict
  Interrupted = 130
};

constexpr ExitCode exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::NotFound:
    case ErrorCode::Unsupported: return ExitCode::Usage;
    case ErrorCode::Io:
    case ErrorCode::Parse: return ExitCode::Input;
    case ErrorCode::Cancelled: return ExitCode::Interrupted;
  }
  return ExitCode::Usage;
}

}  // namespace rbacgraph::cli
