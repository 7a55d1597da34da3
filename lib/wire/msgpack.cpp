#include "wire/msgpack.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <watercooler/assert.hpp>

#include "wire/bounds.hpp"
#include "wire/problem.hpp"

namespace watercooler::wire {
namespace {

enum class Kind : std::uint8_t {
    none,
    nil,
    boolean,
    positive,
    negative,
    floating,
    text,
    binary,
    array,
    map,
    extension
};

/// What a first byte says: its kind, the size of the number behind it, or else the number that it holds itself.
/// The number is a value, a length in bytes, or a count.
struct Form {
    Kind kind;
    std::uint8_t number_bytes;
    std::uint8_t number;
};

/// The forms of c0 to df. Source: the msgpack specification, "Formats".
constexpr std::array<Form, 32> long_forms{{
    {Kind::nil, 0, 0},        {Kind::none, 0, 0},      {Kind::boolean, 0, 0},   {Kind::boolean, 0, 1},
    {Kind::binary, 1, 0},     {Kind::binary, 2, 0},    {Kind::binary, 4, 0},    {Kind::extension, 1, 0},
    {Kind::extension, 2, 0},  {Kind::extension, 4, 0}, {Kind::floating, 0, 4},  {Kind::floating, 0, 8},
    {Kind::positive, 1, 0},   {Kind::positive, 2, 0},  {Kind::positive, 4, 0},  {Kind::positive, 8, 0},
    {Kind::negative, 1, 0},   {Kind::negative, 2, 0},  {Kind::negative, 4, 0},  {Kind::negative, 8, 0},
    {Kind::extension, 0, 1},  {Kind::extension, 0, 2}, {Kind::extension, 0, 4}, {Kind::extension, 0, 8},
    {Kind::extension, 0, 16}, {Kind::text, 1, 0},      {Kind::text, 2, 0},      {Kind::text, 4, 0},
    {Kind::array, 2, 0},      {Kind::array, 4, 0},     {Kind::map, 2, 0},       {Kind::map, 4, 0},
}};

constexpr Form form(std::uint8_t first) {
    const auto low = [first](int mask) { return static_cast<std::uint8_t>(first & mask); };
    if (first < 0x80) return {Kind::positive, 0, first};
    if (first < 0x90) return {Kind::map, 0, low(0x0f)};
    if (first < 0xa0) return {Kind::array, 0, low(0x0f)};
    if (first < 0xc0) return {Kind::text, 0, low(0x1f)};
    if (first < 0xe0) return long_forms[first - 0xc0u];
    return {Kind::negative, 0, first};
}

/// Widens a number of 1, 2, 4 or 8 bytes that may be negative.
std::uint64_t sign_extended(std::uint64_t value, std::size_t size) {
    if (size == 8 || (value >> (8 * size - 1) & 1) == 0) return value;
    return value | ~std::uint64_t{0} << (8 * size);
}

constexpr auto signed_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

}  // namespace

/// A value without what is in it.
struct Reader::Head {
    Kind kind = Kind::none;
    std::uint64_t number = 0;

