#include "store/postgres_schema.hpp"

namespace watercooler::store::postgres {
namespace {

/// The same tables as SQLite's, see there. Foreign text is bytea: it may hold any bytes. 64-bit values without a sign
/// are stored as signed ones. Events are dense already: nothing is compressed, and most rows stay in one piece.
constexpr const char* version_1 = R"sql(
CREATE TABLE run (
    id   int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL UNIQUE
);
CREATE TABLE stream (
    id         int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run        int8 NOT NULL REFERENCES run,
    club       bytea NOT NULL,
    member     bytea NOT NULL,
    boot       int8 NOT NULL,
    about      bytea NOT NULL DEFAULT '',
    first_seq  int8 NOT NULL DEFAULT 1,
    last_seq   int8 NOT NULL DEFAULT 0,
    events     int8 NOT NULL DEFAULT 0,
    lost       int8 NOT NULL DEFAULT 0,
    bytes      int8 NOT NULL DEFAULT 0,
    first_wall int8 NOT NULL DEFAULT 0,
    last_wall  int8 NOT NULL DEFAULT 0,
    open_block int8 NOT NULL DEFAULT 0,
    UNIQUE (run, member, club, boot)
) WITH (fillfactor = 70);
CREATE TABLE gap (
    stream    int8 NOT NULL,
    first_seq int8 NOT NULL,
    last_seq  int8 NOT NULL,
    PRIMARY KEY (stream, first_seq)
);
CREATE SEQUENCE block_id;
CREATE TABLE block (
    id         int8 PRIMARY KEY,
    run        int8 NOT NULL,
    stream     int8 NOT NULL,
    first_seq  int8 NOT NULL,
    last_seq   int8 NOT NULL,
    first_wall int8 NOT NULL,
    last_wall  int8 NOT NULL,
    kinds      int8 NOT NULL,
    events     int8 NOT NULL,
    bytes      int8 NOT NULL,
    counts     bytea NOT NULL,
    packets    bytea NOT NULL,
    words      bytea
) WITH (toast_tuple_target = 8160);
ALTER TABLE block ALTER packets SET STORAGE EXTERNAL, ALTER words SET STORAGE EXTERNAL;
CREATE INDEX block_newest ON block (run, last_wall, id, first_wall);
CREATE INDEX block_oldest ON block (run, first_wall, id, last_wall);
CREATE INDEX block_stream_newest ON block (stream, last_wall, id, first_wall);
CREATE INDEX block_stream_oldest ON block (stream, first_wall, id, last_wall);
CREATE INDEX block_seq ON block (stream, first_seq, last_seq);
CREATE TABLE block_data (
    id   int8 PRIMARY KEY,
    data bytea NOT NULL
) WITH (toast_tuple_target = 8160);
ALTER TABLE block_data ALTER data SET STORAGE EXTERNAL;
CREATE TABLE rumor_block (
    run   int8 NOT NULL,
    uuid  bytea NOT NULL,
    block int8 NOT NULL,
    PRIMARY KEY (run, uuid, block)
);
CREATE TABLE rumor (
    run       int8 NOT NULL,
    uuid      bytea NOT NULL,
    origin    bytea NOT NULL,
    key       bytea NOT NULL,
    version   int8,
    value     bytea NOT NULL,
    born_wall int8 NOT NULL,
    born      int8 NOT NULL,
    PRIMARY KEY (run, uuid)
);
CREATE INDEX rumor_newest ON rumor (run, born_wall, uuid);
)sql";

constexpr const char* steps[] = {version_1};

/// Held by who migrates, until its transaction ends. Any number that no other program is likely to take.
constexpr const char* lock_migrations = "SELECT pg_advisory_xact_lock(x'5743737401'::int8)";

Expected<std::int64_t> locked_version(Connection& connection) {
    auto done = connection.run("BEGIN");
    if (done) done = connection.run(lock_migrations);
    // Asked first: who may only use the tables need not have the right to make them.
    if (done) {
        const auto there = connection.ask("SELECT to_regclass('watercooler.version') IS NOT NULL");
        if (!there) return tl::unexpected{there.error()};
        if (there->integer(0, 0) == 0) {
            done = connection.run(
                "CREATE SCHEMA IF NOT EXISTS watercooler; CREATE TABLE watercooler.version (version int8 NOT NULL); "
                "INSERT INTO watercooler.version VALUES (0)");
        }
    }
    if (!done) return tl::unexpected{done.error()};
    const auto version = connection.ask("SELECT version FROM watercooler.version");
    if (!version) return tl::unexpected{version.error()};
    if (version->count() != 1)
        return failed("WC-STORE-FOREIGN", connection.where() + " says no version", "choose another database");
    return version->integer(0, 0);
}

Expected<void> take_steps(Connection& connection, int target) {
    const auto version = locked_version(connection);
    if (!version) return tl::unexpected{version.error()};
    if (*version > schema_version()) {
        return failed("WC-STORE-NEWER",
                      "the store has version " + std::to_string(*version) + ", and this program knows versions up to " +
                          std::to_string(schema_version()),
                      "use the newer program that made it; nothing was changed");
    }
    for (auto at = *version; at < target; ++at) {
        auto done = connection.run(migrations()[static_cast<std::size_t>(at)]);
        if (done) done = connection.run("UPDATE watercooler.version SET version = " + std::to_string(at + 1));
        if (!done) return done;
    }
    return connection.run("COMMIT");
}

}  // namespace

std::span<const char* const> migrations() { return steps; }
int schema_version() { return static_cast<int>(std::size(steps)); }

std::string settings(std::chrono::milliseconds patience) {
    // A Sauron that was stopped in the middle must not keep the others from its streams for ever. Each question looks
    // up few rows, most of them in memory: starting parallel workers, or reading a whole index, takes longer than that.
    return "SET search_path = watercooler; SET idle_in_transaction_session_timeout = '30s'; SET jit = off; "
           "SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1; SET lock_timeout = " +
           std::to_string(patience.count());
}

Expected<void> migrate_to(Connection& connection, int version) {
    auto done = connection.connect();
    if (done) done = take_steps(connection, version);
    if (!done && connection.in_transaction()) (void)connection.run("ROLLBACK");
    return done;
}

Expected<void> migrate(Connection& connection) { return migrate_to(connection, schema_version()); }

}  // namespace watercooler::store::postgres
