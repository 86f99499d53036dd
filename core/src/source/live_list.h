/// Reads one list of a live cluster into a part of its own.
#pragma once

#include <memory>
#include <string>

#include "policy/snapshot_part.h"
#include "rbacgraph/source/read.h"
#include "source/input_report.h"
#include "source/paged_list.h"

namespace rbacgraph {

/// What one list came to. It stays where it is: its report knows its objects.
struct ListPart {
  ListPart(const ReadOptions& options, SourceId source);
  /// Objects, counts and what is to be told; nothing is left here.
  void move_to(SnapshotBuilder& whole, InputReport& counts);

  SnapshotPart objects;
  InputReport report;
  std::uint64_t bytes = 0;
  std::string version;  ///< the list's resourceVersion
};

/// Reads it to its end; an answer that is not the list of `object`s is a failure. One that expires
/// on the way (410), or breaks off, is begun again from the start, a few times: half a list is
/// none. Positions of its objects start at `offset`.
ServerResult<std::unique_ptr<ListPart>> read_list(HttpClient& http, const std::string& path,
                                                  const AnswerKind& object,
                                                  const ReadOptions& options, SourceId source,
                                                  std::uint64_t offset);

/// Reads a single object, likewise.
ServerResult<std::unique_ptr<ListPart>> read_object(HttpClient& http, const std::string& path,
                                                    const AnswerKind& object,
                                                    const ReadOptions& options, SourceId source,
                                                    std::uint64_t offset);

}  // namespace rbacgraph
