#include "store/postgres_session.hpp"

#include <map>
#include <utility>

#include "store/block_cache.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_rows.hpp"
#include "store/postgres_scan.hpp"

namespace watercooler::store::postgres {
namespace {

class PostgresSession : public Session {
public:
    explicit PostgresSession(Connection reader) : reader_{std::move(reader)} {}

    Expected<void> begin_read() override { return reader_.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
    void end_read() override { reader_.end_unheard(); }

    Expected<std::vector<std::string>> runs() override {
        const auto rows = reader_.ask("SELECT name FROM run");
        if (!rows) return tl::unexpected{rows.error()};
        std::vector<std::string> runs;
        for (int i = 0; i < rows->count(); ++i) runs.push_back(rows->text(i, 0));
        return runs;
    }

    Expected<std::optional<std::int64_t>> run(const std::string& name) override {
        const auto rows = reader_.ask("SELECT id FROM run WHERE name = $1", Parameters{}.add_bytes(name));
        if (!rows) return tl::unexpected{rows.error()};
        return rows->count() == 0 ? std::nullopt : std::optional{rows->integer(0, 0)};
    }

    Expected<std::vector<StreamRow>> streams(const std::string& run,
                                             const std::optional<std::string>& member) override {
        Parameters parameters;
        parameters.add_bytes(run);
        if (member) parameters.add_bytes(*member);
        const auto sql =
            std::string{"SELECT "} + stream_columns + " FROM stream WHERE run = (SELECT id FROM run WHERE name = $1)";
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

    /// First what is kept here, then what the server has to send.
    Expected<void> each_data(std::span<const BlockRef> blocks,
                             const std::function<void(std::size_t at, Bytes data)>& with) override {
        std::multimap<std::int64_t, std::size_t> missing;
        for (std::size_t at = 0; at < blocks.size(); ++at) {
            if (const auto* const data = cache_.find(blocks[at].id, blocks[at].bytes))
                with(at, *data);
            else
                missing.emplace(blocks[at].id, at);
        }
        if (missing.empty()) return {};
        Numbers ids;
        for (const auto& [block, at] : missing) ids.add(block);
        return reader_.each("SELECT id, data FROM block_data WHERE id = ANY ($1)", Parameters{}.add_column(ids.values),
                            [&](const Rows& row) {
                                const auto block = row.integer(0, 0);
                                const auto data = bytes_of(row.bytes(0, 1));
                                const auto [first, last] = missing.equal_range(block);
                                for (auto each = first; each != last; ++each) with(each->second, data);
                                cache_.put(block, data);
                            });
    }

    Expected<std::vector<Block>> blocks_of(std::int64_t run, const filter::UuidRange& range,
                                           std::size_t most) override {
        return heads_in(
            reader_.ask(std::string{"SELECT "} + head_columns +
                            " FROM block WHERE id IN (SELECT DISTINCT block FROM rumor_block WHERE run = $1 "
                            "AND uuid >= $2 AND uuid <= $3 LIMIT $4)",
                        Parameters{}.add(run).add(range.first).add(range.last).add(std::uint64_t{most})));
    }

    Expected<std::vector<Block>> blocks_of(std::int64_t stream, Sequence first, Sequence last,
                                           std::size_t most) override {
        return heads_in(
            reader_.ask(std::string{"SELECT "} + head_columns +
                            " FROM block WHERE stream = $1 AND first_seq <= $3 AND first_seq >= coalesce("
                            "(SELECT max(first_seq) FROM block WHERE stream = $1 AND first_seq <= $2), 0) AND last_seq "
                            ">= $2 LIMIT $4",
                        Parameters{}.add(stream).add(first).add(last).add(std::uint64_t{most})));
    }

    Expected<std::vector<BlockRef>> blocks_of(std::int64_t run, const Uuid& uuid) override {
        return refs_in(
            reader_.ask("SELECT b.id, b.stream, b.bytes FROM rumor_block r JOIN block b ON b.id = r.block WHERE r.run "
                        "= $1 AND r.uuid = $2 ORDER BY r.block",
                        Parameters{}.add(run).add(uuid)));
    }

    Expected<void> each_from(std::span<const Place> places, std::size_t most, const WithPiece& with) override {
        Numbers streams, froms;
        for (const auto& place : places) {
            streams.add(place.stream);
            froms.add(place.from);
        }
        const auto rows = reader_.ask(
            "SELECT b.id, p.stream, b.bytes, p.place - 1, b.last_seq FROM unnest($1::int8[], $2::int8[]) WITH "
            "ORDINALITY p "
            "(stream, seq, place), LATERAL (SELECT id, bytes, first_seq, last_seq FROM block WHERE stream = p.stream "
            "AND first_seq >= coalesce((SELECT max(first_seq) FROM block WHERE stream = p.stream AND first_seq <= "
            "p.seq), 0) AND last_seq >= p.seq ORDER BY first_seq LIMIT $3) b",
            Parameters{}.add_column(streams.values).add_column(froms.values).add(std::uint64_t{most}));
        const auto blocks = refs_in(rows);
        if (!blocks) return tl::unexpected{blocks.error()};
        return each_data(*blocks, [&](std::size_t at, Bytes data) {
            const int row = static_cast<int>(at);
            with(rows->number(row, 3), rows->seq(row, 4), data);
        });
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

private:
    static constexpr std::size_t cache_bytes_max = 32 * 1024 * 1024;

    Connection reader_;
    BlockCache cache_{cache_bytes_max};
};

}  // namespace

std::unique_ptr<Session> open_session(const std::string& address, const std::string& settings) {
    return std::make_unique<PostgresSession>(Connection{address, settings});
}

}  // namespace watercooler::store::postgres
