#include "json/fields.hpp"

#include <charconv>

#include "json/write.hpp"

namespace watercooler::json {
namespace {

/// A value as an error shows it: whole if it is short.
std::string shown(const Value& value) {
    constexpr std::size_t bytes_max = 40;
    if (value.object()) return "an object";
    if (value.array()) return "an array";
    if (value.text() && value.text()->size() > bytes_max)
        return "a text of " + std::to_string(value.text()->size()) + " bytes";
    return to_text(value);
}

std::string range_text(std::uint64_t max) { return "a whole number from 0 to " + std::to_string(max); }

std::optional<std::uint64_t> whole(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value.is)) {
        return *number < 0 ? std::nullopt : std::optional{static_cast<std::uint64_t>(*number)};
    }
    const auto* number = std::get_if<std::uint64_t>(&value.is);
    return number ? std::optional{*number} : std::nullopt;
}

/// Decimal digits only: no sign, no spaces, at most 20 of them.
std::optional<std::uint64_t> decimal(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = error == std::errc{} && end == text.data() + text.size() && !text.empty();
    return all ? std::optional{number} : std::nullopt;
}

}  // namespace

Fields::Fields(const Value& object, std::string where) : object_{object}, where_{std::move(where)} {
    if (object_.object()) return;
    const std::string name = where_.empty() ? "the JSON" : where_.substr(0, where_.size() - 1);
    error_ = ReadError{where_.empty() ? "" : name, "json-no-object",
                       name + " is " + shown(object_) + "; it must be an object. Put the fields between { and }."};
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t bytes_max) {
    const auto* value = present(name);
    if (!value) return std::nullopt;
    const auto* text = value->text();
    if (!text)
        wrong_type(name, *value, "text");
    else if (text->size() > bytes_max) {
        fail(name, "too-large",
             "is " + std::to_string(text->size()) + " bytes; the limit is " + std::to_string(bytes_max) +
                 " bytes. Shorten it.");
    } else
        return *text;
    return std::nullopt;
}

std::optional<std::uint64_t> Fields::number(std::string_view name, std::uint64_t max) {
    const auto* value = present(name);
    return value ? bounded(name, *value, max, range_text(max)) : std::nullopt;
}

std::optional<std::uint64_t> Fields::number_or_text(std::string_view name, std::uint64_t max) {
    const auto* value = present(name);
    if (!value) return std::nullopt;
    const std::string wanted = range_text(max) + ", or the same as text";
    const auto number = value->text() ? decimal(*value->text()) : std::nullopt;
    return number && *number <= max ? number : bounded(name, *value, max, wanted);
}

std::optional<std::uint64_t> Fields::bounded(std::string_view name, const Value& value, std::uint64_t max,
                                             std::string_view wanted) {
    const auto number = whole(value);
    if (number && *number <= max) return number;
    if (number)
        fail(name, "too-large", "is " + shown(value) + "; it must be " + std::string{wanted} + ". Send a lower one.");
    else
        wrong_type(name, value, wanted);
    return std::nullopt;
}

std::optional<double> Fields::real(std::string_view name) {
    const auto* value = present(name);
    if (!value) return std::nullopt;
    if (const auto* number = std::get_if<double>(&value->is)) return *number;
    if (const auto* number = std::get_if<std::int64_t>(&value->is)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value->is)) return static_cast<double>(*number);
    wrong_type(name, *value, "a number");
    return std::nullopt;
}

std::optional<bool> Fields::flag(std::string_view name) {
    const auto* value = present(name);
    if (!value) return std::nullopt;
    if (const auto* flag = std::get_if<bool>(&value->is)) return *flag;
    wrong_type(name, *value, "true or false");
    return std::nullopt;
}

const Array* Fields::array(std::string_view name) {
    const auto* value = present(name);
    if (value && !value->array()) wrong_type(name, *value, "an array");
    return value ? value->array() : nullptr;
}

const Value* Fields::object(std::string_view name) {
    const auto* value = present(name);
    if (!value || value->object()) return value;
    wrong_type(name, *value, "an object");
    return nullptr;
}

void Fields::fail(std::string_view name, std::string_view what, std::string_view message) {
    if (error_) return;
    const std::string field = where_ + std::string{name};
    error_ = ReadError{field, std::string{name} + '-' + std::string{what}, field + ' ' + std::string{message}};
}

void Fields::missing(std::string_view name) { fail(name, "missing", "is missing. Add it."); }

const Value* Fields::present(std::string_view name) const {
    const auto* value = object_.find(name);
    return value && !value->null() ? value : nullptr;
}

void Fields::wrong_type(std::string_view name, const Value& value, std::string_view wanted) {
    fail(name, "wrong-type", "is " + shown(value) + "; it must be " + std::string{wanted} + ". Send it so.");
}

Read<Value> parse_body(std::string_view body) {
    return parse(body, door_bounds).and_then([](Value value) { return Fields{value}.result(value); });
}

}  // namespace watercooler::json
