#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::json {

/// `text` as a JSON string, quotes included. Control, format and bidi characters are written as \u escapes, so that
/// JSON on a terminal can do no harm; bytes that are no UTF-8 become U+FFFD.
std::string quote(std::string_view text);
/// Values that are JSON already, as an array.
std::string array(const std::vector<std::string>& values);

/// Builds one JSON object, names in the order of the calls. Nobody names a field twice.
class Object {
public:
    /// `bytes`: how long it is likely to become.
    explicit Object(std::size_t bytes = 0) {
        text_.reserve(bytes);
        text_ += '{';
    }
    Object& text(std::string_view name, std::string_view value);
    template <std::integral Number>
    Object& number(std::string_view name, Number value) {
        char digits[24];
        return raw(name, {digits, std::to_chars(digits, digits + sizeof digits, value).ptr});
    }
    Object& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
    Object& null(std::string_view name) { return raw(name, "null"); }
    /// `value` is JSON already.
    Object& raw(std::string_view name, std::string_view value);
    std::string done() const& { return text_ + '}'; }
    std::string done() &&;

private:
    void begin(std::string_view name);

    std::string text_;
};

/// What each result that is one object begins with: its schema, `watercooler.<thing>/v1`.
Object answer(std::string_view thing);

}  // namespace watercooler::json
