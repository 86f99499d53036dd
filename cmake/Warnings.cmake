# rbacgraph::warnings: what our own code is held to. Link it PRIVATE, so that it reaches neither a
# user of the library nor third-party code (whose headers are SYSTEM, as imported targets are).
#
# Whether a warning is an error is the builder's choice: presets set
# CMAKE_COMPILE_WARNING_AS_ERROR, a plain configure does not, so that a compiler newer than ours
# cannot break somebody's build.

add_library(rbacgraph_warnings INTERFACE)
add_library(rbacgraph::warnings ALIAS rbacgraph_warnings)

target_compile_options(rbacgraph_warnings INTERFACE
  -Wall
  -Wextra
  -Wpedantic
  -Wcast-align
  -Wconversion
  -Wnon-virtual-dtor
  -Wold-style-cast
  -Woverloaded-virtual
  -Wshadow
  -Wsign-conversion
  -Wswitch-enum
  -Wundef
  # A member left out of a designated initializer has its default, which is what we mean by it.
  -Wno-missing-field-initializers)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(rbacgraph_warnings INTERFACE
    -Wduplicated-cond
    -Wlogical-op
    # The optimiser of g++ 12 follows paths that do not exist: it warns of ordinary std::string
    # concatenation (GCC bug 105329), and of the bounds of what nlohmann/json allocates.
    -Wno-restrict
    -Wno-array-bounds)
  if(RBACGRAPH_SANITIZE)
    # What sanitizers insert adds paths of that kind.
    target_compile_options(rbacgraph_warnings INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(rbacgraph_warnings INTERFACE
    # Not for g++ 12, which suspects the stream iterators of its own library.
    -Wnull-dereference
    # libstdc++ 12 sorts stably by way of a function that it deprecates itself, and clang blames
    # the caller. What we use that is deprecated, g++ tells.
    -Wno-deprecated-declarations)
endif()
