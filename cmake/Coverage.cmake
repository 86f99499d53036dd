# Clang's source-based coverage: it counts regions and branches of the source as written, which
# gcov's view of optimised basic blocks does not (a condition in a template or a defaulted
# operator shows up there as branches that nobody wrote).
# The figures are made by script/check-coverage.

if(RBACGRAPH_COVERAGE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR
      "RBACGRAPH_COVERAGE needs clang, the compiler is ${CMAKE_CXX_COMPILER_ID}; "
      "use the preset 'coverage'")
  endif()
  set(_coverage_flags -fprofile-instr-generate -fcoverage-mapping)
  # Tests run side by side and write into one profile; with threads in them too, counters that
  # are not updated atomically lose counts.
  list(APPEND _coverage_flags -fprofile-update=atomic)
  add_compile_options(${_coverage_flags})
  add_link_options(${_coverage_flags})
endif()