    std::uint64_t body_bytes() const {
        if (kind == Kind::extension) return number + 1;
        return kind == Kind::text || kind == Kind::binary || kind == Kind::floating ? number : 0;
    }
    std::uint64_t children() const { return kind == Kind::map ? 2 * number : kind == Kind::array ? number : 0; }
};

void Reader::fail(const char* problem) {
    if (problem_ == nullptr) problem_ = problem;
}

/// `size` more bytes are needed at the least and are not there.
void Reader::missing(std::uint64_t size) {
    if (!ok()) return;
    fail(problem::truncated);
    const auto room = std::numeric_limits<std::size_t>::max() - position_;
    wanted_ = position_ + static_cast<std::size_t>(std::min<std::uint64_t>(size, room));
}

bool Reader::take(std::uint64_t size) {
    if (!ok()) return false;
    if (size > remaining()) {
        missing(size);
        return false;
    }
    position_ += static_cast<std::size_t>(size);
    return true;
}

Bytes Reader::raw(std::size_t size) { return take(size) ? all_.subspan(position_ - size, size) : Bytes{}; }

std::uint8_t Reader::byte() { return take(1) ? all_[position_ - 1] : std::uint8_t{0}; }

std::uint64_t Reader::big_endian(std::size_t size) {
    std::uint64_t value = 0;
    for (const auto byte : raw(size)) value = value << 8 | byte;
    return value;
}

/// The next value's head; stands behind it. Each item and each byte of a body must be there.
Reader::Head Reader::head() {
    const auto first = byte();
    if (!ok()) return {};
    const auto shape = form(first);
    if (shape.kind == Kind::none) fail(problem::wrong_type);
    Head result{shape.kind, shape.number};
    if (shape.number_bytes > 0) result.number = big_endian(shape.number_bytes);
    if (shape.kind == Kind::negative) {
        result.number = sign_extended(result.number, std::max<std::size_t>(shape.number_bytes, 1));
        if (result.number <= signed_max) result.kind = Kind::positive;
    }
    if (const auto least = std::max(result.body_bytes(), result.children()); least > remaining()) missing(least);
    return ok() ? result : Head{};
}

bool Reader::nil() {
    if (!ok() || remaining() == 0 || all_[position_] != 0xc0) return false;
    ++position_;
    return true;
}

std::uint64_t Reader::number(std::uint64_t max) {
    const auto value = head();
    if (value.kind == Kind::negative || (value.kind == Kind::positive && value.number > max))
        fail(problem::out_of_range);
    else if (value.kind != Kind::positive)
        fail(problem::wrong_type);
    return ok() ? value.number : 0;
}

std::int64_t Reader::signed_number() {
    const auto value = head();
    if (value.kind != Kind::negative && value.kind != Kind::positive) fail(problem::wrong_type);
    if (value.kind == Kind::positive && value.number > signed_max) fail(problem::out_of_range);
    return ok() ? static_cast<std::int64_t>(value.number) : 0;
}

bool Reader::boolean() {
    const auto value = head();
    if (value.kind != Kind::boolean && value.kind != Kind::positive) fail(problem::wrong_type);
    if (value.number > 1) fail(problem::out_of_range);
    return ok() && value.number == 1;
}

std::string_view Reader::text(std::size_t bytes_max) {
    const auto value = head();
    if (value.kind != Kind::text) fail(problem::wrong_type);
    if (value.number > bytes_max) fail(problem::text_too_long);
    return ok() ? text_of(raw(static_cast<std::size_t>(value.number))) : std::string_view{};
}

Bytes Reader::bytes(std::size_t bytes_max) {
    const auto value = head();
    if (value.kind != Kind::text && value.kind != Kind::binary) fail(problem::wrong_type);
    if (value.number > bytes_max) fail(problem::text_too_long);
    return ok() ? raw(static_cast<std::size_t>(value.number)) : Bytes{};
}

void Reader::charge(std::uint64_t items) {
    if (items > bounds::list_items_max - items_) return fail(problem::too_many);
    items_ += static_cast<std::size_t>(items);
}

std::size_t Reader::map() {
    const auto value = head();
    if (value.kind != Kind::map) fail(problem::not_a_map);
    return ok() ? static_cast<std::size_t>(value.number) : 0;
}

std::size_t Reader::array() {
    const auto value = head();
    if (value.kind != Kind::array) fail(problem::wrong_type);
    if (ok()) charge(value.number);
    return ok() ? static_cast<std::size_t>(value.number) : 0;
}

bool Reader::array_next() const { return ok() && remaining() > 0 && form(all_[position_]).kind == Kind::array; }

bool Reader::text_next() const { return ok() && remaining() > 0 && form(all_[position_]).kind == Kind::text; }

void Reader::skip() {
    // Counts the values still to come, instead of descending: no nesting is too deep.
    for (std::uint64_t pending = 1; pending > 0 && ok(); --pending) {
        if (pending > remaining()) return missing(pending);
        const auto value = head();
        if (!ok()) {
            if (truncated()) wanted_ += static_cast<std::size_t>(pending - 1);
            return;
        }
        take(value.body_bytes());
        pending += value.children();
    }
}

void Writer::big_endian(std::uint64_t value, std::size_t size) {
    for (auto shift = 8 * size; shift > 0;) out_.push_back(static_cast<std::uint8_t>(value >> (shift -= 8)));
}

void Writer::number(std::uint64_t value) {
    if (value < 0x80) return byte(static_cast<std::uint8_t>(value));
    const std::uint8_t width = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffffffff ? 2 : 3;
    byte(0xcc + width);
    big_endian(value, std::size_t{1} << width);
}

void Writer::signed_number(std::int64_t value) {
    if (value >= 0) return number(static_cast<std::uint64_t>(value));
    const auto bits = static_cast<std::uint64_t>(value);
    if (value >= -32) return byte(static_cast<std::uint8_t>(bits));
    const std::uint8_t width = value >= -128 ? 0 : value >= -32'768 ? 1 : value >= -2'147'483'648 ? 2 : 3;
    byte(0xd0 + width);
    big_endian(bits, std::size_t{1} << width);
}

void Writer::bytes(Bytes value) {
    const auto size = value.size();
    WATERCOOLER_ASSERT(size <= 0xffffffff);
    if (size < 32) {
        byte(static_cast<std::uint8_t>(0xa0 | size));
    } else {
        byte(size <= 0xffff ? 0xda : 0xdb);
        big_endian(size, size <= 0xffff ? 2 : 4);
    }
    raw(value);
}

void Writer::container(std::size_t count, std::uint8_t small, std::uint8_t large) {
    WATERCOOLER_ASSERT(count <= 0xffffffff);
    if (count < 16) return byte(static_cast<std::uint8_t>(small | count));
    byte(count <= 0xffff ? large : static_cast<std::uint8_t>(large + 1));
    big_endian(count, count <= 0xffff ? 2 : 4);
}

void Writer::map(std::size_t count) { container(count, 0x80, 0xde); }

void Writer::array(std::size_t count) { container(count, 0x90, 0xdc); }

}  // namespace watercooler::wire
