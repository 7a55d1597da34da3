#include "store/postgres_connection.hpp"

#include <utility>

#include "message/text.hpp"

namespace watercooler::store::postgres {
namespace {

// Filters of any shape make statements. Each that is kept takes some memory of the server.
constexpr std::size_t prepared_max = 128;

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

Expected<void> Connection::connect() {
    if (connection_ && PQstatus(connection_.get()) == CONNECTION_OK) return {};
    // The address overrules what stands before it: a host that vanished without a word is given up after 25 s. What
    // stands behind overrules the address: patience with a host that does not answer, and our name in its lists.
    const char* const keywords[] = {"keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "tcp_user_timeout",
                                    "dbname",
                                    "connect_timeout",
                                    "application_name",
                                    "client_encoding",
                                    nullptr};
    const char* const values[] = {"10", "5", "3", "25000", address_.c_str(), "3", "sauron", "UTF8", nullptr};
    connection_.reset(PQconnectdbParams(keywords, values, 1));
    prepared_.clear();
    if (!connection_ || PQstatus(connection_.get()) != CONNECTION_OK) return tl::unexpected{error(nullptr)};
    PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
    auto made = run(settings_);
    if (made) made = recognize();
    if (!made) connection_.reset();
    return made;
}

/// Streams' names, blocks by their size, what was folded: all that is remembered is of one database.
Expected<void> Connection::recognize() {
    const Rows rows{PQexec(connection_.get(),
                           "SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid FROM pg_database "
                           "WHERE datname = current_database()")};
    if (rows.status() != PGRES_TUPLES_OK || rows.count() != 1) return tl::unexpected{error(rows.raw())};
    const auto database = rows.text(0, 0);
    if (database_.empty()) database_ = database;
    if (database_ == database) return {};
    return failed("WC-STORE-MOVED", where() + " is no longer the database that was opened",
                  "stop Sauron and start it again: it goes on with what is there now");
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
    std::optional<Rows> all;
    auto fine = answer(sql, parameters, false, [&](Rows rows) { all.emplace(std::move(rows)); });
    if (!fine || !all) return tl::unexpected{fine ? error(nullptr) : fine.error()};
    return std::move(*all);
}

Expected<void> Connection::each(const std::string& sql, const Parameters& parameters,
                                const std::function<void(const Rows& row)>& with) {
    return answer(sql, parameters, true, with);
}

Expected<void> Connection::answer(const std::string& sql, const Parameters& parameters, bool row_by_row,
                                  const std::function<void(Rows)>& with) {
    const char* const beginning = beginning_;
    auto fine = send(sql, parameters);
    if (!fine && beginning && fine.error().code == "WC-STORE-AWAY") {
        if (auto made = connect(); !made) return made;
        beginning_ = beginning;
        fine = send(sql, parameters);
    }
    if (fine && row_by_row && PQsetSingleRowMode(connection_.get()) == 0) fine = tl::unexpected{error(nullptr)};
    while (auto* const result = fine ? PQgetResult(connection_.get()) : nullptr) {
        Rows rows{result};
        const auto status = rows.status();
        if (status == PGRES_SINGLE_TUPLE || (!row_by_row && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)))
            with(std::move(rows));
        else if (status != PGRES_TUPLES_OK)
            fine = tl::unexpected{error(result)};
    }
    hear_out();
    return fine;
}

Expected<void> Connection::send(const std::string& sql, const Parameters& parameters) {
    auto* const to = connection_.get();
    const auto name = prepared(sql, parameters.types_);
    if (!name) return tl::unexpected{name.error()};
    hear_out();
    const char* const begin = std::exchange(beginning_, nullptr);
    bool sent = !begin || (PQenterPipelineMode(to) != 0 &&
                           PQsendQueryParams(to, begin, 0, nullptr, nullptr, nullptr, nullptr, 1) != 0);
    const Raw raw{parameters.values_};
    const auto count = parameters.count();
    if (sent && *name)
        sent = PQsendQueryPrepared(to, *name, count, raw.values.data(), raw.lengths.data(), raw.formats.data(), 1) != 0;
    else if (sent)
        sent = PQsendQueryParams(to, sql.c_str(), count, parameters.types_.data(), raw.values.data(),
                                 raw.lengths.data(), raw.formats.data(), 1) != 0;
    if (sent && begin) sent = PQpipelineSync(to) != 0;
    if (!sent) return tl::unexpected{error(nullptr)};
    return begin ? hear_begun() : Expected<void>{};
}

Expected<void> Connection::hear_begun() {
    const Rows begun{PQgetResult(connection_.get())};
    if (begun.status() != PGRES_COMMAND_OK) {
        auto why = error(begun.raw());
        hear_out();
        return tl::unexpected{std::move(why)};
    }
    const Rows end{PQgetResult(connection_.get())};  // null: what comes then belongs to the question
    return {};
}

void Connection::hear_out() {
    auto* const from = connection_.get();
    if (!from) return;
    if (PQpipelineStatus(from) == PQ_PIPELINE_OFF) {
        while (Rows{PQgetResult(from)}.raw()) continue;
        return;
    }
    // Each question's results end with a null, all of them with the sync.
    for (int nulls = 0; nulls < 2 && PQstatus(from) == CONNECTION_OK;) {
        const Rows rows{PQgetResult(from)};
        if (rows.raw() && rows.status() == PGRES_PIPELINE_SYNC) break;
        nulls = rows.raw() ? 0 : nulls + 1;
    }
    if (PQexitPipelineMode(from) == 0) connection_.reset();
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
    hear_out();
    if (in_transaction()) (void)run("ROLLBACK");
    if (auto fine = connect(); !fine) return fine;
    beginning_ = sql;
    return {};
}

void Connection::end_unheard() {
    if (!std::exchange(beginning_, nullptr) && connection_) (void)PQsendQuery(connection_.get(), "COMMIT");
}

bool Connection::in_transaction() const {
    return connection_ && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE;
}

}  // namespace watercooler::store::postgres
