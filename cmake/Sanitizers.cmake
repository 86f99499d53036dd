# RBACGRAPH_SANITIZE applies to every target of the tree: a program whose parts are instrumented
# differently reports what is not there and misses what is.

if(RBACGRAPH_SANITIZE)
  list(JOIN RBACGRAPH_SANITIZE "," _sanitizers)
  set(_sanitizer_flags
    -fsanitize=${_sanitizers}
    # Without this UBSan prints and goes on, and the test that provoked it passes.
    -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_compile_options(${_sanitizer_flags})
  add_link_options(${_sanitizer_flags})
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()

if(RBACGRAPH_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR
      "RBACGRAPH_BUILD_FUZZERS needs clang, the compiler is ${CMAKE_CXX_COMPILER_ID}; "
      "use the preset 'fuzz'")
  endif()
  # The fuzzer sees which way the library took only where the library is instrumented for it.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
