# Tools that make a build faster when they are there, and are not missed when they are not.

find_program(RBACGRAPH_CCACHE ccache)
mark_as_advanced(RBACGRAPH_CCACHE)
if(RBACGRAPH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${RBACGRAPH_CCACHE}")
endif()

find_program(RBACGRAPH_MOLD mold)
mark_as_advanced(RBACGRAPH_MOLD)
if(RBACGRAPH_MOLD)
  # A linker that is on the path may still be unknown to the compiler (g++ before 12.1), so it is
  # tried before it is used.
  include(CheckLinkerFlag)
  check_linker_flag(CXX -fuse-ld=mold RBACGRAPH_MOLD_WORKS)
  if(RBACGRAPH_MOLD_WORKS)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
