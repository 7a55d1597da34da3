#include "faults/glob.hpp"

#include <algorithm>
#include <optional>

namespace watercooler::faults {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Where the set that begins at `open` ends (its `]`); npos if it does not. A `]` right behind `[` or `[!` is a member.
std::size_t set_end(std::string_view pattern, std::size_t open) {
    auto from = open + 1;
    if (from < pattern.size() && pattern[from] == '!') ++from;
    return pattern.find(']', from + 1);
}

bool in_set(std::string_view set, char c) {
    const bool inverted = set.starts_with('!');
    if (inverted) set.remove_prefix(1);
    bool found = false;
    for (std::size_t at = 0; at < set.size(); ++at) {
        if (at + 2 < set.size() && set[at + 1] == '-') {
            found = found || (lower(set[at]) <= c && c <= lower(set[at + 2]));
            at += 2;
        } else {
            found = found || lower(set[at]) == c;
        }
    }
    return found != inverted;
}

/// How many characters of the pattern at `at` stand for the one character `c`; nothing if they do not.
std::optional<std::size_t> step(std::string_view pattern, std::size_t at, char c) {
    if (at >= pattern.size()) return std::nullopt;
    if (pattern[at] == '?') return 1;
    if (pattern[at] == '[') {
        if (const auto end = set_end(pattern, at); end != std::string_view::npos)
            return in_set(pattern.substr(at + 1, end - at - 1), c) ? std::optional{end - at + 1} : std::nullopt;
    }
    return lower(pattern[at]) == c ? std::optional<std::size_t>{1} : std::nullopt;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view name) {
    if (name.empty()) return !pattern.empty() && pattern.find_first_not_of('*') == std::string_view::npos;
    constexpr auto none = std::string_view::npos;
    std::size_t at = 0, place = 0, star = none, retry = 0;
    while (place < name.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            retry = place;
        } else if (const auto size = step(pattern, at, lower(name[place]))) {
            at += *size;
            ++place;
        } else if (star != none) {
            at = star + 1;
            place = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == none;
}

bool matches(const Globs& globs, std::string_view name) {
    return globs.empty() || std::ranges::any_of(globs, [&](const auto& glob) { return matches(glob, name); });
}

std::string objection(std::string_view pattern) {
    if (pattern.empty()) return "is empty";
    if (pattern.size() > glob_bytes_max) return "is longer than " + std::to_string(glob_bytes_max) + " bytes";
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const auto c = static_cast<unsigned char>(pattern[at]);
        if (c <= ' ' || c == 0x7f || c >= 0x80) return "has a character that is in no name";
        if (c != '[') continue;
        const auto end = set_end(pattern, at);
        if (end == std::string_view::npos) return "has a [ without its ]";
        at = end;
    }
    return {};
}

}  // namespace watercooler::faults
