#include "club/state_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <watercooler/assert.hpp>

namespace watercooler::club {
namespace {

constexpr std::size_t header_bytes_max = 80;

std::uint64_t checksum(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

std::string header(std::string_view bytes) {
    char line[header_bytes_max];
    std::snprintf(line, sizeof line, "watercooler-state 1 %zu %016" PRIx64 "\n", bytes.size(), checksum(bytes));
    return line;
}

/// What stands behind the header, if the header is exactly the one that belongs to it.
std::optional<std::string> checked(const std::string& file) {
    const auto line_end = file.find('\n');
    if (line_end == std::string::npos || line_end >= header_bytes_max) return {};
    auto bytes = file.substr(line_end + 1);
    if (file.substr(0, line_end + 1) != header(bytes)) return {};
    return bytes;
}

}  // namespace

Expected<void> save_state(const std::string& path, std::string_view bytes, Durable durable) {
    WATERCOOLER_ASSERT(bytes.size() <= state_bytes_max);
    return replace_file(path, header(bytes).append(bytes), durable);
}

Expected<Loaded> load_state(const std::string& path) {
    const auto file = read_file(path, state_bytes_max + header_bytes_max);
    if (!file && file.error().code != "WC-CLUB-DAMAGED") return tl::unexpected{file.error()};
    if (file && !*file) return Loaded{};
    if (file) {
        if (auto bytes = checked(**file)) return Loaded{std::move(bytes), ""};
    }
    const auto aside = set_aside(path);
    if (!aside) return tl::unexpected{aside.error()};
    return Loaded{{}, path + " is damaged: set aside as " + *aside + ", starting fresh"};
}

bool has_state(const std::string& path) {
    const auto file = read_file(path, state_bytes_max + header_bytes_max);
    return file && *file && checked(**file);
}

Expected<std::string> set_aside(const std::string& path) {
    constexpr int kept_max = 9;
    int number = 1;
    while (number < kept_max && exists(path + ".damaged-" + std::to_string(number))) ++number;
    auto aside = path + ".damaged-" + std::to_string(number);
    if (std::rename(path.c_str(), aside.c_str()) != 0) return failed("set aside", path, errno);
    return aside;
}

}  // namespace watercooler::club
