#pragma once

// JSON as plain values, for whoever reads it in this project; no library shows through.
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>
#include <watercooler/rumor.hpp>

namespace watercooler::json {

/// What is wrong with a text: the field (empty: the text as a whole), a short code, and a sentence with what to do.
using ReadError = RumorError;
template <class T>
using Read = tl::expected<T, ReadError>;

struct Value;
using Array = std::vector<Value>;
/// In the order of the text; no name appears twice.
using Members = std::vector<std::pair<std::string, Value>>;

/// One JSON value. Whole numbers that fit keep their exactness; 1.0, 1e3 and larger ones are doubles.
struct Value {
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array, Members> is = nullptr;

    const Members* object() const { return std::get_if<Members>(&is); }
    const Array* array() const { return std::get_if<Array>(&is); }
    const std::string* text() const { return std::get_if<std::string>(&is); }
    bool null() const { return std::holds_alternative<std::nullptr_t>(is); }
    /// A member of an object; nothing if this is no object or has none of that name.
    const Value* find(std::string_view name) const;
    friend bool operator==(const Value&, const Value&) = default;
};

/// How much of a text is read at all. Beyond it is an error, before anything large is allocated.
struct Bounds {
    std::size_t bytes_max = 64 * 1024;
    std::size_t depth_max = 8;
};
/// For a body that a stranger sends. A payload of 4 KiB takes 24 KiB if all of it is escaped.
inline constexpr Bounds door_bounds{};
/// For an answer of one of our own programs.
inline constexpr Bounds answer_bounds{32 * 1024 * 1024, 16};

/// Reads strict JSON (RFC 8259, no comments, no NaN, no second value behind it), whose objects name nothing twice.
Read<Value> parse(std::string_view text, const Bounds& bounds);
/// The value as compact JSON, names in their order.
std::string to_text(const Value& value);

}  // namespace watercooler::json
