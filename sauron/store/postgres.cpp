#include "store/postgres.hpp"

#include <algorithm>

namespace watercooler::store::postgres {
namespace {

// Of pg_type.dat: they never change.
constexpr Oid int8_type = 20, bytea_type = 17, int8_array_type = 1016, bytea_array_type = 1001;

void put(std::string& to, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) to += static_cast<char>(value >> shift);
}

/// Shape: dimensions, whether there are NULLs, type of the elements, their number, the first one's index; then each as
/// its length (-1: NULL) and its bytes. Source: PostgreSQL, array_recv.
template <class Element, class Write>
std::string array(Oid type, std::span<const Element> values, const Write& write) {
    std::string bytes;
    const bool nulls = std::any_of(values.begin(), values.end(), [](const Element& value) { return !value; });
    put(bytes, values.empty() ? 0 : 1, 4);
    put(bytes, nulls ? 1 : 0, 4);
    put(bytes, type, 4);
    if (values.empty()) return bytes;
    put(bytes, values.size(), 4);
    put(bytes, 1, 4);
    for (const auto& value : values) {
        if (!value) put(bytes, 0xffffffff, 4);
        if (value) write(bytes, *value);
    }
    return bytes;
}

void write_number(std::string& to, std::int64_t value) {
    put(to, 8, 4);
    put(to, static_cast<std::uint64_t>(value), 8);
}
void write_bytes(std::string& to, std::string_view value) {
    put(to, value.size(), 4);
    to += value;
}

}  // namespace

void Parameters::add_value(Oid type, std::string bytes) {
    types_.push_back(type);
    values_.push_back(std::move(bytes));
}

Parameters& Parameters::add(std::int64_t value) {
    std::string bytes;
    put(bytes, static_cast<std::uint64_t>(value), 8);
    add_value(int8_type, std::move(bytes));
    return *this;
}

Parameters& Parameters::add_bytes(std::string_view value) {
    add_value(bytea_type, std::string{value});
    return *this;
}

Parameters& Parameters::add_column(std::span<const std::int64_t> values) {
    const std::vector<std::optional<std::int64_t>> all{values.begin(), values.end()};
    return add_column(std::span<const std::optional<std::int64_t>>{all});
}
Parameters& Parameters::add_column(std::span<const std::optional<std::int64_t>> values) {
    add_value(int8_array_type, array(int8_type, values, write_number));
    return *this;
}
Parameters& Parameters::add_column(std::span<const std::string_view> values) {
    const std::vector<std::optional<std::string_view>> all{values.begin(), values.end()};
    return add_column(std::span<const std::optional<std::string_view>>{all});
}
Parameters& Parameters::add_column(std::span<const std::optional<std::string_view>> values) {
    add_value(bytea_array_type, array(bytea_type, values, write_bytes));
    return *this;
}

std::string_view Rows::bytes(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Rows::integer(int row, int column) const {
    const auto raw = bytes(row, column);
    std::uint64_t value = 0;
    for (const char c : raw) value = value << 8 | static_cast<std::uint8_t>(c);
    return raw.size() == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
}

Uuid Rows::uuid(int row, int column) const {
    Uuid uuid;
    const auto raw = bytes_of(bytes(row, column));
    if (raw.size() == uuid.bytes.size()) std::copy(raw.begin(), raw.end(), uuid.bytes.begin());
    return uuid;
}

}  // namespace watercooler::store::postgres
