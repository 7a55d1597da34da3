#include <algorithm>
#include <map>

#include "store/postgres.hpp"
#include "store/postgres_schema.hpp"
#include "store/sqlite_copy.hpp"

namespace watercooler::store {
namespace {

using postgres::Connection;
using postgres::Parameters;
using postgres::Rows;

constexpr const char* stream_columns =
    "id, run, club, member, boot, about, first_seq, last_seq, events, lost, bytes, first_wall, last_wall, open_block";
constexpr const char* head_columns =
    "id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, counts";

StreamRow read_stream(const Rows& rows, int at) {
    StreamRow stream;
    stream.id = rows.integer(at, 0);
    stream.run = rows.integer(at, 1);
    stream.name = {rows.text(at, 2), rows.text(at, 3), BootId{rows.number(at, 4)}};
    stream.about = rows.text(at, 5);
    stream.first = rows.seq(at, 6);
    stream.last = rows.seq(at, 7);
    stream.events = rows.number(at, 8);
    stream.lost = rows.number(at, 9);
    stream.bytes = rows.number(at, 10);
    stream.first_wall = rows.integer(at, 11);
    stream.last_wall = rows.integer(at, 12);
    stream.open_block = rows.integer(at, 13);
    return stream;
}

/// Without packets and words.
Block read_head(const Rows& rows, int at) {
    Block block{.id = rows.integer(at, 0), .stream = rows.integer(at, 1)};
    auto& head = block.head;
    head.first = rows.seq(at, 2);
    head.last = rows.seq(at, 3);
    head.first_wall = rows.integer(at, 4);
    head.last_wall = rows.integer(at, 5);
    head.kinds = rows.number(at, 6);
    head.events = rows.number(at, 7);
    head.bytes = rows.number(at, 8);
    head.counts = read_counts(rows.bytes(at, 9));
    return block;
}
void read_words(const Rows& rows, int at, int packets, Head& head) {
    head.packets = rows.text(at, packets);
    head.any_words = rows.is_null(at, packets + 1);
    head.words = rows.text(at, packets + 1);
}
Buffer read_data(const Rows& rows, int at, int column) {
    const auto data = bytes_of(rows.bytes(at, column));
    return {data.begin(), data.end()};
}

RumorRow read_rumor(const Rows& rows, int at, int first) {
    RumorRow rumor;
    rumor.uuid = rows.uuid(at, first);
    rumor.origin = rows.text(at, first + 1);
    rumor.key = rows.text(at, first + 2);
    if (!rows.is_null(at, first + 3)) rumor.version = Version{rows.number(at, first + 3)};
    rumor.value = rows.text(at, first + 4);
    rumor.born_ns = rows.integer(at, first + 5);
    rumor.born = rows.integer(at, first + 6) != 0;
    return rumor;
}

/// Values of one column, in the order in which they were added.
struct Numbers {
    std::vector<std::int64_t> values;
    void add(std::int64_t value) { values.push_back(value); }
    void add(std::uint64_t value) { values.push_back(static_cast<std::int64_t>(value)); }
    void add(Sequence value) { add(value.value); }
    void add(BootId value) { add(value.value); }
};
using Texts = std::vector<std::string_view>;

/// One row per block, as unnest wants it: everything but its data.
struct BlockColumns {
    Numbers id, run, stream, first, last, first_wall, last_wall, kinds, events, bytes;
    std::vector<std::string> counts_text;
    Texts packets, data;
    std::vector<std::optional<std::string_view>> words;

