#pragma once

#include <string_view>

// pages.S
extern "C" {
extern const char watercooler_pages_begin[], watercooler_pages_end[];
}

namespace watercooler::program {

/// The pack of pages that was built into this program, for http::Files: read-only pages of the program's file, shared
/// by all its processes. Only programs that say watercooler_pages() in their CMakeLists.txt have one.
inline std::string_view pages() {
    return {watercooler_pages_begin, static_cast<std::size_t>(watercooler_pages_end - watercooler_pages_begin)};
}

}  // namespace watercooler::program
