#include "filter/pattern.hpp"

#include <algorithm>

#include "filter/filter.hpp"

namespace watercooler::filter {
namespace {

constexpr auto none = std::string_view::npos;

/// One step of a pattern: the byte that it stands for, or a wildcard.
struct Step {
    char byte = 0;
    bool any_text = false, any_byte = false;
    std::size_t size = 1;  // bytes of the pattern
};
Step step_at(std::string_view pattern, std::size_t at) {
    if (pattern[at] == '*') return {.any_text = true};
    if (pattern[at] == '?') return {.any_byte = true};
    if (pattern[at] == '\\' && at + 1 < pattern.size()) return {.byte = pattern[at + 1], .size = 2};
    return {.byte = pattern[at]};
}

/// Remembers the last `*` only, so it takes no more than pattern times text. Anywhere: as if a `*` stood at both ends.
template <bool anywhere>
bool fits_how(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = anywhere ? 0 : none, mark = 0;
    for (;;) {
        if (p == pattern.size()) {
            if (anywhere || t == text.size()) return true;
        } else {
            const auto step = step_at(pattern, p);
            if (step.any_text) {
                star = ++p, mark = t;
                continue;
            }
            if (t < text.size() && (step.any_byte || step.byte == (anywhere ? lower(text[t]) : text[t]))) {
                p += step.size, ++t;
                continue;
            }
        }
        if (star == none || mark >= text.size()) return false;
        t = ++mark, p = star;
    }
}

}  // namespace

bool fits(std::string_view pattern, std::string_view text) { return fits_how<false>(pattern, text); }

bool fits_somewhere(std::string_view lower_pattern, std::string_view text) {
    return fits_how<true>(lower_pattern, text);
}

std::string pattern_of(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '*' || c == '?' || c == '\\' || c == '"') pattern += '\\';
        pattern += c;
    }
    return pattern;
}

std::optional<std::string> literal(std::string_view pattern) {
    const auto run = longest_run(pattern);
    if (run.at_begin && run.at_end) return run.text;
    return std::nullopt;
}

Run longest_run(std::string_view pattern) {
    Run best, current;
    current.at_begin = true;
    const auto keep = [&] {
        if (current.text.size() > best.text.size()) best = current;
    };
    bool wild = false;
    for (std::size_t at = 0; at < pattern.size();) {
        const auto step = step_at(pattern, at);
        if (step.any_text || step.any_byte) {
            keep();
            current = {};
            wild = true;
        } else {
            current.text += step.byte;
        }
        at += step.size;
    }
    current.at_end = true;
    if (!wild) return current;
    keep();
    return best;
}

}  // namespace watercooler::filter
