#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "club/error.hpp"

namespace watercooler::club {

/// A member's or club's name that is safe as the name of a folder: what comes from outside becomes a path only
/// through here.
///
/// Shape: [a-z0-9][a-z0-9-]{0,31}, compared without case: capitals are folded, so "Jimmy" is jimmy.
/// Reserved: all, sauron, none.
class Name {
public:
    /// Errors: WC-NAME-BAD says which character or length is wrong, WC-NAME-RESERVED.
    static Expected<Name> parse_member(std::string_view text) { return parse(text, "member"); }
    static Expected<Name> parse_club(std::string_view text) { return parse(text, "club"); }

    /// The monitor's name, which no member can have.
    static Name sauron() { return Name{"sauron"}; }

    const std::string& text() const { return text_; }
    friend auto operator<=>(const Name&, const Name&) = default;

private:
    explicit Name(std::string text) : text_{std::move(text)} {}
    static Expected<Name> parse(std::string_view text, std::string_view what);

    std::string text_;
};

inline constexpr std::size_t name_bytes_max = 32;

/// Whether the text holds a sign that only a pattern has: * ? [
bool is_glob(std::string_view text);

/// Whether the name fits the pattern. `*` is any run of characters, `?` any one, `[abc]`, `[a-f]`, `[!a-f]` one of a
/// set; capitals in the pattern are folded. A `[` without its `]` stands for itself. Any pattern has an answer;
/// one of more than 256 bytes matches nothing.
bool glob_matches(std::string_view pattern, const Name& name);

}  // namespace watercooler::club
