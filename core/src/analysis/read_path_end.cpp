#include <utility>

#include "rbacgraph/analysis/path.h"
#include "rbacgraph/analysis/query.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kTypePrefix = "resource:";

Result<PathEnd> read_type(const Snapshot& snapshot, std::string_view word, const PathWords& words,
                          std::vector<Diagnostic>& diagnostics) {
  QueryWords query;
  query.types = word;
  query.ns = words.ns;
  query.any_verb = !words.verb;
  query.verbs = words.verb.value_or("");
  Result<ReadQueries> read = read_queries(snapshot, query);
  if (!read) return tl::unexpected<Error>(read.error());
  if (read->queries.size() != 1) {
    return fail(ErrorCode::InvalidArgument, "path takes one verb and one type",
                "who-can takes lists of them");
  }
  diagnostics.insert(diagnostics.end(), read->diagnostics.begin(), read->diagnostics.end());
  return PathEnd{std::nullopt, std::move(read->queries.front())};
}

bool is_type(const Snapshot& snapshot, std::string_view word) {
  return snapshot.catalog().read_type(word).type != nullptr;
}

/// Is it TYPE, TYPE/SUBRESOURCE or, for a type of which no objects are known here, TYPE/NAME?
bool reads_as_type(const Snapshot& snapshot, std::string_view word) {
  if (word.starts_with('/')) return true;
  const std::size_t end = word.find_first_of("/:=");
  if (end == std::string_view::npos) return is_type(snapshot, word);
  if (word[end] != '/') return false;
  const ResourceCatalog::TypeReading head = snapshot.catalog().read_type(word.substr(0, end));
  if (head.type == nullptr) return false;
  return ResourceCatalog::is_subresource(*head.type, word.substr(end + 1)) ||
         !spells_kind(word, NamedKinds::all());
}

/// The types that are nearest to a word without a kind.
std::string hint_of_type(const Snapshot& snapshot, std::string_view word) {
  std::string hint;
  for (const std::string& near : snapshot.catalog().read_type(word).suggestions)
    hint.append(hint.empty() ? "did you mean " : ", ").append(near);
  if (!hint.empty()) hint.append("? ");
  return hint + "of a type that is not known here write resource:TYPE";
}

}  // namespace

Result<PathEnd> read_path_end(const Snapshot& snapshot, std::string_view word,
                              const PathWords& words, std::vector<Diagnostic>& diagnostics) {
  if (word.starts_with(kTypePrefix))
    return read_type(snapshot, word.substr(kTypePrefix.size()), words, diagnostics);
  if (reads_as_type(snapshot, word)) return read_type(snapshot, word, words, diagnostics);
  Result<NamedObject> object = find_object(snapshot, word, NamedKinds::all(), "object", words.ns);
  if (!object) {
    Error error = object.error();
    // Of a word without a kind it may be a type that was meant.
    if (!spells_kind(word, NamedKinds::all()) && !error.hint.starts_with("did you mean"))
      error.hint = hint_of_type(snapshot, word);
    return tl::unexpected<Error>(std::move(error));
  }
  return PathEnd{std::move(*object), {}};
}

}  // namespace rbacgraph
