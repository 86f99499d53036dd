# Installs the library for those who program with it (component Development): headers, archive,
# CMake package, pkg-config file. What users of the program get is the component Runtime.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(_package_directory "${CMAKE_INSTALL_LIBDIR}/cmake/rbacgraph")

set_target_properties(rbacgraph_core PROPERTIES EXPORT_NAME core)
install(TARGETS rbacgraph_core
  EXPORT rbacgraphTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Development)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/include/rbacgraph"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  COMPONENT Development
  FILES_MATCHING PATTERN "*.h")

install(EXPORT rbacgraphTargets
  NAMESPACE rbacgraph::
  DESTINATION "${_package_directory}"
  COMPONENT Development)
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/rbacgraphConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/rbacgraphConfig.cmake"
  INSTALL_DESTINATION "${_package_directory}")
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/rbacgraphConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/rbacgraphConfig.cmake"
  "${PROJECT_BINARY_DIR}/rbacgraphConfigVersion.cmake"
  DESTINATION "${_package_directory}"
  COMPONENT Development)

# A distribution may set absolute directories; from the pkg-config file to the prefix it is as far
# as the library directory is deep.
file(RELATIVE_PATH RBACGRAPH_PC_PREFIX
  "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" RBACGRAPH_PC_PREFIX "${RBACGRAPH_PC_PREFIX}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/rbacgraph.pc.in"
  "${PROJECT_BINARY_DIR}/rbacgraph.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/rbacgraph.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
  COMPONENT Development)

install(FILES "${PROJECT_SOURCE_DIR}/core/README.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}/core"
  COMPONENT Development)
# The licence goes with each: a package is made of either.
foreach(component Runtime Development)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/NOTICE"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}"
    COMPONENT ${component})
endforeach()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/schema"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}/core"
  COMPONENT Runtime)
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}"
  COMPONENT Runtime)
