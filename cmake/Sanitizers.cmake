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
