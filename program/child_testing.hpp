#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>

#include "club/testing.hpp"

/// For tests: small programs in place of the command line, written in shell.
namespace watercooler::program::testing {

inline std::string write_program(const club::testing::TempFolder& temp, const std::string& name,
                                 const std::string& body) {
    const auto path = temp / name;
    std::ofstream{path} << "#!/bin/sh\n" << body << '\n';
    REQUIRE(::chmod(path.c_str(), 0700) == 0);
    return path;
}

inline std::string text_of(const std::string& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace watercooler::program::testing
