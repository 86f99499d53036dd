# rbacgraph_embed_text(<target>
#   SYMBOL <name>         the array: `const std::array<EmbeddedFile, N>`, seen as a span
#   HEADER <header>       the header that declares `std::span<const EmbeddedFile> <name>();`
#   BASE_DIRECTORY <dir>  names in the array are relative to it
#   FILES <file>...)      relative to BASE_DIRECTORY, in the order that the array shall have
#
# Compiles text files into <target>. The source is generated when building, and again when one of
# the files has changed.
set(RBACGRAPH_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/EmbedFiles.cmake")

function(rbacgraph_embed_text target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SYMBOL;HEADER;BASE_DIRECTORY" "FILES")
  foreach(required SYMBOL HEADER BASE_DIRECTORY FILES)
    if(NOT DEFINED arg_${required})
      message(FATAL_ERROR "rbacgraph_embed_text(${target}): ${required} is missing")
    endif()
  endforeach()

  set(output "${CMAKE_CURRENT_BINARY_DIR}/${arg_SYMBOL}.cpp")
  list(TRANSFORM arg_FILES PREPEND "${arg_BASE_DIRECTORY}/" OUTPUT_VARIABLE inputs)
  # A semicolon would end the argument of a command line made of lists.
  list(JOIN arg_FILES "|" names)

  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}"
      "-DOUTPUT=${output}"
      "-DSYMBOL=${arg_SYMBOL}"
      "-DHEADER=${arg_HEADER}"
      "-DBASE_DIRECTORY=${arg_BASE_DIRECTORY}"
      "-DNAMES=${names}"
      -P "${RBACGRAPH_EMBED_SCRIPT}"
    DEPENDS ${inputs} "${RBACGRAPH_EMBED_SCRIPT}"
    COMMENT "Embedding ${arg_SYMBOL}"
    VERBATIM)

  # A library of its own, because what holds for our sources does not hold for this one: half a
  # megabyte of literals is nothing for a linter, and the warnings would be about their length (the
  # standard asks a compiler for 65 536 characters only; ours take any number).
  set(objects "${target}_${arg_SYMBOL}")
  add_library(${objects} OBJECT "${output}")
  target_include_directories(${objects} PRIVATE
    "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set_target_properties(${objects} PROPERTIES CXX_CLANG_TIDY "")
  target_sources(${target} PRIVATE "$<TARGET_OBJECTS:${objects}>")
endfunction()
