#include "layout/graphviz_library.h"

#include <string>
#include <unordered_map>
#include <vector>

#include "layout/loaded_symbol.h"

namespace rbacgraph {
namespace {

constexpr const char* kCgraph = "libcgraph.so.6";
constexpr const char* kGvc = "libgvc.so.6";

tl::unexpected<Error> not_there(const char* name) {
  return fail(ErrorCode::Unsupported, std::string("Graphviz is not installed: there is no ") + name,
              "install Graphviz (Debian: apt-get install graphviz), or take -o json");
}

/// The numbers of the names of one graph.
struct Numbers {
  Agraph_t* graph;
  std::unordered_map<std::string, IDTYPE> by_name;
  /// Strings of the library: it looks at what it keeps in front of them.
  std::vector<char*> names;
  IDTYPE unnamed = 1;  ///< odd ones; those with a name are even
};

Numbers& numbers(void* state) { return *static_cast<Numbers*>(state); }

/// Set before any graph is opened.
// NOLINTNEXTLINE(*-avoid-non-const-global-variables): of a library that is loaded when first used
decltype(&::agstrdup) copy_string = nullptr;

void* open_numbers(Agraph_t* graph, Agdisc_t* /*disciplines*/) {
  // NOLINTNEXTLINE(*-owning-memory): libcgraph keeps it, and gives it to close_numbers()
  return new Numbers{.graph = graph, .by_name = {}, .names = {}};
}

long number_of(void* state, int /*kind*/, char* name, IDTYPE* id, int create) {
  Numbers& all = numbers(state);
  if (name == nullptr) {
    if (create == 0) return 0;
    *id = all.unnamed;
    all.unnamed += 2;
    return 1;
  }
  const auto found = all.by_name.find(name);
  if (found != all.by_name.end()) {
    *id = found->second;
    return 1;
  }
  if (create == 0) return 0;
  all.names.push_back(copy_string(all.graph, name));
  *id = 2 * static_cast<IDTYPE>(all.names.size());
  all.by_name.emplace(name, *id);
  return 1;
}

long take_number(void* /*state*/, int /*kind*/, IDTYPE /*id*/) { return 0; }
void free_number(void* /*state*/, int /*kind*/, IDTYPE /*id*/) {}

char* name_of(void* state, int /*kind*/, IDTYPE id) {
  Numbers& all = numbers(state);
  if (id % 2 != 0 || id == 0 || id / 2 > all.names.size()) return nullptr;
  return all.names[id / 2 - 1];
}

// NOLINTNEXTLINE(*-owning-memory)
void close_numbers(void* state) { delete static_cast<Numbers*>(state); }
void note_number(void* /*state*/, int /*kind*/, void* /*object*/) {}

Agiddisc_t& numbering() {
  static Agiddisc_t disc{open_numbers, number_of,     take_number, free_number,
                         name_of,      close_numbers, note_number};
  return disc;
}

Result<CgraphLibrary> load_cgraph() {
  void* const library = ::dlopen(kCgraph, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) return not_there(kCgraph);
  CgraphLibrary all{};
  const bool found =
      find_symbol(library, "agstrdup", copy_string) && find_symbol(library, "agopen", all.open) &&
      find_symbol(library, "agclose", all.close) && find_symbol(library, "agnode", all.node) &&
      find_symbol(library, "agsubnode", all.subnode) && find_symbol(library, "agedge", all.edge) &&
      find_symbol(library, "agsubg", all.subg) && find_symbol(library, "agattr", all.attr) &&
      find_symbol(library, "agsafeset", all.safeset) &&
      find_symbol(library, "agstrdup_html", all.strdup_html) &&
      find_symbol(library, "agwrite", all.write) && find_symbol(library, "agread", all.read) &&
      find_symbol(library, "agseterr", all.seterr);
  const auto* const directed = static_cast<const Agdesc_t*>(::dlsym(library, "Agdirected"));
  auto* const memory = static_cast<Agmemdisc_t*>(::dlsym(library, "AgMemDisc"));
  auto* const io = static_cast<Agiodisc_t*>(::dlsym(library, "AgIoDisc"));
  if (!found || directed == nullptr || memory == nullptr || io == nullptr)
    return not_there(kCgraph);
  all.directed = *directed;
  all.disciplines = {memory, &numbering(), io};
  all.seterr(AGMAX);  // what it has to say is ours to tell
  return all;
}

}  // namespace

Result<const CgraphLibrary*> cgraph_library() {
  static const Result<CgraphLibrary> library = load_cgraph();
  if (!library) return tl::unexpected<Error>(library.error());
  return &*library;
}

Result<GvcLibrary> load_gvc() {
  void* const library = ::dlopen(kGvc, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) return not_there(kGvc);
  GvcLibrary all{};
  if (!find_symbol(library, "gvContext", all.context) ||
      !find_symbol(library, "gvLayout", all.layout) ||
      !find_symbol(library, "gvRenderData", all.render_data))
    return not_there(kGvc);
  return all;
}

}  // namespace rbacgraph
