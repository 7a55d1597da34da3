#pragma once

// What is typed on a terminal, as keys.
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::cli {

enum class KeyKind { text, enter, escape, backspace, tab, up, down, left, right, page_up, page_down, home, end };

struct Key {
    KeyKind kind = KeyKind::text;
    std::string text{};  ///< of KeyKind::text: one character
    friend bool operator==(const Key&, const Key&) = default;
};

/// Bytes come as they like: a key's may come in pieces, and of several keys at once. What no key is known for (other
/// function keys, broken UTF-8, controls) is passed over whole.
class KeyReader {
public:
    std::vector<Key> add(std::string_view bytes);
    /// Whether a key has begun: an escape may be one by itself, or the first byte of another.
    bool waits() const { return !pending_.empty(); }
    /// Nothing came after what waits: an escape alone is the key of that name.
    std::vector<Key> settle();

private:
    std::string pending_;
};

/// Until a lone escape counts as a key.
inline constexpr int escape_patience_ms = 50;

}  // namespace watercooler::cli
