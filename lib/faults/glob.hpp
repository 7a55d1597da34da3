#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace watercooler::faults {

/// Names or globs: `*` any text, `?` any character, `[a-z]` one of these, `[!a]` none of these. Letters of either case
/// are the same. Empty = everybody.
using Globs = std::vector<std::string>;

inline constexpr std::size_t glob_bytes_max = 64;
inline constexpr std::size_t globs_max = 64;

/// Whether the whole of `name` is like `pattern`. An empty name is somebody whom nobody knows: only `*` is like it.
/// Takes time of at most the product of both sizes.
bool matches(std::string_view pattern, std::string_view name);
/// True for no globs at all.
bool matches(const Globs& globs, std::string_view name);

/// What is wrong with a pattern, as the rest of a sentence; empty if it is fine.
std::string objection(std::string_view pattern);

}  // namespace watercooler::faults
