#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "filter/filter.hpp"

// The words of the language and what they mean. filter.hpp's table says the same; a test compares kinds and groups.
namespace watercooler::filter {

std::optional<Key> parse_key(std::string_view word);
std::string_view key_word(Key key);

/// A word that stands for several kinds.
struct Group {
    std::string_view word;
    Kinds kinds;
};
const std::vector<Group>& groups();
const std::vector<Group>& results();
/// The schema's own six groups: each kind is in exactly one of them.
inline constexpr std::size_t schema_group_count = 6;

enum class Direction : std::uint8_t { none, out, in };
Direction direction(EventKind kind);

/// The word nearest to what was typed, if it is near enough to be meant.
std::optional<std::string_view> nearest(std::string_view typed, const std::vector<std::string_view>& words);

}  // namespace watercooler::filter
