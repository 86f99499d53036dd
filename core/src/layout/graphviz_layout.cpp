#include "layout/graphviz_layout.h"

#include <cstdio>
#include <string>

#include "layout/graphviz_library.h"
#include "layout/own_process.h"

namespace rbacgraph {
namespace {

using std::chrono::milliseconds;
/// What the child's first byte says.
constexpr char kPicture = 'P';
constexpr char kNoLibrary = 'L';
constexpr char kNoPicture = 'N';

/// In the child.
void draw(const GiveBytes& give, const std::string& dot, const char* format) {
  const auto say_no = [&](char why) { give({&why, 1}); };
  const Result<const CgraphLibrary*> cgraph = cgraph_library();
  const Result<GvcLibrary> gvc = load_gvc();
  if (!cgraph || !gvc) return say_no(kNoLibrary);
  GVC_t* const context = gvc->context();
  std::FILE* const text = ::fmemopen(const_cast<char*>(dot.data()), dot.size(), "r");  // NOLINT
  if (text == nullptr) return say_no(kNoPicture);
  Agdisc_t disciplines = (*cgraph)->disciplines;
  Agraph_t* const graph = (*cgraph)->read(text, &disciplines);
  if (context == nullptr || graph == nullptr || gvc->layout(context, graph, "dot") != 0)
    return say_no(kNoPicture);
  char* bytes = nullptr;
  unsigned size = 0;
  if (gvc->render_data(context, graph, format, &bytes, &size) != 0 || bytes == nullptr)
    return say_no(kNoPicture);
  if (give({&kPicture, 1})) {
    give({bytes, size});
  }
}

Error too_long(milliseconds limit) {
  return {ErrorCode::Io,
          "Graphviz did not finish in " +
              std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()) +
              " s",
          "ask for less: --depth, --kinds, a namespace, or a smaller --max-nodes"};
}

}  // namespace

Result<std::string> graphviz_picture(const std::string& dot, const char* format, milliseconds limit,
                                     const std::stop_token& stop) {
  // Loaded here, the library need not be loaded by each child.
  if (const Result<const CgraphLibrary*> library = cgraph_library(); !library)
    return tl::unexpected<Error>(library.error());
  Result<std::string> answer = in_own_process(
      [&](const GiveBytes& give) { draw(give, dot, format); }, limit, too_long(limit), stop);
  if (!answer) return answer;
  const char verdict = answer->empty() ? kNoPicture : answer->front();
  if (verdict == kPicture) return answer->substr(1);
  if (verdict == kNoLibrary) {
    return fail(ErrorCode::Unsupported, "Graphviz is not installed: there is no libgvc.so.6",
                "install Graphviz (Debian: apt-get install graphviz), or take -o dot");
  }
  return fail(ErrorCode::Io, "Graphviz can't draw this picture",
              "take -o dot and try another of its programs, or report it with the command line");
}

}  // namespace rbacgraph
