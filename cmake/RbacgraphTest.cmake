include(GoogleTest)

# rbacgraph_test(<name>
#   SOURCES <file>...
#   [LABELS <label>...]      default: unit
#   [LIBRARIES <target>...]  beside rbacgraph::core and the test support)
#
# A GoogleTest program whose tests ctest runs one by one, as "<name>.<Suite>.<Test>".
function(rbacgraph_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LABELS;LIBRARIES")
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "rbacgraph_test(${name}): SOURCES is missing")
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()

  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE
    ${arg_LIBRARIES}
    GTest::gmock
    GTest::gtest_main
    rbacgraph::core
    rbacgraph::test_support
    rbacgraph::warnings)
  # PRE_TEST asks the program for its tests when ctest runs, so a test program that cannot start
  # is a failed test and not a failed build.
  gtest_discover_tests(${name}
    DISCOVERY_MODE PRE_TEST
    TEST_PREFIX "${name}."
    PROPERTIES LABELS "${arg_LABELS}")
endfunction()
