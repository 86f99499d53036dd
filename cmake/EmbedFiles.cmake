# Run with `cmake -P` by rbacgraph_embed_text (Embed.cmake): writes a C++ source that holds files
# as raw string literals, which compilers read far faster than arrays of numbers.
# The suffix `sv` has the length from the compiler: counting it in a constant expression takes more
# steps than clang allows.

cmake_minimum_required(VERSION 3.25)

set(delimiter "embedded")
string(REPLACE "|" ";" names "${NAMES}")
list(LENGTH names count)

set(source "// Made by EmbedFiles.cmake when building; edit the files it was made from.
#include \"${HEADER}\"

#include <array>
#include <string_view>

namespace rbacgraph {
namespace {

using namespace std::string_view_literals;

constexpr std::array<EmbeddedFile, ${count}> kFiles{{
")
foreach(name IN LISTS names)
  file(READ "${BASE_DIRECTORY}/${name}" text)
  string(FIND "${text}" ")${delimiter}\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${name} holds the end of a raw string literal: )${delimiter}\"")
  endif()
  string(APPEND source "    {\"${name}\", R\"${delimiter}(${text})${delimiter}\"sv},\n")
endforeach()
string(APPEND source "}};

}  // namespace

std::span<const EmbeddedFile> ${SYMBOL}() { return kFiles; }

}  // namespace rbacgraph
")
file(WRITE "${OUTPUT}" "${source}")
