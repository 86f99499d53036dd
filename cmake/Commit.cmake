# rbacgraph_commit_source(<target> HEADER <header>)
#
# Compiles into <target> a source that says which commit was built. It is looked up whenever
# something is built, and the source is written anew only when the answer is another: no other file
# depends on it, so a commit costs one small compilation and no cache is spoilt.
#
# RBACGRAPH_COMMIT says it where there is no git, for packagers who build from an archive.
set(RBACGRAPH_COMMIT "" CACHE STRING "The commit that is built, where git can't be asked")
set(RBACGRAPH_COMMIT_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/WriteCommit.cmake")

function(rbacgraph_commit_source target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER" "")
  find_program(RBACGRAPH_GIT git)
  mark_as_advanced(RBACGRAPH_GIT)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/commit.cpp")
  add_custom_target(${target}_commit
    COMMAND "${CMAKE_COMMAND}"
      "-DOUTPUT=${output}"
      "-DHEADER=${arg_HEADER}"
      "-DSOURCE_DIRECTORY=${PROJECT_SOURCE_DIR}"
      "-DGIT=${RBACGRAPH_GIT}"
      "-DCOMMIT=${RBACGRAPH_COMMIT}"
      -P "${RBACGRAPH_COMMIT_SCRIPT}"
    BYPRODUCTS "${output}"
    COMMENT "Asking git for the commit"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
  add_dependencies(${target} ${target}_commit)
endfunction()
