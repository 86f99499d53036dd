/// What a Diff says, in the second evaluator's words.
#pragma once

#include <string>

#include "rbacgraph/analysis/diff.h"
#include "support/naive_evaluator.h"

namespace rbacgraph::test {

/// Does the entry tell of this request? Exceptions and scope included.
bool covers(const NamePool& names, const AccessChange& entry, const naive::Request& request);
/// Does the exception of the entry?
bool covers(const NamePool& names, const AccessChange& entry, const AccessException& except,
            const naive::Request& request);
/// Each subject by itself: a user without groups, a group that nobody in particular holds.
naive::User asker(const SubjectRef& subject);
std::string spelled(const naive::User& user);
std::string text_of(const Diff& diff, const AccessChange& entry);

}  // namespace rbacgraph::test
