#include <map>

#include "store/postgres_changes.hpp"
#include "store/postgres_copy.hpp"
#include "store/postgres_rows.hpp"
#include "store/postgres_scan.hpp"
#include "store/postgres_schema.hpp"

namespace watercooler::store {
namespace {

using namespace postgres;

class PostgresEngine : public Engine {
public:
    PostgresEngine(std::string address, std::string settings, Connection writer)
        : address_{address},
          settings_{settings},
          writer_{std::move(writer)},
          reader_{std::move(address), std::move(settings)} {}

    // --- writing ---

    Expected<void> begin() override { return begin_on(writer_, "BEGIN"); }

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

    // --- reading ---

    Expected<void> begin_read() override {
        return begin_on(reader_, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    void end_read() override { (void)reader_.run("COMMIT"); }

    Expected<std::vector<std::pair<std::int64_t, std::string>>> runs() override {
        const auto rows = reader_.ask("SELECT id, name FROM run");
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<std::pair<std::int64_t, std::string>> runs;
        for (int i = 0; i < rows->count(); ++i) runs.emplace_back(rows->integer(i, 0), rows->text(i, 1));
        return runs;
    }

    Expected<std::vector<StreamRow>> streams(std::int64_t run, const std::optional<std::string>& member) override {
        Parameters parameters;
        parameters.add(run);
        if (member) parameters.add_bytes(*member);
        const auto sql = std::string{"SELECT "} + stream_columns + " FROM stream WHERE run = $1";
        return streams_in(reader_.ask(sql + (member ? " AND member = $2 ORDER BY id" : " ORDER BY id"), parameters));
    }

    Expected<std::vector<StreamRow>> streams_by_id(std::span<const std::int64_t> ids) override {
        return streams_in(reader_.ask(std::string{"SELECT "} + stream_columns + " FROM stream WHERE id = ANY ($1)",
                                      Parameters{}.add_column(ids)));
    }

    Expected<std::optional<StreamRow>> stream(const StreamKey& key) override {
        const auto& [club, member, boot] = key.stream;
        auto rows =
            streams_in(reader_.ask(std::string{"SELECT "} + stream_columns +
                                       " FROM stream WHERE run = (SELECT id FROM run WHERE name = $1) AND member = $2 "
                                       "AND club = $3 AND boot = $4",
                                   Parameters{}.add_bytes(key.run).add_bytes(member).add_bytes(club).add(boot.value)));
        if (!rows) return tl::unexpected{rows.error()};
        if (rows->empty()) return std::nullopt;
        return std::move(rows->front());
    }

    Expected<std::vector<GapRow>> gaps(std::int64_t run) override {
        const auto rows = reader_.ask(
            "SELECT g.stream, g.first_seq, g.last_seq FROM stream s JOIN gap g ON g.stream = s.id WHERE s.run = $1 "
            "ORDER BY g.stream, g.first_seq DESC",
            Parameters{}.add(run));
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<GapRow> gaps;
        for (int i = 0; i < rows->count(); ++i) gaps.push_back({rows->integer(i, 0), rows->seq(i, 1), rows->seq(i, 2)});
        return gaps;
    }

    Expected<Scanned> scan(const Selection& selection, const std::optional<BlockKey>& after,
                           std::size_t limit) override {
        const auto [sql, parameters] = scan_sql(selection, after, limit);
        const auto rows = reader_.ask(sql, parameters);
        if (!rows) return tl::unexpected{rows.error()};
        Scanned scanned;
        for (int i = 0; i < rows->count(); ++i) {
            if (rows->integer(i, 10) != 0) scanned.hits.push_back(read_head(*rows, i));
        }
        const int last = rows->count() - 1;
        if (static_cast<std::size_t>(rows->count()) == limit) {
            scanned.end = BlockKey{rows->integer(last, selection.newest_first ? 5 : 4), rows->integer(last, 0)};
        }
        return scanned;
    }

    Expected<void> load(std::span<Block> blocks) override {
        Numbers ids;
        for (const auto& block : blocks) ids.add(block.id);
        const auto rows =
            reader_.ask("SELECT id, data FROM block_data WHERE id = ANY ($1)", Parameters{}.add_column(ids.values));
        if (!rows) return tl::unexpected{rows.error()};
        std::map<std::int64_t, int> at;
        for (int i = 0; i < rows->count(); ++i) at[rows->integer(i, 0)] = i;
        for (auto& block : blocks) {
            if (const auto row = at.find(block.id); row != at.end()) block.data = read_data(*rows, row->second, 1);
        }
        return {};
    }

    Expected<std::vector<std::int64_t>> blocks_of(std::int64_t run, const filter::UuidRange& range,
                                                  std::size_t most) override {
        return ids_in(
            reader_.ask("SELECT DISTINCT block FROM rumor_block WHERE run = $1 AND uuid >= $2 AND uuid <= $3 LIMIT $4",
                        Parameters{}.add(run).add(range.first).add(range.last).add(std::uint64_t{most})));
    }

    Expected<std::vector<std::int64_t>> blocks_of(std::int64_t stream, Sequence first, Sequence last,
                                                  std::size_t most) override {
        return ids_in(reader_.ask(
            "SELECT id FROM block WHERE stream = $1 AND first_seq <= $3 AND first_seq >= coalesce("
            "(SELECT max(first_seq) FROM block WHERE stream = $1 AND first_seq <= $2), 0) AND last_seq >= $2 LIMIT $4",
            Parameters{}.add(stream).add(first).add(last).add(std::uint64_t{most})));
    }

    Expected<void> each_of_rumor(std::int64_t run, const Uuid& uuid,
                                 const std::function<void(std::int64_t, Bytes)>& with) override {
        const auto rows = reader_.ask(
            "SELECT b.stream, d.data FROM rumor_block r JOIN block b ON b.id = r.block JOIN block_data d ON d.id = "
            "r.block WHERE r.run = $1 AND r.uuid = $2",
            Parameters{}.add(run).add(uuid));
        if (!rows) return tl::unexpected{rows.error()};
        for (int i = 0; i < rows->count(); ++i) with(rows->integer(i, 0), bytes_of(rows->bytes(i, 1)));
        return {};
    }

    Expected<void> each_from(std::span<const Place> places, std::size_t most, const WithPiece& with) override {
        Numbers streams, froms;
        for (const auto& place : places) {
            streams.add(place.stream);
            froms.add(place.from);
        }
        const auto rows = reader_.ask(
            "SELECT p.place - 1, b.last_seq, b.data FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY p (stream, "
            "seq, "
            "place), LATERAL (SELECT first_seq, last_seq, data FROM block JOIN block_data USING (id) WHERE stream = "
            "p.stream AND first_seq >= coalesce((SELECT max(first_seq) FROM block WHERE stream = p.stream AND "
            "first_seq "
            "<= p.seq), 0) AND last_seq >= p.seq ORDER BY first_seq LIMIT $3) b ORDER BY p.place, b.first_seq",
            Parameters{}.add_column(streams.values).add_column(froms.values).add(std::uint64_t{most}));
        if (!rows) return tl::unexpected{rows.error()};
        for (int i = 0; i < rows->count(); ++i) with(rows->number(i, 0), rows->seq(i, 1), bytes_of(rows->bytes(i, 2)));
        return {};
    }

    Expected<std::vector<Block>> heads(std::span<const std::int64_t> ids) override {
        const auto rows = reader_.ask(std::string{"SELECT "} + head_columns + " FROM block WHERE id = ANY ($1)",
                                      Parameters{}.add_column(ids));
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<Block> blocks;
        for (int i = 0; i < rows->count(); ++i) blocks.push_back(read_head(*rows, i));
        return blocks;
    }

    Expected<std::vector<RumorRow>> rumors(std::int64_t run, const filter::UuidRange& range,
                                           std::size_t limit) override {
        const auto rows = reader_.ask(
            "SELECT uuid, origin, key, version, value, born_wall, born FROM rumor WHERE run = $1 AND uuid >= $2 AND "
            "uuid <= $3 ORDER BY born_wall DESC, uuid DESC LIMIT $4",
            Parameters{}.add(run).add(range.first).add(range.last).add(std::uint64_t{limit}));
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<RumorRow> rumors;
        for (int i = 0; i < rows->count(); ++i) rumors.push_back(read_rumor(*rows, i, 0));
        return rumors;
    }

    Expected<Totals> totals() override {
        const auto rows = reader_.ask(
            "SELECT (SELECT count(*) FROM stream), (SELECT count(*) FROM block), (SELECT coalesce(sum(events), "
            "0)::int8 "
            "FROM stream), (SELECT coalesce(sum(bytes), 0)::int8 FROM stream), (SELECT sum(pg_total_relation_size(oid))"
            "::int8 FROM pg_class WHERE relnamespace = 'watercooler'::regnamespace AND relkind = 'r'), "
            "(SELECT version FROM version)");
        if (!rows) return tl::unexpected{rows.error()};
        return Totals{static_cast<int>(rows->integer(0, 5)),
                      rows->number(0, 0),
                      rows->number(0, 1),
                      rows->number(0, 2),
                      rows->number(0, 3),
                      rows->number(0, 4)};
    }

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
    /// The first use after the server was away finds a connection that only looks alive.
    static Expected<void> begin_on(Connection& connection, const char* sql) {
        if (connection.in_transaction()) (void)connection.run("ROLLBACK");
        if (auto fine = connection.connect(); !fine) return fine;
        auto begun = connection.run(sql);
        if (begun || begun.error().code != "WC-STORE-AWAY") return begun;
        if (auto fine = connection.connect(); !fine) return fine;
        return connection.run(sql);
    }

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
    Connection writer_, reader_;
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
