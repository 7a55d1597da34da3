# find_package(watercooler): brings the target watercooler::watercooler.
include(CMakeFindDependencyMacro)
find_dependency(tl-expected)
include(${CMAKE_CURRENT_LIST_DIR}/watercooler-targets.cmake)
