#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine.hpp"

/// libpq as values: parameters and answers in binary, so that events are not written out as hexadecimal text.
namespace watercooler::store::postgres {

/// Values of one column, in the order in which they were added.
struct Numbers {
    std::vector<std::int64_t> values;
    void add(std::int64_t value) { values.push_back(value); }
    void add(std::uint64_t value) { values.push_back(static_cast<std::int64_t>(value)); }
    void add(Sequence value) { add(value.value); }
    void add(BootId value) { add(value.value); }
};

/// The parameters of one statement, in their order; each says its type.
class Parameters {
public:
    Parameters& add(std::int64_t value);
    Parameters& add(std::uint64_t value) { return add(static_cast<std::int64_t>(value)); }
    Parameters& add(Sequence value) { return add(value.value); }
    Parameters& add_bytes(std::string_view value);
    Parameters& add(const Uuid& value) { return add_bytes(text_of(value.bytes)); }

    /// int8[] and bytea[]: whole columns, for unnest. An element that is nothing is NULL.
    Parameters& add_column(std::span<const std::int64_t> values);
    Parameters& add_column(std::span<const std::optional<std::int64_t>> values);
    Parameters& add_column(std::span<const std::string_view> values);
    Parameters& add_column(std::span<const std::optional<std::string_view>> values);

private:
    friend class Connection;
    void add_value(Oid type, std::string bytes);
    int count() const { return static_cast<int>(values_.size()); }
    std::vector<Oid> types_;
    std::vector<std::string> values_;
};

/// The rows of an answer. Columns are int8, int4, bool or bytea.
class Rows {
public:
    explicit Rows(PGresult* result) : result_{result} {}
    int count() const { return PQntuples(result_.get()); }
    bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
    /// 0 for NULL.
    std::int64_t integer(int row, int column) const;
    std::uint64_t number(int row, int column) const { return static_cast<std::uint64_t>(integer(row, column)); }
    Sequence seq(int row, int column) const { return {number(row, column)}; }
    std::string_view bytes(int row, int column) const;
    std::string text(int row, int column) const { return std::string{bytes(row, column)}; }
    Uuid uuid(int row, int column) const;
    ExecStatusType status() const { return PQresultStatus(result_.get()); }
    const PGresult* raw() const { return result_.get(); }

private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> result_;
};

}  // namespace watercooler::store::postgres
