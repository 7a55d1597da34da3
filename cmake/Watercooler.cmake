# How every target of the project is built, and the three words the folders use:
#   watercooler_library(message)             lib/message or the folder that calls it -> watercooler::message
#   watercooler_program(watercooler-member)  a program in bin/
#   watercooler_test(message a_test.cpp ...) the folder's unit tests, one ctest entry per test case
include(CTest)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

find_program(WATERCOOLER_CCACHE ccache)
if(WATERCOOLER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${WATERCOOLER_CCACHE})
endif()

set(WATERCOOLER_SANITIZE "" CACHE STRING "Sanitizers for everything, such as address,undefined")

add_library(watercooler_options INTERFACE)
# No fused multiply-add: a seed must give the same run on every compiler. Files are named from the project's folder on:
# what is built says nothing of where, and a compiler cache serves a second checkout.
target_compile_options(watercooler_options INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -ffp-contract=off -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 finds overlaps of 2^63 bytes in `"text" + std::string` once it optimizes (GCC bug 105651), and writes
    # beyond the room that a vector has just made (GCC bug 107852). Clang and the sanitizers look at the same code.
    target_compile_options(watercooler_options INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
        -Wno-stringop-overread)
    # Several files of a folder compiled as one have anonymous namespaces in what looks like a header.
    target_compile_options(watercooler_options INTERFACE -Wno-subobject-linkage)
endif()
if(WATERCOOLER_SANITIZE)
    target_compile_options(watercooler_options INTERFACE
        -fsanitize=${WATERCOOLER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(watercooler_options INTERFACE -fsanitize=${WATERCOOLER_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND WATERCOOLER_SANITIZE MATCHES thread)
        target_compile_options(watercooler_options INTERFACE -Wno-tsan)  # Asio's fences
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        # g++ 12 finds imaginary uninitialised members once sanitizers have rewritten the code.
        target_compile_options(watercooler_options INTERFACE -Wno-maybe-uninitialized)
    endif()
endif()

# A folder's headers are seen only by those who link its target: the include path leads through one link per target,
# so `#include "core/probe.hpp"` fails to compile where watercooler::core is not linked.
function(watercooler_headers target name)
    set(view ${PROJECT_BINARY_DIR}/headers/${target})
    file(MAKE_DIRECTORY ${view})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${view}/${name} SYMBOLIC)
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${view}>)
endfunction()

function(watercooler_library name)
    add_library(watercooler_${name} STATIC)
    add_library(watercooler::${name} ALIAS watercooler_${name})
    watercooler_headers(watercooler_${name} ${name})
    target_link_libraries(watercooler_${name} PRIVATE $<BUILD_INTERFACE:watercooler_options>)
endfunction()

# For code that no packet passes through: compiled for size.
function(watercooler_small name)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-Os>)
endfunction()

function(watercooler_program name)
    add_executable(${name})
    target_link_libraries(${name} PRIVATE watercooler_options)
    if(NOT WATERCOOLER_SANITIZE)
        # A member's memory is a promise: shared libstdc++ costs each process 1.4 MB.
        target_link_options(${name} PRIVATE -static-libstdc++ -static-libgcc)
    endif()
endfunction()

# A folder's unit tests: the files given, linked with that folder's library.
function(watercooler_test name)
    if(NOT BUILD_TESTING)
        return()
    endif()
    find_package(doctest REQUIRED)
    if(NOT TARGET watercooler_test_main)
        file(WRITE ${PROJECT_BINARY_DIR}/test_main.cpp
            "#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include <doctest/doctest.h>\n")
        add_library(watercooler_test_main STATIC ${PROJECT_BINARY_DIR}/test_main.cpp)
        target_link_libraries(watercooler_test_main PUBLIC doctest::doctest)
    endif()
    include(${doctest_DIR}/doctest.cmake)  # for doctest_discover_tests
    add_executable(${name}_test ${ARGN})
    target_link_libraries(${name}_test PRIVATE watercooler_options watercooler_test_main)
    if(TARGET watercooler_${name})
        target_link_libraries(${name}_test PRIVATE watercooler_${name})
    endif()
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O0>)  # it is their subject that shall be fast
    target_compile_definitions(${name}_test PRIVATE WATERCOOLER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    if(WATERCOOLER_SANITIZE)
        add_test(NAME "${name}: all" COMMAND ${name}_test)  # to start a sanitized program for each case takes longer than the cases
    else()
        doctest_discover_tests(${name}_test TEST_PREFIX "${name}: ")
    endif()
endfunction()
