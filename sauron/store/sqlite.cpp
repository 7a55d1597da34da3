#include "store/sqlite.hpp"

namespace watercooler::store::sqlite {

Expected<Connection> Connection::open(const std::string& path, bool writable, std::chrono::milliseconds patience) {
    sqlite3* db = nullptr;
    const int flags = (writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    // No lock inside: a connection has one user at a time, and each column that is read would take it.
    const int result = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection{db, path};
    if (result != SQLITE_OK) {
        auto error = connection.error("open");
        if (error.code == "WC-STORE-IO") error.code = "WC-STORE-OPEN";
        return tl::unexpected{std::move(error)};
    }
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, static_cast<int>(patience.count()));
    return connection;
}

Error Connection::error(const std::string& doing) const {
    const std::string why = db_ ? sqlite3_errmsg(db_.get()) : "out of memory";
    const int code = db_ ? sqlite3_extended_errcode(db_.get()) : SQLITE_NOMEM;
    const auto said = [&](const char* name, const std::string& what, const char* hint) {
        return Error{name, "cannot " + doing + ' ' + path_ + ": " + what, hint};
    };
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return said("WC-STORE-BUSY", "another program holds it locked", "find out who with: fuser -v FILE");
        case SQLITE_FULL:
            return said("WC-STORE-DISK", "the disk is full", "free some space, or keep fewer events");
        case SQLITE_CORRUPT:
            return said("WC-STORE-DAMAGED", why, "restore a backup; what can be saved: sqlite3 FILE .recover");
        case SQLITE_NOTADB:
            return said("WC-STORE-FOREIGN", "it is no store, or its beginning is damaged",
                        "choose another file, or restore a backup");
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
            return said("WC-STORE-OPEN", why, "is the folder there, and may it be written?");
        case SQLITE_IOERR:
            // SQLite does not keep the errno: a quota and a limit on file sizes look like a broken disk.
            if (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_TRUNCATE)
                return said("WC-STORE-DISK", "writing failed",
                            "is the disk full, or a quota or a limit on file sizes reached?");
            return said("WC-STORE-IO", why, "look into the kernel's log");
        default:
            return said("WC-STORE-IO", why, "");
    }
}

Expected<void> Connection::run(const std::string& sql) {
    if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return tl::unexpected{error("work on")};
}

bool Connection::has_moved() const {
    int moved = 0;
    sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

Expected<Statement> Connection::prepare(const std::string& sql) {
    auto& kept = prepared_[sql];
    if (!kept) {
        sqlite3_stmt* statement = nullptr;
        const auto size = static_cast<int>(sql.size());
        if (sqlite3_prepare_v3(db_.get(), sql.c_str(), size, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
            SQLITE_OK) {
            return tl::unexpected{error("work on")};
        }
        kept.reset(statement);
    }
    return Statement{*this, kept.get()};
}

Expected<std::int64_t> Connection::number(const std::string& sql) {
    auto statement = prepare(sql);
    if (!statement) return tl::unexpected{statement.error()};
    const auto row = statement->step();
    if (!row) return tl::unexpected{row.error()};
    return *row ? statement->integer(0) : 0;
}

Expected<bool> Statement::step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    return tl::unexpected{connection_->error("work on")};
}

Expected<void> Statement::run() {
    const auto row = step();
    reset();
    if (!row) return tl::unexpected{row.error()};
    return {};
}

std::string_view Statement::bytes(int column) const {
    const auto* const data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Statement::reset() {
    if (statement_) sqlite3_reset(statement_);
}

}  // namespace watercooler::store::sqlite
