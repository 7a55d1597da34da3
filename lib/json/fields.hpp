#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/tree.hpp"

namespace watercooler::json {

/// Reads the fields of one object by name and keeps the first thing that is wrong, so that a reader asks for all its
/// fields and looks once. Fields nobody asks for are ignored; null counts as absent. The object outlives it.
class Fields {
public:
    /// `where` stands in front of field names in errors, as in `members[3].`.
    explicit Fields(const Value& object, std::string where = {});

    std::optional<std::string> text(std::string_view name, std::size_t bytes_max = 64 * 1024);
    /// A whole number from 0 to `max`, written as one: 1.0, 1e3 and "1" are refused.
    std::optional<std::uint64_t> number(std::string_view name, std::uint64_t max);
    /// The same, and a decimal string too.
    std::optional<std::uint64_t> number_or_text(std::string_view name, std::uint64_t max);
    std::optional<double> real(std::string_view name);  // any number
    std::optional<bool> flag(std::string_view name);
    const Array* array(std::string_view name);
    const Value* object(std::string_view name);

    /// Remembers a broken rule, unless one is remembered already. The reason becomes `<name>-<what>`.
    void fail(std::string_view name, std::string_view what, std::string_view message);
    void missing(std::string_view name);
    /// Remembers the error of a reader one level further in.
    void adopt(const ReadError& inner) {
        if (!error_) error_ = inner;
    }
    const std::optional<ReadError>& error() const { return error_; }
    /// The value, or the first error.
    template <class T>
    Read<T> result(T value) const {
        if (error_) return tl::unexpected{*error_};
        return value;
    }

private:
    const Value* present(std::string_view name) const;
    void wrong_type(std::string_view name, const Value& value, std::string_view wanted);
    std::optional<std::uint64_t> bounded(std::string_view name, const Value& value, std::uint64_t max,
                                         std::string_view wanted);

    const Value& object_;
    std::string where_;
    std::optional<ReadError> error_;
};

/// A small object that a client sends as a request's body, strictly read.
Read<Value> parse_body(std::string_view body);

}  // namespace watercooler::json
