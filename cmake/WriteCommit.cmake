# Run with `cmake -P` by rbacgraph_commit_source (Commit.cmake): writes a C++ source with the commit
# of SOURCE_DIRECTORY, if it isn't written yet.

cmake_minimum_required(VERSION 3.25)

set(commit "${COMMIT}")
set(modified false)

# Sets `result` to what git says, and to "" where it says nothing.
function(ask_git result)
  execute_process(
    # Nothing of this may write into the repository, the index included.
    COMMAND "${GIT}" --no-optional-locks -C "${SOURCE_DIRECTORY}" ${ARGN}
    OUTPUT_VARIABLE said
    ERROR_QUIET
    RESULT_VARIABLE status
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    set(said "")
  endif()
  set(${result} "${said}" PARENT_SCOPE)
endfunction()

if(GIT AND commit STREQUAL "")
  # An archive that was unpacked inside of somebody's repository is no part of it.
  ask_git(top rev-parse --show-toplevel)
  file(REAL_PATH "${SOURCE_DIRECTORY}" here)
  if(top STREQUAL here)
    ask_git(commit rev-parse HEAD)
    # Files that git doesn't know are not built: sources are listed one by one.
    ask_git(changes status --porcelain --untracked-files=no)
    if(NOT changes STREQUAL "")
      set(modified true)
    endif()
  endif()
endif()
if(NOT commit MATCHES "^[0-9A-Za-z._-]*$")
  message(FATAL_ERROR "RBACGRAPH_COMMIT: not a commit: ${commit}")
endif()

set(source "// Made by WriteCommit.cmake when building.
#include \"${HEADER}\"

namespace rbacgraph::cli {

BuiltCommit built_commit() { return {\"${commit}\", ${modified}}; }

}  // namespace rbacgraph::cli
")
set(before "")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" before)
endif()
if(NOT source STREQUAL before)
  file(WRITE "${OUTPUT}" "${source}")
endif()
