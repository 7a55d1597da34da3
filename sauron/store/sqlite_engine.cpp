#include <limits.h>
#include <stdlib.h>

#include <cerrno>
#include <map>

#include "store/files.hpp"
#include "store/sqlite_changes.hpp"
#include "store/sqlite_rows.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_session.hpp"

namespace watercooler::store {
namespace {

using namespace sqlite;

class SqliteEngine : public Engine {
public:
    SqliteEngine(OwnerLock owner, Connection writer, std::string path, std::chrono::milliseconds patience)
        : owner_{std::move(owner)}, writer_{std::move(writer)}, path_{std::move(path)}, patience_{patience} {}

    Expected<void> begin() override { return writer_.run("BEGIN IMMEDIATE"); }

    Expected<void> commit() override {
        if (auto fine = writer_.run("COMMIT"); !fine) return fine;
        if (writer_.has_moved()) {  // what is in a file that nobody can open again must not be acknowledged
            return failed("WC-STORE-MOVED", path_ + " is no longer the file that was opened",
                          "stop Sauron and start it again: it goes on with what is there now");
        }
        for (auto& [key, row] : written_) cache_[key] = std::move(row);
        written_.clear();
        locked_.clear();
        if (std::exchange(removed_, false)) (void)writer_.run("PRAGMA incremental_vacuum(4096)");
        return {};
    }

    void rollback() override {
        if (writer_.in_transaction()) (void)writer_.run("ROLLBACK");
        cache_.clear();
        written_.clear();
        locked_.clear();
        next_block_ = 0;
        removed_ = false;
    }

    Expected<std::vector<StreamRow>> lock(std::span<const StreamKey> keys) override {
        if (cache_.size() > cache_max) cache_.clear();
        std::vector<StreamRow> rows;
        for (const auto& key : keys) {
            auto row = lock_one(key);
            if (!row) return tl::unexpected{row.error()};
            locked_[row->id] = key;
            rows.push_back(std::move(*row));
        }
        return rows;
    }

    Expected<std::int64_t> new_block_id() override {
        if (next_block_ == 0) {
            // Never an id again that was used: what is remembered by it elsewhere must not come to mean another block.
            auto last = writer_.number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'block'");
            if (!last) return last;
            next_block_ = *last + 1;
        }
        return next_block_++;
    }

    Expected<void> put(const Changes& changes) override {
        auto done = sqlite::put(writer_, changes);
        if (done) remember(changes.streams);
        return done;
    }

    Expected<void> remove(const Removal& removal) override {
        removed_ = true;
        const auto streams = sqlite::remove(writer_, removal);
        if (!streams) return tl::unexpected{streams.error()};
        remember(*streams);
        return {};
    }

    Expected<void> drop(std::int64_t run) override {
        removed_ = true;
        cache_.clear();
        return sqlite::drop(writer_, run);
    }

    bool shared() const override { return false; }  // the file is ours alone
    Expected<bool> may_clean_up() override { return true; }

    Expected<std::unique_ptr<Session>> session() override { return open_session(path_, patience_); }

    Expected<void> copy_to(const std::string& path) override {
        // A connection of its own: a VACUUM stands in no transaction, and readers and the writer go on meanwhile.
        auto source = Connection::open(path_, false, std::chrono::seconds{10});
        if (!source) return tl::unexpected{source.error()};
        auto copy = source->prepare("VACUUM INTO CAST(? AS TEXT)");
        if (!copy) return tl::unexpected{copy.error()};
        return copy->bind(path).run();
    }

    std::pair<std::string, std::string> who() const override { return {"sqlite", path_}; }

private:
    static constexpr std::size_t cache_max = 20'000;

    Expected<StreamRow> lock_one(const StreamKey& key) {
        if (const auto cached = cache_.find(key); cached != cache_.end()) return cached->second;
        auto row = find_stream(writer_, key);
        if (row && !*row) {
            if (auto fine = make_stream(key); !fine) return tl::unexpected{fine.error()};
            row = find_stream(writer_, key);
        }
        if (!row) return tl::unexpected{row.error()};
        if (auto fine = find_open_block(**row); !fine) return tl::unexpected{fine.error()};
        return std::move(**row);
    }

    Expected<void> make_stream(const StreamKey& key) {
        if (auto fine = writer_.write("INSERT OR IGNORE INTO run (name) VALUES (?)", key.run); !fine) return fine;
        return writer_.write(
            "INSERT INTO stream SELECT NULL, id, ?, ?, ?, x'', 1, 0, 0, 0, 0, 0, 0, 0 FROM run WHERE name = ?",
            key.stream.club, key.stream.member, key.stream.boot, key.run);
    }

    Expected<void> find_open_block(StreamRow& stream) {
        if (stream.open_block == 0) return {};
        auto found = writer_.prepare(std::string{"SELECT "} + head_columns + " FROM block WHERE id = ?");
        if (found) found->bind(stream.open_block);
        return each_row(found, [&](const Statement& row) {
            stream.open = read_head(row);
            stream.open->head.packets = row.text(10);
            stream.open->head.any_words = row.is_null(11);
            stream.open->head.words = row.text(11);
        });
    }

    /// What was written is what is in the file, once it is committed.
    void remember(const std::vector<StreamRow>& streams) {
        for (const auto& stream : streams) {
            if (const auto key = locked_.find(stream.id); key != locked_.end()) written_[key->second] = stream;
        }
    }

    OwnerLock owner_;
    Connection writer_;
    std::string path_;
    std::chrono::milliseconds patience_;
    std::map<StreamKey, StreamRow> cache_;    // as they are in the file
    std::map<StreamKey, StreamRow> written_;  // as they will be after the commit
    std::map<std::int64_t, StreamKey> locked_;
    std::int64_t next_block_ = 0;
    bool removed_ = false;
};

Expected<std::string> real_path(const std::string& path) {
    if (path.empty()) return failed("WC-STORE-ADDRESS", "sqlite: needs a path", "such as sqlite:/var/lib/sauron.db");
    char buffer[PATH_MAX];
    if (::realpath(path.c_str(), buffer)) return std::string{buffer};
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    if (!::realpath(folder.c_str(), buffer)) {
        auto error = system_error("open", path, errno);
        error.code = "WC-STORE-OPEN";
        return tl::unexpected{std::move(error)};
    }
    return std::string{buffer} + '/' + (slash == std::string::npos ? path : path.substr(slash + 1));
}

/// Of the writer, once the file is known to be ours. Pages of 8 KiB hold most blocks; a checkpoint comes at 32 MiB.
std::string settings(Durable durable) {
    return std::string{"PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -32768; "} +
           (durable == Durable::power_cut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

}  // namespace

Expected<std::unique_ptr<Engine>> open_sqlite(const std::string& given, const OpenOptions& options) {
    const auto path = real_path(given);
    if (!path) return tl::unexpected{path.error()};
    auto owner = OwnerLock::take(*path + ".lock");
    if (!owner) return tl::unexpected{owner.error()};
    auto writer = Connection::open(*path, true, options.patience);
    if (!writer) return tl::unexpected{writer.error()};
    // These two change a new file only.
    auto done = writer->run("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
    if (done) done = sqlite::migrate_to(*writer, 0);  // looks whose it is, before anything is changed
    if (done) done = writer->run(settings(options.durable));
    if (done) done = sqlite::migrate(*writer);
    if (!done) return tl::unexpected{done.error()};
    return std::make_unique<SqliteEngine>(std::move(*owner), std::move(*writer), *path, options.patience);
}

}  // namespace watercooler::store
