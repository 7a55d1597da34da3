# What `cmake --install` puts where, in three components, and the Debian packages that CPack makes of them:
#   program      watercooler (also as bookclub), watercooler-member, watercooler-sim, sauron; manual, completions, units
#   library      libwatercooler.so: a node without I/O, and memberlist's wire
#   development  its headers, and what find_package(watercooler) finds
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# ---- program ----
set(programs watercooler watercooler-member watercooler-sim)
if(TARGET sauron)
    list(APPEND programs sauron)
endif()
install(TARGETS ${programs} RUNTIME COMPONENT program)
install(FILES ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/bookclub TYPE BIN COMPONENT program)  # stays a link
install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ TYPE DATA COMPONENT program)  # written by cli/
install(FILES packaging/systemd/watercooler@.service packaging/systemd/sauron.service DESTINATION lib/systemd/system
    COMPONENT program)

# ---- library, development ----
# The folders' own objects once more, so nothing is compiled twice. Nobody puts a function of his own in place of one of
# these, so they may call each other directly.
set(parts watercooler_message watercooler_wire watercooler_core)
add_library(watercooler_node SHARED)
foreach(part IN LISTS parts)
    set_target_properties(${part} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${part} PRIVATE -fno-semantic-interposition)
    target_sources(watercooler_node PRIVATE $<TARGET_OBJECTS:${part}>)
endforeach()
# Before 1.0 a minor version may change what programs were linked with.
set(binary_version ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set_target_properties(watercooler_node PROPERTIES OUTPUT_NAME watercooler EXPORT_NAME watercooler
    LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION ${binary_version})
target_compile_features(watercooler_node INTERFACE cxx_std_20)
target_include_directories(watercooler_node INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(watercooler_node INTERFACE tl::expected)

install(TARGETS watercooler_node EXPORT watercooler
    LIBRARY COMPONENT library NAMELINK_COMPONENT development)
install(DIRECTORY include/ TYPE INCLUDE COMPONENT development)
set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/watercooler)
install(EXPORT watercooler NAMESPACE watercooler:: FILE watercooler-targets.cmake DESTINATION ${config_folder}
    COMPONENT development)
write_basic_package_version_file(packaging/watercooler-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES packaging/watercooler-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/packaging/watercooler-config-version.cmake
    DESTINATION ${config_folder} COMPONENT development)

# ---- packages ----
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR Watercooler)
set(CPACK_PACKAGE_CONTACT "Watercooler maintainers <watercooler@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(library_package libwatercooler${binary_version})
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME watercooler)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS passwd)  # useradd
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "gossip network that can be seen, frozen and broken
Members tell each other their favourite books by gossip. One command makes,
freezes, breaks and cleans up clubs of them; Sauron stores all that they do,
shows it in a browser, and explains it.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/packaging/postinst ${PROJECT_SOURCE_DIR}/packaging/prerm
    ${PROJECT_SOURCE_DIR}/packaging/postrm)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "membership and dissemination by gossip
SWIM membership and rumors as one deterministic node without I/O, which speaks
the wire of memberlist and Serf.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libwatercooler-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION}), libexpected-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "membership and dissemination by gossip: headers
What programs are built with that embed a node: headers, and the targets that
find_package(watercooler) brings.")
foreach(component PROGRAM LIBRARY DEVELOPMENT)
    string(TOLOWER ${component} name)
    install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${component}_PACKAGE_NAME}
        RENAME copyright COMPONENT ${name})
endforeach()
include(CPack)
