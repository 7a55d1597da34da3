#include "store/postgres.hpp"

#include <algorithm>
#include <map>

#include "message/text.hpp"

namespace watercooler::store::postgres {
namespace {

// Filters of any shape make statements. Each that is kept takes some memory of the server.
constexpr std::size_t prepared_max = 128;
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

/// Parameters as libpq takes them, all in binary.
struct Raw {
    explicit Raw(const std::vector<std::string>& of) : formats(of.size(), 1) {
        for (const auto& value : of) {
            values.push_back(value.data());
            lengths.push_back(static_cast<int>(value.size()));
        }
    }
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
};

/// libpq's errors are several lines; the first one says it.
std::string first_line(const char* text) {
    std::string_view line{text ? text : ""};
    if (line.starts_with("ERROR:  ")) line.remove_prefix(8);
    return escaped(line.substr(0, line.find('\n')));
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

Expected<void> Connection::connect() {
    if (connection_ && PQstatus(connection_.get()) == CONNECTION_OK) return {};
    // Later words overrule those of the address: patience with a host that does not answer, and our name in its lists.
    const char* const keywords[] = {"dbname", "connect_timeout", "application_name", "client_encoding", nullptr};
    const char* const values[] = {address_.c_str(), "3", "sauron", "UTF8", nullptr};
    connection_.reset(PQconnectdbParams(keywords, values, 1));
    prepared_.clear();
    if (!connection_ || PQstatus(connection_.get()) != CONNECTION_OK) return tl::unexpected{error(nullptr)};
    PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
    return run(settings_);
}

Error Connection::error(const PGresult* result) const {
    const bool broken = !connection_ || PQstatus(connection_.get()) != CONNECTION_OK;
    const char* const state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const std::string_view sqlstate{state ? state : ""};
    const auto why = first_line(result && !broken ? PQresultErrorMessage(result)
                                : connection_     ? PQerrorMessage(connection_.get())
                                                  : "out of memory");
    const auto said = [&](const char* code, const char* hint) { return Error{code, where() + ": " + why, hint}; };
    // 57P0x: the server is shut down or starting; 08: the connection; 40: a deadlock or the like, over when tried
    // again.
    if (broken || sqlstate.starts_with("57P0") || sqlstate.starts_with("08")) {
        return said("WC-STORE-AWAY", "nothing is lost: members keep their events until the server is back");
    }
    if (sqlstate.starts_with("53")) return said("WC-STORE-DISK", "the server is out of disk, memory or connections");
    if (sqlstate.starts_with("40") || sqlstate == "55P03") return said("WC-STORE-BUSY", "try again");
    if (sqlstate.starts_with("XX")) return said("WC-STORE-DAMAGED", "look into the server's log");
    return said("WC-STORE-IO", "");
}

Expected<Rows> Connection::ask(const std::string& sql, const Parameters& parameters) {
    const auto name = prepared(sql, parameters.types_);
    if (!name) return tl::unexpected{name.error()};
    const Raw raw{parameters.values_};
    Rows rows{*name ? PQexecPrepared(connection_.get(), *name, parameters.count(), raw.values.data(),
                                     raw.lengths.data(), raw.formats.data(), 1)
                    : PQexecParams(connection_.get(), sql.c_str(), parameters.count(), parameters.types_.data(),
                                   raw.values.data(), raw.lengths.data(), raw.formats.data(), 1)};
    if (rows.status() != PGRES_TUPLES_OK && rows.status() != PGRES_COMMAND_OK) return tl::unexpected{error(rows.raw())};
    return rows;
}

Expected<void> Connection::each(const std::string& sql, const Parameters& parameters,
                                const std::function<void(const Rows& row)>& with) {
    const auto name = prepared(sql, parameters.types_);
    if (!name) return tl::unexpected{name.error()};
    const Raw raw{parameters.values_};
    const int sent =
        *name ? PQsendQueryPrepared(connection_.get(), *name, parameters.count(), raw.values.data(), raw.lengths.data(),
                                    raw.formats.data(), 1)
              : PQsendQueryParams(connection_.get(), sql.c_str(), parameters.count(), parameters.types_.data(),
                                  raw.values.data(), raw.lengths.data(), raw.formats.data(), 1);
    if (sent == 0 || PQsetSingleRowMode(connection_.get()) == 0) return tl::unexpected{error(nullptr)};
    Expected<void> fine;
    while (auto* const result = PQgetResult(connection_.get())) {
        const Rows row{result};
        if (row.status() == PGRES_SINGLE_TUPLE) {
            with(row);
        } else if (row.status() != PGRES_TUPLES_OK && fine) {
            fine = tl::unexpected{error(result)};
        }
    }
    return fine;
}

Expected<const char*> Connection::prepared(const std::string& sql, const std::vector<Oid>& types) {
    if (const auto known = prepared_.find(sql); known != prepared_.end()) return known->second.c_str();
    if (prepared_.size() >= prepared_max) return nullptr;
    const auto name = "s" + std::to_string(prepared_.size());
    const Rows made{
        PQprepare(connection_.get(), name.c_str(), sql.c_str(), static_cast<int>(types.size()), types.data())};
    if (made.status() != PGRES_COMMAND_OK) return tl::unexpected{error(made.raw())};
    return prepared_.emplace(sql, name).first->second.c_str();
}

Expected<void> Connection::run(const std::string& sql) {
    const Rows rows{PQexec(connection_.get(), sql.c_str())};
    return rows.status() == PGRES_COMMAND_OK || rows.status() == PGRES_TUPLES_OK ? Expected<void>{}
                                                                                 : tl::unexpected{error(rows.raw())};
}

std::string Connection::where() const {
    // postgresql://user:password@host/name: what stands between the slashes and the @ is nobody's business.
    const auto slashes = address_.find("//");
    const auto at = address_.find('@');
    const auto end = address_.find('?');
    const auto shown = address_.substr(0, end);
    if (slashes == std::string::npos || at == std::string::npos || at > shown.size()) return shown;
    return shown.substr(0, slashes + 2) + shown.substr(at + 1);
}

Expected<void> Connection::begin(const char* sql) {
    if (in_transaction()) (void)run("ROLLBACK");
    if (auto fine = connect(); !fine) return fine;
    auto begun = run(sql);
    if (begun || begun.error().code != "WC-STORE-AWAY") return begun;
    if (auto fine = connect(); !fine) return fine;
    return run(sql);
}

bool Connection::in_transaction() const {
    return connection_ && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE;
}

}  // namespace watercooler::store::postgres
