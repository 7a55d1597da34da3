#include "store/sqlite_schema.hpp"

namespace watercooler::store::sqlite {
namespace {

/// "WCst" as a number: what `file` and we recognise a store by.
constexpr std::int64_t application_id = 0x57437374;

/// Foreign text is BLOB: it may hold any bytes. 64-bit values without a sign are stored as SQLite's signed ones.
constexpr const char* version_1 = R"sql(
CREATE TABLE run (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL UNIQUE
);
-- One life of one member. The watermark is last_seq.
CREATE TABLE stream (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    run        INTEGER NOT NULL REFERENCES run,
    club       BLOB NOT NULL,
    member     BLOB NOT NULL,
    boot       INTEGER NOT NULL,
    about      BLOB NOT NULL,     -- JSON of the eye's hello
    first_seq  INTEGER NOT NULL,  -- the oldest that is kept
    last_seq   INTEGER NOT NULL,
    events     INTEGER NOT NULL,  -- that are kept
    lost       INTEGER NOT NULL,  -- that never came
    bytes      INTEGER NOT NULL,
    first_wall INTEGER NOT NULL,
    last_wall  INTEGER NOT NULL,
    open_block INTEGER NOT NULL,  -- takes the next small batch; 0: none
    UNIQUE (run, member, club, boot)
);
CREATE TABLE gap (
    stream    INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    PRIMARY KEY (stream, first_seq)
) WITHOUT ROWID;
-- What a block says about its events; the events themselves are in block_data.
CREATE TABLE block (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    run        INTEGER NOT NULL,
    stream     INTEGER NOT NULL,
    first_seq  INTEGER NOT NULL,
    last_seq   INTEGER NOT NULL,
    first_wall INTEGER NOT NULL,  -- the earliest
    last_wall  INTEGER NOT NULL,  -- the latest
    kinds      INTEGER NOT NULL,  -- a bit for each kind
    events     INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    counts     BLOB NOT NULL,     -- per kind
    packets    BLOB NOT NULL,     -- three bytes of each packet's hash
    words      BLOB               -- of all events, each between two zero bytes; NULL: too many
);
CREATE INDEX block_newest ON block (run, last_wall, id, first_wall);
CREATE INDEX block_oldest ON block (run, first_wall, id, last_wall);
CREATE INDEX block_stream_newest ON block (stream, last_wall, id, first_wall);
CREATE INDEX block_stream_oldest ON block (stream, first_wall, id, last_wall);
CREATE INDEX block_seq ON block (stream, first_seq, last_seq);
CREATE TABLE block_data (
    id   INTEGER PRIMARY KEY,
    data BLOB NOT NULL  -- journal batches, back to back
);
CREATE TABLE rumor_block (
    run   INTEGER NOT NULL,
    uuid  BLOB NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (run, uuid, block)
) WITHOUT ROWID;
CREATE TABLE rumor (
    run       INTEGER NOT NULL,
    uuid      BLOB NOT NULL,
    origin    BLOB NOT NULL,
    key       BLOB NOT NULL,
    version   INTEGER,
    value     BLOB NOT NULL,
    born_wall INTEGER NOT NULL,
    born      INTEGER NOT NULL,  -- 1: its birth was seen
    PRIMARY KEY (run, uuid)
) WITHOUT ROWID;
CREATE INDEX rumor_newest ON rumor (run, born_wall, uuid);
)sql";

constexpr const char* steps[] = {version_1};

Expected<std::int64_t> known_version(Connection& connection) {
    const auto version = connection.number("PRAGMA user_version");
    const auto owner = connection.number("PRAGMA application_id");
    const auto tables = connection.number("SELECT count(*) FROM sqlite_schema");
    if (!version) return tl::unexpected{version.error()};
    if (!owner) return tl::unexpected{owner.error()};
    if (!tables) return tl::unexpected{tables.error()};
    if (*owner != application_id && (*owner != 0 || *tables != 0)) {
        return failed("WC-STORE-FOREIGN", "this SQLite file belongs to another program", "choose another file");
    }
    if (*version > schema_version()) {
        return failed("WC-STORE-NEWER",
                      "the store has version " + std::to_string(*version) + ", and this program knows versions up to " +
                          std::to_string(schema_version()),
                      "use the newer program that made it; nothing was changed");
    }
    return *version;
}

}  // namespace

std::span<const char* const> migrations() { return steps; }
int schema_version() { return static_cast<int>(std::size(steps)); }

Expected<void> migrate_to(Connection& connection, int target) {
    const auto version = known_version(connection);
    if (!version) return tl::unexpected{version.error()};
    for (auto at = *version; at < target; ++at) {
        auto done = connection.run("BEGIN IMMEDIATE");
        if (done) done = connection.run(migrations()[static_cast<std::size_t>(at)]);
        if (done) done = connection.run("PRAGMA application_id = " + std::to_string(application_id));
        if (done) done = connection.run("PRAGMA user_version = " + std::to_string(at + 1));
        if (done) done = connection.run("COMMIT");
        if (done) continue;
        if (connection.in_transaction()) (void)connection.run("ROLLBACK");
        return done;
    }
    return {};
}

Expected<void> migrate(Connection& connection) { return migrate_to(connection, schema_version()); }

}  // namespace watercooler::store::sqlite