    explicit BlockColumns(const std::vector<Block>& blocks, const std::map<std::int64_t, std::int64_t>& runs) {
        for (const auto& block : blocks) {
            const auto& h = block.head;
            id.add(block.id);
            run.add(runs.at(block.stream));
            stream.add(block.stream);
            first.add(h.first);
            last.add(h.last);
            first_wall.add(h.first_wall);
            last_wall.add(h.last_wall);
            kinds.add(h.kinds);
            events.add(h.events);
            bytes.add(h.bytes);
            counts_text.push_back(write_counts(h.counts));
            packets.push_back(h.packets);
            words.push_back(h.any_words ? std::nullopt : std::optional<std::string_view>{h.words});
            data.push_back(text_of(block.data));
        }
    }
    Parameters parameters() const {
        const Texts counts{counts_text.begin(), counts_text.end()};
        Parameters all;
        for (const auto* column :
             {&id, &run, &stream, &first, &last, &first_wall, &last_wall, &kinds, &events, &bytes}) {
            all.add_column(column->values);
        }
        all.add_column(counts).add_column(packets).add_column(words);
        return all;
    }
};

/// Of several rows about one rumor only the best, and in one order for all writers: no two wait for each other.
std::vector<RunRumor> best_of_each(std::vector<RunRumor> rumors) {
    std::sort(rumors.begin(), rumors.end(), [](const RunRumor& a, const RunRumor& b) {
        return std::tuple{a.run, a.row.uuid, !a.row.born, a.row.born_ns} <
               std::tuple{b.run, b.row.uuid, !b.row.born, b.row.born_ns};
    });
    const auto same = [](const RunRumor& a, const RunRumor& b) { return a.run == b.run && a.row.uuid == b.row.uuid; };
    rumors.erase(std::unique(rumors.begin(), rumors.end(), same), rumors.end());
    return rumors;
}

template <class T>
Expected<void> only_errors(const Expected<T>& result) {
    if (!result) return tl::unexpected{result.error()};
    return {};
}

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

    Expected<void> put(const Changes& changes) override {
        Expected<void> done;
        if (!changes.fresh.empty()) done = insert(changes.fresh);
        if (done && !changes.grown.empty()) done = grow(changes.grown);
        if (done && !changes.refs.empty()) done = put_refs(changes.refs);
        if (done && !changes.rumors.empty()) done = put_rumors(best_of_each(changes.rumors));
        if (done && !changes.gaps.empty()) done = put_gaps(changes.gaps);
        if (done && !changes.streams.empty()) done = update(changes.streams);
        return done;
    }

    Expected<void> remove(const Removal& removal) override {
        Parameters blocks;
        blocks.add_column(removal.blocks);
        auto done = only_errors(writer_.ask("DELETE FROM block WHERE id = ANY ($1)", blocks));
        if (done) done = only_errors(writer_.ask("DELETE FROM block_data WHERE id = ANY ($1)", blocks));
        if (done) done = remove_refs(removal.refs);
        if (done) done = update(removal.streams);
        Numbers streams;
        for (const auto& stream : removal.streams) streams.add(stream.id);
        if (!done) return done;
        return only_errors(writer_.ask(
            "UPDATE stream s SET first_seq = coalesce((SELECT min(b.first_seq) FROM block b WHERE b.stream = s.id), "
            "s.last_seq + 1) WHERE s.id = ANY ($1)",
            Parameters{}.add_column(streams.values)));
    }

    Expected<void> drop(std::int64_t run) override {
        ids_.clear();
        for (const auto* sql : {"SELECT id FROM stream WHERE run = $1 ORDER BY id FOR UPDATE",
                                "DELETE FROM block_data WHERE id IN (SELECT id FROM block WHERE run = $1)",
                                "DELETE FROM block WHERE run = $1",
                                "DELETE FROM gap WHERE stream IN (SELECT id FROM stream WHERE run = $1)",
                                "DELETE FROM stream WHERE run = $1", "DELETE FROM rumor_block WHERE run = $1",
                                "DELETE FROM rumor WHERE run = $1", "DELETE FROM run WHERE id = $1"}) {
            if (auto fine = writer_.ask(sql, Parameters{}.add(run)); !fine) return tl::unexpected{fine.error()};
        }
        return {};
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
        for (const auto how : {copy_runs, copy_streams, copy_gaps, copy_blocks, copy_refs, copy_rumors}) {
            if (done = how(source, *copy); !done) return done;
        }
        return copy->finish();
    }

    std::pair<std::string, std::string> who() const override { return {"postgresql", writer_.where()}; }

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

