#include "cli/top_keys.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "message/text.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t sequence_bytes_max = 32;

/// What the beginning of the bytes is: so many bytes, and a key if they are one. No bytes: more must come.
struct Taken {
    std::size_t size = 0;
    std::optional<Key> key{};
};

std::optional<Key> key_of_letter(char letter) {
    constexpr std::array<std::pair<char, KeyKind>, 6> letters{{{'A', KeyKind::up},
                                                               {'B', KeyKind::down},
                                                               {'C', KeyKind::right},
                                                               {'D', KeyKind::left},
                                                               {'H', KeyKind::home},
                                                               {'F', KeyKind::end}}};
    for (const auto& [known, kind] : letters)
        if (known == letter) return Key{kind};
    return std::nullopt;
}

/// Of `ESC [ 5 ~`: the number before the first semicolon.
std::optional<Key> key_of_number(std::string_view number) {
    constexpr std::array<std::pair<std::string_view, KeyKind>, 6> numbers{{{"1", KeyKind::home},
                                                                           {"7", KeyKind::home},
                                                                           {"4", KeyKind::end},
                                                                           {"8", KeyKind::end},
                                                                           {"5", KeyKind::page_up},
                                                                           {"6", KeyKind::page_down}}};
    for (const auto& [known, kind] : numbers)
        if (known == number.substr(0, number.find(';'))) return Key{kind};
    return std::nullopt;
}

/// ESC [ parameters final. Source: ECMA-48, 5.4.
Taken take_control_sequence(std::string_view bytes) {
    for (std::size_t at = 2; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (c == '\x1b') return {at, {}};  // cut off: another begins
        if (c >= 0x40 && c <= 0x7e)
            return {at + 1, c == '~' ? key_of_number(bytes.substr(2, at - 2)) : key_of_letter(c)};
        if (at + 1 >= sequence_bytes_max) return {at + 1, {}};
    }
    return {};
}

Taken take_escape(std::string_view bytes) {
    if (bytes.size() < 2) return {};
    if (bytes[1] == '\x1b') return {1, Key{KeyKind::escape}};
    if (bytes[1] == '[') return take_control_sequence(bytes);
    if (bytes[1] != 'O') return {2, {}};  // Alt and a key
    return bytes.size() < 3 ? Taken{} : Taken{3, key_of_letter(bytes[2])};
}

/// Whether the rest of a character may still come. Source: RFC 3629, 3.
bool is_begun(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes.front());
    const std::size_t size = first >= 0xf5 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    return bytes.size() < size && std::ranges::all_of(bytes.substr(1), [](char c) { return (c & 0xc0) == 0x80; });
}

Taken take_text(std::string_view bytes) {
    const auto c = first_code_point(bytes);
    if (c)
        return {c->size, is_deceptive(c->value) ? std::optional<Key>{}
                                                : Key{KeyKind::text, std::string{bytes.substr(0, c->size)}}};
    return is_begun(bytes) ? Taken{} : Taken{1, {}};
}

Taken take(std::string_view bytes) {
    switch (bytes.front()) {
        case '\x1b':
            return take_escape(bytes);
        case '\r':
        case '\n':
            return {1, Key{KeyKind::enter}};
        case '\t':
            return {1, Key{KeyKind::tab}};
        case '\b':
        case '\x7f':
            return {1, Key{KeyKind::backspace}};
        default:
            return take_text(bytes);
    }
}

}  // namespace

std::vector<Key> KeyReader::add(std::string_view bytes) {
    pending_ += bytes;
    std::vector<Key> keys;
    std::string_view rest{pending_};
    while (!rest.empty()) {
        auto taken = take(rest);
        if (taken.size == 0) break;
        if (taken.key) keys.push_back(std::move(*taken.key));
        rest.remove_prefix(taken.size);
    }
    pending_ = std::string{rest};
    return keys;
}

std::vector<Key> KeyReader::settle() {
    const auto left = std::exchange(pending_, {});
    return left == "\x1b" ? std::vector<Key>{Key{KeyKind::escape}} : std::vector<Key>{};
}

}  // namespace watercooler::cli
