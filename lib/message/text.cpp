#include "message/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace watercooler {
namespace {

struct Range {
    char32_t first, last;
};

// Unicode 15: categories Cc, Cf, Zl, Zp and Zs but ' ', plus what is drawn as nothing. Ordered.
constexpr Range deceptive[] = {
    {0x00, 0x1f},       {0x7f, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},       {0x600, 0x605},
    {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},       {0x8e2, 0x8e2},
    {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},   {0x180b, 0x180f},     {0x2000, 0x200f},
    {0x2028, 0x202f},   {0x205f, 0x206f},   {0x2800, 0x2800},   {0x3000, 0x3000},     {0x3164, 0x3164},
    {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},     {0xfff0, 0xfffb},
    {0xfffe, 0xffff},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f},   {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}, {0xffffe, 0xfffff}, {0x10fffe, 0x10ffff},
};

struct Lead {
    std::size_t size;
    char32_t bits, least;  // payload bits of the first byte; the least value that needs this size
};

std::optional<Lead> read_lead(std::uint8_t byte) {
    if (byte < 0x80) return Lead{1, byte, 0};
    if (byte >= 0xc2 && byte < 0xe0) return Lead{2, byte & 0x1fu, 0x80};
    if (byte >= 0xe0 && byte < 0xf0) return Lead{3, byte & 0x0fu, 0x800};
    if (byte >= 0xf0 && byte < 0xf5) return Lead{4, byte & 0x07u, 0x10000};
    return std::nullopt;
}

std::string hex(std::uint32_t value, std::size_t digits_min) {
    std::array<char, 8> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, 16).ptr;
    const std::string digits(text.data(), end);
    return std::string(digits_min - std::min(digits_min, digits.size()), '0') + digits;
}

std::string escape_of(char32_t c) {
    switch (c) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        case '\\':
            return "\\\\";
        default:
            return "\\u{" + hex(c, 1) + '}';
    }
}

/// Escapes all that does not stand for itself; the quote only where a quote would end the word.
std::string escape_all(std::string_view text, bool quotes) {
    std::string result;
    while (!text.empty()) {
        const auto c = first_code_point(text);
        const std::size_t size = c ? c->size : 1;
        if (!c)
            result += "\\x" + hex(static_cast<std::uint8_t>(text.front()), 2);
        else if (c->value == '"' && quotes)
            result += "\\\"";
        else if (c->value == '\\' || is_deceptive(c->value))
            result += escape_of(c->value);
        else
            result += text.substr(0, size);
        text.remove_prefix(size);
    }
    return result;
}

void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<std::uint8_t>(value)); };
    if (c < 0x80) return byte(c);
    if (c < 0x800) {
        byte(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            byte(0xe0 | c >> 12);
        } else {
            byte(0xf0 | c >> 18);
            byte(0x80 | (c >> 12 & 0x3f));
        }
        byte(0x80 | (c >> 6 & 0x3f));
    }
    byte(0x80 | (c & 0x3f));
}

std::optional<std::uint32_t> read_hex(std::string_view digits) {
    std::uint32_t value = 0;
    if (digits.empty() || digits.size() > 6) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

/// Reads what follows a backslash, and takes it off `rest`. False if no escape is spelled so.
bool read_escape(std::string_view& rest, std::string& out) {
    if (rest.empty()) return false;
    const char kind = rest.front();
    rest.remove_prefix(1);
    switch (kind) {
        case 'n':
            out += '\n';
            return true;
        case 'r':
            out += '\r';
            return true;
        case 't':
            out += '\t';
            return true;
        case '\\':
        case '"':
            out += kind;
            return true;
        case 'x': {
            const auto value = rest.size() < 2 ? std::nullopt : read_hex(rest.substr(0, 2));
            if (!value) return false;
            out += static_cast<char>(static_cast<std::uint8_t>(*value));
            rest.remove_prefix(2);
            return true;
        }
        case 'u': {
            const auto end = rest.find('}');
            if (rest.empty() || rest.front() != '{' || end == std::string_view::npos) return false;
            const auto value = read_hex(rest.substr(1, end - 1));
            if (!value || *value > 0x10ffff || (*value >= 0xd800 && *value < 0xe000)) return false;
            append_utf8(out, *value);
            rest.remove_prefix(end + 1);
            return true;
        }
        default:
            return false;
    }
}

/// Reads up to the closing quote and takes it off too.
bool read_quoted(std::string_view& rest, std::string& out) {
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"') return true;
        if (c != '\\')
            out += c;
        else if (!read_escape(rest, out))
            return false;
    }
    return false;
}

}  // namespace

std::optional<CodePoint> first_code_point(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto lead = read_lead(static_cast<std::uint8_t>(text.front()));
    if (!lead || text.size() < lead->size) return std::nullopt;
    char32_t value = lead->bits;
    for (std::size_t i = 1; i < lead->size; ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if ((byte & 0xc0) != 0x80) return std::nullopt;
        value = value << 6 | (byte & 0x3fu);
    }
    const bool surrogate = value >= 0xd800 && value < 0xe000;
    if (value < lead->least || value > 0x10ffff || surrogate) return std::nullopt;
    return CodePoint{value, lead->size};
}

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto c = first_code_point(text.substr(at));
        if (!c) return at;
        at += c->size;
    }
    return std::nullopt;
}

std::string hex_text(std::uint64_t value) {
    std::string text(16, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4)
        *digit = "0123456789abcdef"[value & 15];
    return text;
}

std::optional<std::uint64_t> parse_hex(std::string_view text) {
    std::uint64_t value = 0;
    if (text.empty() || text.size() > 16) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

bool is_deceptive(char32_t c) {
    if ((c & 0xfffe) == 0xfffe) return true;  // the last two of every plane are noncharacters
    const auto range =
        std::lower_bound(std::begin(deceptive), std::end(deceptive), c,
                         [](const Range& candidate, char32_t wanted) { return candidate.last < wanted; });
    return range != std::end(deceptive) && range->first <= c;
}

std::string escaped(std::string_view text) { return escape_all(text, false); }

std::string word(std::string_view text) {
    std::string inner = escape_all(text, true);
    const bool plain = !text.empty() && inner == text && text.find_first_of(" =") == std::string_view::npos;
    return plain ? inner : '"' + inner + '"';
}

std::optional<std::vector<std::string>> split_words(std::string_view line) {
    std::vector<std::string> words;
    bool inside = false;
    while (!line.empty()) {
        const char c = line.front();
        line.remove_prefix(1);
        if (c == ' ') {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        if (c != '"')
            words.back() += c;
        else if (!read_quoted(line, words.back()))
            return std::nullopt;
    }
    return words;
}

}  // namespace watercooler
