/// `can-i --reviews`: one answer a line for one review a line.
#pragma once

#include <string>

#include "cli/exit_code.h"
#include "cli/io.h"
#include "rbacgraph/authz/authorizer.h"

namespace rbacgraph::cli {

/// Answers in order and line by line, so that a program may hold a conversation. Status 3 if a
/// line was no review.
Result<ExitCode> answer_reviews(const Authorizer& authorizer, const std::string& path, Io& io);

}  // namespace rbacgraph::cli
