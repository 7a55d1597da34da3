#include "http/target.hpp"

#include <optional>

namespace watercooler::http {
namespace {

std::optional<unsigned> hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    return std::nullopt;
}

tl::expected<char, std::string> escaped_byte(std::string_view text) {
    const auto high = text.size() > 1 ? hex_digit(text[1]) : std::nullopt;
    const auto low = text.size() > 2 ? hex_digit(text[2]) : std::nullopt;
    if (!high || !low) return tl::unexpected{std::string{"a '%' is not followed by two hex digits"}};
    return static_cast<char>(*high * 16 + *low);
}

tl::expected<std::string, std::string> decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto byte = text[at];
        if (byte == '%') {
            const auto escaped = escaped_byte(text.substr(at));
            if (!escaped) return tl::unexpected{escaped.error()};
            byte = *escaped;
            at += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        const auto code = static_cast<unsigned char>(byte);
        if (code < 0x20 || code == 0x7f) return tl::unexpected{std::string{"it has a control character"}};
        out += byte;
    }
    return out;
}

tl::expected<std::vector<Field>, std::string> parse_query(std::string_view text) {
    std::vector<Field> fields;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find('&'));
        text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
        if (part.empty()) continue;
        const auto equals = part.find('=');
        auto name = decoded(part.substr(0, equals), true);
        auto value = decoded(equals == part.npos ? std::string_view{} : part.substr(equals + 1), true);
        if (!name) return tl::unexpected{name.error()};
        if (!value) return tl::unexpected{value.error()};
        fields.push_back({std::move(*name), std::move(*value)});
    }
    return fields;
}

}  // namespace

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);  // '/'
        segments.emplace_back(path.substr(0, path.find('/')));
        path.remove_prefix(segments.back().size());
    }
    return segments;
}

tl::expected<Target, std::string> parse_target(std::string_view target) {
    if (!target.starts_with('/')) return tl::unexpected{std::string{"it does not begin with '/'"}};
    if (target.find('#') != target.npos) return tl::unexpected{std::string{"it has a '#', which clients keep"}};
    const auto mark = target.find('?');
    auto path = decoded(target.substr(0, mark), false);
    if (!path) return tl::unexpected{path.error()};
    auto segments = segments_of(target.substr(0, mark));
    for (auto& segment : segments) segment = *decoded(segment, false);  // it decoded as a part of the path
    auto query = parse_query(mark == target.npos ? std::string_view{} : target.substr(mark + 1));
    if (!query) return tl::unexpected{query.error()};
    return Target{std::move(*path), std::move(segments), std::move(*query)};
}

std::string percent_encoded(std::string_view text) {
    const char* digits = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
        if (plain) {
            out += letter;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace watercooler::http
