#pragma once

#include <cstdio>
#include <cstdlib>

namespace watercooler::detail {
[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "watercooler: our own mistake: %s does not hold (%s:%d)\n", condition, file, line);
    std::abort();
}
}  // namespace watercooler::detail

/// Our own mistakes stop the process, in every build. The world's mistakes are returned, never asserted.
#define WATERCOOLER_ASSERT(condition) \
    ((condition) ? void(0) : ::watercooler::detail::assertion_failed(#condition, __FILE__, __LINE__))
