#include "cli/synopsis.hpp"

#include <algorithm>

namespace watercooler::cli {
namespace {

struct Place {
    std::string_view text{};
    bool repeats = false;
    std::size_t left_out = 0;  ///< where it goes on without what begins here; 0: it must be there
};

std::vector<std::string_view> split_at(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        if (!text.substr(0, end).empty()) parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + separator.size());
    }
}

/// "[NAME[:PORT]": the brackets inside belong to it, those around it to the way.
std::string_view without_brackets(std::string_view word) {
    if (word.starts_with('[')) word.remove_prefix(1);
    while (word.ends_with(']') && std::ranges::count(word, ']') > std::ranges::count(word, '[')) word.remove_suffix(1);
    return word;
}

std::vector<Place> read_way(std::string_view way) {
    std::vector<Place> places;
    std::ptrdiff_t depth = 0;
    std::size_t begin = 0;  // of what may be left out
    for (const auto word : split_at(way, " ")) {
        const bool dots = word.starts_with("…");
        if (depth == 0 && word.starts_with('[')) begin = places.size();
        const auto before = depth;
        depth += std::ranges::count(word, '[') - std::ranges::count(word, ']');
        if (dots && !places.empty())
            places.back().repeats = true;
        else
            places.push_back({without_brackets(word)});
        if (places.back().text == "FAULT") places.back().repeats = true;  // it is several words
        const bool ends = depth == 0 && (before > 0 || word.starts_with('['));
        if (ends) places[begin].left_out = places.size();
    }
    return places;
}

bool accepts(std::string_view place, const std::string& word) {
    if (!is_literal(place)) return true;
    const auto words = split_at(place, "|");
    return std::ranges::count(words, word) > 0;
}

void walk(std::span<const Place> places, std::size_t at, std::span<const std::string> typed,
          std::vector<std::string_view>& found) {
    if (at >= places.size() || places[at].text.starts_with('-')) return;
    const auto& place = places[at];
    if (typed.empty()) {
        if (std::ranges::count(found, place.text) == 0) found.push_back(place.text);
    } else if (accepts(place.text, typed.front())) {
        walk(places, at + 1, typed.subspan(1), found);
        if (place.repeats) walk(places, at, typed.subspan(1), found);
    }
    if (place.left_out > at) walk(places, place.left_out, typed, found);
}

}  // namespace

bool is_literal(std::string_view place) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '|' || c == '-'; };
    return !place.empty() && std::ranges::all_of(place, plain);
}

std::vector<std::string_view> places_after(std::string_view synopsis, std::span<const std::string> typed) {
    std::vector<std::string_view> found;
    for (const auto way : split_at(synopsis, " | ")) walk(read_way(way), 0, typed, found);
    return found;
}

}  // namespace watercooler::cli