    static Expected<std::vector<StreamRow>> streams_in(const Expected<Rows>& rows) {
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<StreamRow> streams;
        for (int i = 0; i < rows->count(); ++i) streams.push_back(read_stream(*rows, i));
        return streams;
    }
    static Expected<std::vector<std::int64_t>> ids_in(const Expected<Rows>& rows) {
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<std::int64_t> ids;
        for (int i = 0; i < rows->count(); ++i) ids.push_back(rows->integer(i, 0));
        return ids;
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

    Expected<void> insert(const std::vector<Block>& blocks) {
        const BlockColumns columns{blocks, runs_};
        auto done = only_errors(writer_.ask(
            "INSERT INTO block SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            columns.parameters()));
        if (!done) return done;
        return only_errors(writer_.ask("INSERT INTO block_data SELECT * FROM unnest($1, $2)",
                                       Parameters{}.add_column(columns.id.values).add_column(columns.data)));
    }

    Expected<void> grow(const std::vector<Block>& blocks) {
        const BlockColumns columns{blocks, runs_};
        auto done = only_errors(writer_.ask(
            "UPDATE block b SET last_seq = n.last_seq, first_wall = n.first_wall, last_wall = n.last_wall, kinds = "
            "n.kinds, events = n.events, bytes = n.bytes, counts = n.counts, packets = n.packets, words = n.words FROM "
            "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS n (id, run, stream, first_seq, "
            "last_seq, "
            "first_wall, last_wall, kinds, events, bytes, counts, packets, words) WHERE b.id = n.id",
            columns.parameters()));
        if (!done) return done;
        return only_errors(writer_.ask(
            "UPDATE block_data b SET data = b.data || n.data FROM unnest($1, $2) AS n (id, data) WHERE b.id = n.id",
            Parameters{}.add_column(columns.id.values).add_column(columns.data)));
    }

    static Parameters columns_of(const std::vector<RumorRef>& refs) {
        Numbers run, block;
        Texts uuid;
        for (const auto& ref : refs) {
            run.add(ref.run);
            uuid.push_back(text_of(ref.uuid.bytes));
            block.add(ref.block);
        }
        return Parameters{}.add_column(run.values).add_column(uuid).add_column(block.values);
    }
    Expected<void> put_refs(const std::vector<RumorRef>& refs) {
        return only_errors(writer_.ask(
            "INSERT INTO rumor_block SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING", columns_of(refs)));
    }
    Expected<void> remove_refs(const std::vector<RumorRef>& refs) {
        const auto columns = columns_of(refs);
        auto done = only_errors(writer_.ask(
            "DELETE FROM rumor_block r USING unnest($1, $2, $3) AS n (run, uuid, block) WHERE r.run = n.run AND r.uuid "
            "= n.uuid AND r.block = n.block",
            columns));
        if (!done) return done;
        return only_errors(writer_.ask(
            "DELETE FROM rumor r USING unnest($1, $2, $3) AS n (run, uuid, block) WHERE r.run = n.run AND r.uuid = "
            "n.uuid AND NOT EXISTS (SELECT FROM rumor_block k WHERE k.run = r.run AND k.uuid = r.uuid)",
            columns));
    }

    Expected<void> put_rumors(const std::vector<RunRumor>& rumors) {
        Numbers run, born_wall, born;
        Texts uuid, origin, key, value;
        std::vector<std::optional<std::int64_t>> version;
        for (const auto& [of_run, row] : rumors) {
            run.add(of_run);
            uuid.push_back(text_of(row.uuid.bytes));
            origin.push_back(row.origin);
            key.push_back(row.key);
            version.emplace_back();
            if (row.version) version.back() = static_cast<std::int64_t>(row.version->value);
            value.push_back(row.value);
            born_wall.add(row.born_ns);
            born.add(std::int64_t{row.born});
        }
        return only_errors(writer_.ask(
            "INSERT INTO rumor AS r SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (run, uuid) DO "
            "UPDATE SET origin = excluded.origin, key = excluded.key, version = excluded.version, value = "
            "excluded.value, born_wall = excluded.born_wall, born = excluded.born WHERE excluded.born > r.born OR "
            "(excluded.born = r.born AND excluded.born_wall < r.born_wall)",
            Parameters{}
                .add_column(run.values)
                .add_column(uuid)
                .add_column(origin)
                .add_column(key)
                .add_column(version)
                .add_column(value)
                .add_column(born_wall.values)
                .add_column(born.values)));
    }

    Expected<void> put_gaps(const std::vector<GapRow>& gaps) {
        Numbers stream, first, last;
        for (const auto& gap : gaps) {
            stream.add(gap.stream);
            first.add(gap.first);
            last.add(gap.last);
        }
        return only_errors(
            writer_.ask("INSERT INTO gap SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING",
                        Parameters{}.add_column(stream.values).add_column(first.values).add_column(last.values)));
    }

    Expected<void> update(const std::vector<StreamRow>& streams) {
        Numbers id, first, last, events, lost, bytes, first_wall, last_wall, open_block;
        Texts about;
        for (const auto& stream : streams) {
            id.add(stream.id);
            about.push_back(stream.about);
            first.add(stream.first);
            last.add(stream.last);
            events.add(stream.events);
            lost.add(stream.lost);
            bytes.add(stream.bytes);
            first_wall.add(stream.first_wall);
            last_wall.add(stream.last_wall);
            open_block.add(stream.open_block);
        }
        Parameters all;
        all.add_column(id.values).add_column(about);
        for (const auto* column : {&first, &last, &events, &lost, &bytes, &first_wall, &last_wall, &open_block}) {
            all.add_column(column->values);
        }
        return only_errors(writer_.ask(
            "UPDATE stream s SET about = n.about, first_seq = n.first_seq, last_seq = n.last_seq, events = n.events, "
            "lost = n.lost, bytes = n.bytes, first_wall = n.first_wall, last_wall = n.last_wall, open_block = "
            "n.open_block FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS n (id, about, first_seq, last_seq, "
            "events, lost, bytes, first_wall, last_wall, open_block) WHERE s.id = n.id",
            all));
    }

    /// What a block says is looked through by the server: of most rows of a rare question only their key is sent.
    static std::pair<std::string, Parameters> scan_sql(const Selection& selection, const std::optional<BlockKey>& after,
                                                       std::size_t limit) {
        const bool newest = selection.newest_first;
        const std::string by = newest ? "last_wall" : "first_wall", way = newest ? " DESC" : "";
        const auto end = newest ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
        const auto key = after.value_or(BlockKey{end, newest ? end : -1});
        Parameters parameters;
        int next = 0;
        const auto placed = [&](auto&&... value) {
            parameters.add(value...);
            return '$' + std::to_string(++next);
        };
        const auto ids = [&](const std::vector<std::int64_t>& list) {
            parameters.add_column(list);
            return "stream = ANY ($" + std::to_string(++next) + ')';
        };
        const auto any_in = [&](const char* column, const Selection::Needles& needles) {
            std::string sql;
            for (const auto& needle : needles.any) {
                parameters.add_bytes(needle);
                sql += (sql.empty() ? "" : " OR ") + std::string{"position($"} + std::to_string(++next) + " in " +
                       column + ") > 0";
            }
            return sql;
        };
        std::string inner = "SELECT * FROM block WHERE ";
        inner += selection.stream ? "stream = " + placed(*selection.stream) : "run = " + placed(selection.run);
        inner += " AND (" + by + ", id) " + (newest ? "<" : ">") + " (" + placed(key.wall);
        inner += ", " + placed(key.id) + ") AND last_wall >= " + placed(selection.from);
        inner += " AND first_wall <= " + placed(selection.to);
        inner += " ORDER BY " + by + way + ", id" + way + " LIMIT " + placed(std::uint64_t{limit});
        std::string hit = "(kinds & " + placed(selection.kinds) + ") <> 0";
        hit += " AND last_seq >= " + placed(selection.seq_from);
        hit += " AND first_seq <= " + placed(selection.seq_to);
        if (selection.streams) hit += " AND " + ids(*selection.streams);
        for (const auto& needles : selection.packets) hit += " AND (" + any_in("packets", needles) + ')';
        for (const auto& needles : selection.words) {
            hit += " AND (words IS NULL OR (kinds & " + placed(needles.excused_kinds) + ") <> 0 OR ";
            if (!needles.excused_streams.empty()) hit += ids(needles.excused_streams) + " OR ";
            hit += any_in("words", needles) + ')';
        }
        return {
            "SELECT id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, CASE WHEN hit THEN "
            "counts END, hit FROM (SELECT b.*, (" +
                hit + ") AS hit FROM (" + inner + ") b) x ORDER BY " + by + way + ", id" + way,
            parameters};
    }

    // --- the copy: everything in the order of its key, a page at a time ---

    static Expected<void> copy_runs(Connection& from, sqlite::Copy& to) {
        const auto rows = from.ask("SELECT id, name FROM run ORDER BY id");
        if (!rows) return tl::unexpected{rows.error()};
        for (int i = 0; i < rows->count(); ++i) {
            if (auto fine = to.run(rows->integer(i, 0), rows->bytes(i, 1)); !fine) return fine;
        }
        return {};
    }
    static Expected<void> copy_streams(Connection& from, sqlite::Copy& to) {
        const auto rows = from.ask(std::string{"SELECT "} + stream_columns + " FROM stream ORDER BY id");
        if (!rows) return tl::unexpected{rows.error()};
        for (int i = 0; i < rows->count(); ++i) {
            if (auto fine = to.stream(read_stream(*rows, i)); !fine) return fine;
        }
        return {};
    }
    static Expected<void> copy_gaps(Connection& from, sqlite::Copy& to) {
        const auto rows = from.ask("SELECT stream, first_seq, last_seq FROM gap ORDER BY stream, first_seq");
        if (!rows) return tl::unexpected{rows.error()};
        for (int i = 0; i < rows->count(); ++i) {
            if (auto fine = to.gap({rows->integer(i, 0), rows->seq(i, 1), rows->seq(i, 2)}); !fine) return fine;
        }
        return {};
    }
    static Expected<void> copy_blocks(Connection& from, sqlite::Copy& to) {
        for (std::int64_t last = 0;;) {
            const auto rows = from.ask(
                "SELECT b.id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, counts, "
                "packets, "
                "words, data, run FROM block b JOIN block_data d ON d.id = b.id WHERE b.id > $1 ORDER BY b.id LIMIT "
                "128",
                Parameters{}.add(last));
            if (!rows) return tl::unexpected{rows.error()};
            if (rows->count() == 0) return {};
            for (int i = 0; i < rows->count(); ++i) {
                auto block = read_head(*rows, i);
                read_words(*rows, i, 10, block.head);
                block.data = read_data(*rows, i, 12);
                last = block.id;
                if (auto fine = to.block(rows->integer(i, 13), block); !fine) return fine;
            }
        }
    }
    static Expected<void> copy_refs(Connection& from, sqlite::Copy& to) {
        for (RumorRef last{};;) {
            const auto rows = from.ask(
                "SELECT run, uuid, block FROM rumor_block WHERE (run, uuid, block) > ($1, $2, $3) ORDER BY run, uuid, "
                "block LIMIT 10000",
                Parameters{}.add(last.run).add(last.uuid).add(last.block));
            if (!rows) return tl::unexpected{rows.error()};
            if (rows->count() == 0) return {};
            for (int i = 0; i < rows->count(); ++i) {
                last = {rows->integer(i, 0), rows->uuid(i, 1), rows->integer(i, 2)};
                if (auto fine = to.ref(last); !fine) return fine;
            }
        }
    }
    static Expected<void> copy_rumors(Connection& from, sqlite::Copy& to) {
        for (RunRumor last{};;) {
            const auto rows = from.ask(
                "SELECT run, uuid, origin, key, version, value, born_wall, born FROM rumor WHERE (run, uuid) > ($1, "
                "$2) "
                "ORDER BY run, uuid LIMIT 10000",
                Parameters{}.add(last.run).add(last.row.uuid));
            if (!rows) return tl::unexpected{rows.error()};
            if (rows->count() == 0) return {};
            for (int i = 0; i < rows->count(); ++i) {
                last = {rows->integer(i, 0), read_rumor(*rows, i, 1)};
                if (auto fine = to.rumor(last); !fine) return fine;
            }
        }
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
