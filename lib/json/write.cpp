#include "json/write.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

#include "json/tree.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

/// \u202e, or two of them above U+FFFF (UTF-16, as JSON wants it).
void append_escape(std::string& out, char32_t c) {
    const auto unit = [&](char32_t value) { out += "\\u" + hex_text(value).substr(12); };
    if (c < 0x10000) return unit(c);
    unit(0xd800 + ((c - 0x10000) >> 10));
    unit(0xdc00 + ((c - 0x10000) & 0x3ff));
}

void append_char(std::string& out, char32_t c, std::string_view bytes) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            if (is_deceptive(c))
                append_escape(out, c);
            else
                out += bytes;
    }
}

/// Most texts are nothing but this, and are taken whole.
bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

/// The same of eight at once: no byte below 0x20 or above 0x7e, none that is a quote or a backslash.
bool are_plain(std::uint64_t eight) {
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    const auto below = [&](std::uint64_t bytes, std::uint64_t n) { return (bytes - ones * n) & ~bytes; };
    const auto has = [&](std::uint64_t c) { return below(eight ^ ones * c, 1); };
    return ((eight | below(eight, ' ') | has(0x7f) | has('"') | has('\\')) & tops) == 0;
}

std::size_t plain_bytes(std::string_view text) {
    std::size_t bytes = 0;
    for (std::uint64_t eight = 0; bytes + sizeof eight <= text.size(); bytes += sizeof eight) {
        std::memcpy(&eight, text.data() + bytes, sizeof eight);
        if (!are_plain(eight)) break;
    }
    while (bytes < text.size() && is_plain(text[bytes])) ++bytes;
    return bytes;
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto bytes = plain_bytes(text);
        out += text.substr(0, bytes);
        text.remove_prefix(bytes);
        if (text.empty()) break;
        const auto c = first_code_point(text);
        const std::size_t size = c ? c->size : 1;
        if (c)
            append_char(out, c->value, text.substr(0, size));
        else
            append_escape(out, 0xfffd);
        text.remove_prefix(size);
    }
    out += '"';
}

/// A fraction stays one: 1.0 must not come back as a whole number.
std::string number_text(double value) {
    char digits[32];
    std::string text{digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string array_text(const Array& values) {
    std::vector<std::string> texts;
    for (const auto& value : values) texts.push_back(to_text(value));
    return array(texts);
}

std::string object_text(const Members& members) {
    Object object;
    for (const auto& [name, value] : members) object.raw(name, to_text(value));
    return object.done();
}

template <class... Functions>
struct Visitor : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Visitor(Functions...) -> Visitor<Functions...>;

}  // namespace

std::string quote(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
    append_quoted(out, text);
    return out;
}

std::string array(const std::vector<std::string>& values) {
    std::size_t bytes = values.size() + 2;
    for (const auto& value : values) bytes += value.size();
    std::string out;
    out.reserve(bytes);
    out += '[';
    for (const auto& value : values) {
        if (out.size() > 1) out += ',';
        out += value;
    }
    out += ']';
    return out;
}

void Object::begin(std::string_view name) {
    if (text_.size() > 1) text_ += ',';
    append_quoted(text_, name);
    text_ += ':';
}

Object& Object::text(std::string_view name, std::string_view value) {
    begin(name);
    append_quoted(text_, value);
    return *this;
}

Object& Object::raw(std::string_view name, std::string_view value) {
    begin(name);
    text_ += value;
    return *this;
}

std::string Object::done() && {
    text_ += '}';
    return std::move(text_);
}

Object answer(std::string_view thing) {
    Object object;
    object.text("schema", "watercooler." + std::string{thing} + "/v1");
    return object;
}

std::string to_text(const Value& value) {
    return std::visit(
        Visitor{[](std::nullptr_t) { return std::string{"null"}; },
                [](bool is) { return std::string{is ? "true" : "false"}; },
                [](std::int64_t number) { return std::to_string(number); },
                [](std::uint64_t number) { return std::to_string(number); },
                [](double number) { return number_text(number); }, [](const std::string& text) { return quote(text); },
                [](const Array& values) { return array_text(values); },
                [](const Members& members) { return object_text(members); }},
        value.is);
}

}  // namespace watercooler::json
