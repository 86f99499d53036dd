/// Verb × resource: what subjects can do at a glance, side by side (DESIGN §5, `matrix`).
///
/// A cell answers one question, "can SUBJECT do VERB to TYPE, no object named?", as explain does:
/// for requests that a real API call can produce, and for one user with all of the groups.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {

/// The further down, the more.
enum class MatrixMark : std::uint8_t {
  No,
  OnlyNamed,       ///< only for objects of some names
  SomeNamespaces,  ///< not everywhere; never where one namespace was asked about
  Yes,             ///< everywhere, or in the namespace that was asked about
};

struct MatrixSubject {
  SubjectRef subject;
  UserInfo user;  ///< as it was asked about, groups included
};

struct MatrixQuery {
  /// nullopt: all namespaces.
  std::optional<std::string> ns;
  /// Empty: the eight verbs of the API, and which other known verbs the subjects' rules name.
  std::vector<std::string> verbs;
  /// Of which group, resource and subresource are looked at. Empty: every type that is served and
  /// every one that a rule of the subjects names, as far as anybody can do anything with it.
  std::vector<AccessQuery> types;
  bool powerful = false;  ///< say which cells are powerful (analysis/powerful.h)
};

struct MatrixRow {
  std::string group;
  std::string resource;
  std::string subresource;
  /// That of subject s for verb v stands at s * verbs + v.
  std::vector<MatrixMark> marks;
};

struct Matrix {
  std::shared_ptr<const AccessGraph> graph;
  MatrixQuery query;           ///< verbs filled in
  bool default_verbs = false;  ///< none were asked for
  std::vector<MatrixSubject> subjects;
  std::vector<MatrixRow> rows;   ///< as asked for, else by group, resource and subresource
  std::uint64_t idle_types = 0;  ///< left out: none of the subjects can do anything with them
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;  ///< of the question; those of the input are the Snapshot's

  MatrixMark mark(const MatrixRow& row, std::size_t subject, std::size_t verb) const {
    return row.marks[(subject * query.verbs.size()) + verb];
  }
  /// What a cell is of that is powerful, where that was asked for. What counts cluster-wide only is
  /// left out where the cell is about single namespaces.
  PowerSet powers(const MatrixRow& row, std::size_t subject, std::size_t verb) const;
};

/// Stops early, with the rows that it has, when `stop` is requested.
Matrix matrix_of(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                 std::vector<MatrixSubject> subjects, MatrixQuery query,
                 const std::stop_token& stop = {});

}  // namespace rbacgraph
