#include <map>

#include "store/postgres_changes.hpp"
#include "store/postgres_copy.hpp"
#include "store/postgres_rows.hpp"
#include "store/postgres_schema.hpp"
#include "store/postgres_session.hpp"

namespace watercooler::store {
namespace {

using namespace postgres;

class PostgresEngine : public Engine {
public:
    PostgresEngine(std::string address, std::string settings, Connection writer)
        : address_{std::move(address)}, settings_{std::move(settings)}, writer_{std::move(writer)} {}

    Expected<void> begin() override { return writer_.begin("BEGIN"); }

    Expected<void> commit() override {
        runs_.clear();
        return writer_.run("COMMIT");
    }

    void rollback() override {
        if (writer_.in_transaction()) (void)writer_.run("ROLLBACK");
        ids_.clear();
        runs_.clear();
    }

    Expected<std::vector<StreamRow>> lock(std::span<const StreamKey> keys) override {
        for (const bool again : {false, true}) {
            if (auto fine = know_ids(keys); !fine) return tl::unexpected{fine.error()};
            auto rows = lock_known(keys);
            if (!rows || rows->size() == keys.size()) return rows;
            if (again) break;
            ids_.clear();  // somebody has dropped a run
        }
        return failed("WC-STORE-BUSY", writer_.where() + ": its streams are dropped all the time", "try again");
    }

    Expected<std::int64_t> new_block_id() override {
        if (block_ids_.empty()) {
            const auto rows = writer_.ask("SELECT nextval('block_id') FROM generate_series(1, 256)");
            if (!rows) return tl::unexpected{rows.error()};
            for (int i = rows->count(); i-- > 0;) block_ids_.push_back(rows->integer(i, 0));
        }
        const auto id = block_ids_.back();
        block_ids_.pop_back();
        return id;
    }

    Expected<void> put(const Changes& changes) override { return postgres::put(writer_, changes, runs_); }

    Expected<void> remove(const Removal& removal) override { return postgres::remove(writer_, removal); }

    Expected<void> drop(std::int64_t run) override {
        ids_.clear();
        return postgres::drop(writer_, run);
    }

    Expected<bool> may_clean_up() override {
        const auto rows = writer_.ask("SELECT pg_try_advisory_xact_lock(x'5743737402'::int8)");
        if (!rows) return tl::unexpected{rows.error()};
        return rows->integer(0, 0) != 0;
    }

    Expected<std::unique_ptr<Session>> session() override { return open_session(address_, settings_); }

    Expected<void> copy_to(const std::string& path) override {
        Connection source{address_, settings_};
        auto done = source.connect();
        if (done) done = source.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (!done) return done;
        auto copy = sqlite::Copy::begin(path);
        if (!copy) return tl::unexpected{copy.error()};
        if (done = postgres::copy_all(source, *copy); !done) return done;
        return copy->finish();
    }

    std::pair<std::string, std::string> who() const override { return {"postgresql", writer_.where()}; }
    bool shared() const override { return true; }

private:
    /// Finds or makes the streams whose ids are not known, in the order of their names, as every writer does.
    Expected<void> know_ids(std::span<const StreamKey> keys) {
        for (const auto& key : keys) {
            if (ids_.contains(key)) continue;
            const auto& [club, member, boot] = key.stream;
            const auto names = Parameters{}.add_bytes(key.run).add_bytes(club).add_bytes(member).add(boot.value);
            auto found = find_id(names);
            if (found && found->count() == 0) {
                auto made = writer_.ask("INSERT INTO run (name) VALUES ($1) ON CONFLICT DO NOTHING",
                                        Parameters{}.add_bytes(key.run));
                if (made) {
                    made = writer_.ask(
                        "INSERT INTO stream (run, club, member, boot) SELECT id, $2, $3, $4 FROM run WHERE name = $1 "
                        "ON CONFLICT DO NOTHING",
                        names);
                }
                if (!made) return tl::unexpected{made.error()};
                found = find_id(names);
            }
            if (!found) return tl::unexpected{found.error()};
            if (found->count() == 1) ids_[key] = found->integer(0, 0);
        }
        return {};
    }
    Expected<Rows> find_id(const Parameters& names) {
        return writer_.ask(
            "SELECT id FROM stream WHERE run = (SELECT id FROM run WHERE name = $1) AND club = $2 AND member = $3 AND "
            "boot = $4",
            names);
    }

    /// Two statements: what a row is joined with would be older than the row itself, when its lock was waited for.
    Expected<std::vector<StreamRow>> lock_known(std::span<const StreamKey> keys) {
        Numbers ids;
        for (const auto& key : keys) {
            if (const auto id = ids_.find(key); id != ids_.end()) ids.add(id->second);
        }
        auto rows = streams_in(writer_.ask(
            std::string{"SELECT "} + stream_columns + " FROM stream WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
            Parameters{}.add_column(ids.values)));
        if (!rows) return rows;
        std::map<std::int64_t, StreamRow> by_id;
        Numbers open;
        for (auto& row : *rows) {
            if (row.open_block != 0) open.add(row.open_block);
            runs_[row.id] = row.run;
            by_id[row.id] = std::move(row);
        }
        if (auto fine = read_open(open.values, by_id); !fine) return tl::unexpected{fine.error()};
        std::vector<StreamRow> in_order;
        for (const auto id : ids.values) {
            if (const auto row = by_id.find(id); row != by_id.end()) in_order.push_back(std::move(row->second));
        }
        return in_order;
    }
    Expected<void> read_open(const std::vector<std::int64_t>& ids, std::map<std::int64_t, StreamRow>& streams) {
        const auto rows =
            writer_.ask(std::string{"SELECT "} + head_columns + ", packets, words FROM block WHERE id = ANY ($1)",
                        Parameters{}.add_column(ids));
        if (!rows) return tl::unexpected{rows.error()};
        for (int i = 0; i < rows->count(); ++i) {
            auto block = read_head(*rows, i);
            read_words(*rows, i, 10, block.head);
            streams[block.stream].open = std::move(block);
        }
        return {};
    }

    std::string address_, settings_;
    Connection writer_;
    std::map<StreamKey, std::int64_t> ids_;      // ids are never used again, so they may be remembered
    std::map<std::int64_t, std::int64_t> runs_;  // of the streams that are locked
    std::vector<std::int64_t> block_ids_;
};

}  // namespace

Expected<std::unique_ptr<Engine>> open_postgres(const std::string& address, const OpenOptions& options) {
    const auto settings = postgres::settings(options.patience);
    Connection writer{address, settings};
    if (auto fine = postgres::migrate(writer); !fine) return tl::unexpected{fine.error()};
    return std::make_unique<PostgresEngine>(address, settings, std::move(writer));
}

}  // namespace watercooler::store
