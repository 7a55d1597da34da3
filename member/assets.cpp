#include "member/assets.hpp"

#include <watercooler/assert.hpp>

// assets.S
extern "C" {
extern const char watercooler_books_begin[], watercooler_books_end[];
extern const char watercooler_openapi_begin[], watercooler_openapi_end[];
}

namespace watercooler::member {

std::string_view asset(std::string_view name) {
    const struct {
        std::string_view name;
        const char *begin, *end;
    } assets[] = {
        {"books.tsv", watercooler_books_begin, watercooler_books_end},
        {"openapi.json", watercooler_openapi_begin, watercooler_openapi_end},
    };
    for (const auto& each : assets)
        if (each.name == name) return {each.begin, static_cast<std::size_t>(each.end - each.begin)};
    WATERCOOLER_ASSERT(!"an asset by that name");
    return {};
}

}  // namespace watercooler::member
