#include "club/name.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace watercooler::club {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// A byte as it may be shown on a terminal: control characters and non-ASCII by number.
std::string shown(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f) return std::string{"\""} + c + "\"";
    if (c == ' ') return "a space";
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string{"the byte 0x"} + digits[byte >> 4] + digits[byte & 15];
}

tl::unexpected<Error> bad(std::string_view what, std::string_view why) {
    std::string message{"this is no name for a "};
    message.append(what).append(": ").append(why);
    return failed("WC-NAME-BAD", message, "1 to 32 of a-z, 0-9 and -, beginning with a letter or digit, such as jimmy");
}

struct SetMatch {
    bool matches;
    std::size_t length;  // of the set in the pattern, brackets included
};

/// Reads the set that begins at pattern[0] == '['; nothing if it never ends.
std::optional<SetMatch> match_set(std::string_view pattern, char c) {
    std::size_t at = 1;
    const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
    if (negated) ++at;
    bool found = false;
    for (bool first = true; at < pattern.size(); first = false) {
        if (pattern[at] == ']' && !first) return SetMatch{found != negated, at + 1};
        const char low = folded(pattern[at]);
        const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
        const char high = range ? folded(pattern[at + 2]) : low;
        found = found || (low <= c && c <= high);
        at += range ? 3 : 1;
    }
    return {};
}

/// How many characters of the pattern match this one character; 0 if they do not.
std::size_t match_one(std::string_view pattern, char c) {
    if (pattern.empty()) return 0;
    if (pattern[0] == '?') return 1;
    if (pattern[0] == '[') {
        if (const auto set = match_set(pattern, c)) return set->matches ? set->length : 0;
    }
    return folded(pattern[0]) == c ? 1 : 0;
}

}  // namespace

Expected<Name> Name::parse(std::string_view text, std::string_view what) {
    if (text.empty()) return bad(what, "it is empty");
    if (text.size() > name_bytes_max) {
        return bad(what, "it has " + std::to_string(text.size()) + " characters, at most 32 are allowed");
    }
    std::string name{text};
    std::transform(name.begin(), name.end(), name.begin(), folded);
    if (name[0] == '-') return bad(what, "it begins with \"-\"");
    for (const char c : name) {
        if (!is_letter_or_digit(c) && c != '-') return bad(what, shown(c) + " is not allowed in it");
    }
    constexpr std::array<std::string_view, 3> reserved{"all", "sauron", "none"};
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
        return failed("WC-NAME-RESERVED", "the name \"" + name + "\" has a meaning of its own", "choose another name");
    }
    return Name{std::move(name)};
}

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

bool glob_matches(std::string_view pattern, const Name& name) {
    constexpr std::size_t pattern_bytes_max = 256;  // bounds the time
    if (pattern.size() > pattern_bytes_max) return false;
    const std::string_view text = name.text();
    std::size_t p = 0, t = 0;
    std::optional<std::pair<std::size_t, std::size_t>> star;  // just past the last *, and the text it tries next
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = {++p, t};
        } else if (const auto matched = match_one(pattern.substr(p), text[t])) {
            p += matched;
            ++t;
        } else if (star) {
            p = star->first;
            t = ++star->second;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace watercooler::club
