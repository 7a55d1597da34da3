#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/engine.hpp"

/// SQLite's C interface as values: prepared once, bound by type, errors returned.
namespace watercooler::store::sqlite {

class Statement;

class Connection {
public:
    static Expected<Connection> open(const std::string& path, bool writable, std::chrono::milliseconds patience);

    /// One or more statements without parameters and without rows.
    Expected<void> run(const std::string& sql);
    /// The number that the statement answers with.
    Expected<std::int64_t> number(const std::string& sql);
    /// Prepared at its first use, kept for the next; nothing of it may be in use still.
    Expected<Statement> prepare(const std::string& sql);
    /// A statement that changes something, with its parameters.
    template <class... Value>
    Expected<void> write(const std::string& sql, const Value&... values);
    /// Another file lies at its path now, or none.
    bool has_moved() const;
    bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }
    Error error(const std::string& doing) const;

private:
    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    Connection(sqlite3* db, std::string path) : db_{db}, path_{std::move(path)} {}

    std::unique_ptr<sqlite3, Close> db_;
    std::string path_;
    std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> prepared_;
};

/// A prepared statement in use; reset when it goes. What is bound must live until then.
class Statement {
public:
    Statement(const Connection& connection, sqlite3_stmt* statement)
        : connection_{&connection}, statement_{statement} {}
    Statement(Statement&& other) noexcept
        : connection_{other.connection_}, statement_{std::exchange(other.statement_, nullptr)} {}
    Statement& operator=(Statement&&) = delete;
    ~Statement() { reset(); }

    /// Binds all parameters, in their order.
    template <class... Value>
    Statement& bind(const Value&... values) {
        int at = 0;
        (bind_one(++at, values), ...);
        return *this;
    }
    /// True: a row is there. False: no more.
    Expected<bool> step();
    /// For a statement without rows; it can be bound again then.
    Expected<void> run();

    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    Sequence seq(int column) const { return {number(column)}; }
    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    /// Good until the next step.
    std::string_view bytes(int column) const;
    std::string text(int column) const { return std::string{bytes(column)}; }

private:
    void reset();
    void bind_one(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }
    void bind_one(int at, std::uint64_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
    void bind_one(int at, int value) { bind_one(at, std::int64_t{value}); }
    void bind_one(int at, Sequence value) { bind_one(at, value.value); }
    void bind_one(int at, BootId value) { bind_one(at, value.value); }
    void bind_one(int at, std::string_view value) {
        // A null pointer would bind NULL.
        sqlite3_bind_blob64(statement_, at, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC);
    }
    void bind_one(int at, const std::string& value) { bind_one(at, std::string_view{value}); }
    void bind_one(int at, const Buffer& value) { bind_one(at, text_of(value)); }
    void bind_one(int at, const Uuid& value) { bind_one(at, text_of(value.bytes)); }
    template <class Value>
    void bind_one(int at, const std::optional<Value>& value) {
        if (value) bind_one(at, *value);
        if (!value) sqlite3_bind_null(statement_, at);
    }

    const Connection* connection_;
    sqlite3_stmt* statement_;
};

template <class... Value>
Expected<void> Connection::write(const std::string& sql, const Value&... values) {
    auto statement = prepare(sql);
    if (!statement) return tl::unexpected{statement.error()};
    return statement->bind(values...).run();
}

}  // namespace watercooler::store::sqlite
