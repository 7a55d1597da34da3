#include "store/postgres_changes.hpp"

#include <algorithm>

namespace watercooler::store::postgres {
namespace {

using Runs = std::map<std::int64_t, std::int64_t>;
using Texts = std::vector<std::string_view>;

/// One row per block, as unnest wants it: everything but its data.
struct BlockColumns {
    Numbers id, run, stream, first, last, first_wall, last_wall, kinds, events, bytes;
    std::vector<std::string> counts_text;
    Texts packets, data;
    std::vector<std::optional<std::string_view>> words;

    explicit BlockColumns(const std::vector<Block>& blocks, const Runs& runs) {
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

Expected<void> insert(Connection& writer, const std::vector<Block>& blocks, const Runs& runs) {
    const BlockColumns columns{blocks, runs};
    auto done = only_errors(
        writer.ask("INSERT INTO block SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                   columns.parameters()));
    if (!done) return done;
    return only_errors(writer.ask("INSERT INTO block_data SELECT * FROM unnest($1, $2)",
                                  Parameters{}.add_column(columns.id.values).add_column(columns.data)));
}

Expected<void> grow(Connection& writer, const std::vector<Block>& blocks, const Runs& runs) {
    const BlockColumns columns{blocks, runs};
    auto done = only_errors(writer.ask(
        "UPDATE block b SET last_seq = n.last_seq, first_wall = n.first_wall, last_wall = n.last_wall, kinds = "
        "n.kinds, events = n.events, bytes = n.bytes, counts = n.counts, packets = n.packets, words = n.words FROM "
        "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS n (id, run, stream, first_seq, "
        "last_seq, "
        "first_wall, last_wall, kinds, events, bytes, counts, packets, words) WHERE b.id = n.id",
        columns.parameters()));
    if (!done) return done;
    return only_errors(writer.ask(
        "UPDATE block_data b SET data = b.data || n.data FROM unnest($1, $2) AS n (id, data) WHERE b.id = n.id",
        Parameters{}.add_column(columns.id.values).add_column(columns.data)));
}

Parameters columns_of(const std::vector<RumorRef>& refs) {
    Numbers run, block;
    Texts uuid;
    for (const auto& ref : refs) {
        run.add(ref.run);
        uuid.push_back(text_of(ref.uuid.bytes));
        block.add(ref.block);
    }
    return Parameters{}.add_column(run.values).add_column(uuid).add_column(block.values);
}

Expected<void> put_refs(Connection& writer, const std::vector<RumorRef>& refs) {
    return only_errors(writer.ask("INSERT INTO rumor_block SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING",
                                  columns_of(refs)));
}

Expected<void> remove_refs(Connection& writer, const std::vector<RumorRef>& refs) {
    const auto columns = columns_of(refs);
    auto done = only_errors(writer.ask(
        "DELETE FROM rumor_block r USING unnest($1, $2, $3) AS n (run, uuid, block) WHERE r.run = n.run AND r.uuid "
        "= n.uuid AND r.block = n.block",
        columns));
    if (!done) return done;
    return only_errors(writer.ask(
        "DELETE FROM rumor r USING unnest($1, $2, $3) AS n (run, uuid, block) WHERE r.run = n.run AND r.uuid = "
        "n.uuid AND NOT EXISTS (SELECT FROM rumor_block k WHERE k.run = r.run AND k.uuid = r.uuid)",
        columns));
}

Expected<void> put_rumors(Connection& writer, const std::vector<RunRumor>& rumors) {
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
    return only_errors(writer.ask(
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

Expected<void> put_gaps(Connection& writer, const std::vector<GapRow>& gaps) {
    Numbers stream, first, last;
    for (const auto& gap : gaps) {
        stream.add(gap.stream);
        first.add(gap.first);
        last.add(gap.last);
    }
    return only_errors(
        writer.ask("INSERT INTO gap SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING",
                   Parameters{}.add_column(stream.values).add_column(first.values).add_column(last.values)));
}

Expected<void> update(Connection& writer, const std::vector<StreamRow>& streams) {
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
    return only_errors(writer.ask(
        "UPDATE stream s SET about = n.about, first_seq = n.first_seq, last_seq = n.last_seq, events = n.events, "
        "lost = n.lost, bytes = n.bytes, first_wall = n.first_wall, last_wall = n.last_wall, open_block = "
        "n.open_block FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS n (id, about, first_seq, last_seq, "
        "events, lost, bytes, first_wall, last_wall, open_block) WHERE s.id = n.id",
        all));
}

}  // namespace

Expected<void> put(Connection& writer, const Changes& changes, const Runs& runs) {
    Expected<void> done;
    if (!changes.fresh.empty()) done = insert(writer, changes.fresh, runs);
    if (done && !changes.grown.empty()) done = grow(writer, changes.grown, runs);
    if (done && !changes.refs.empty()) done = put_refs(writer, changes.refs);
    if (done && !changes.rumors.empty()) done = put_rumors(writer, best_of_each(changes.rumors));
    if (done && !changes.gaps.empty()) done = put_gaps(writer, changes.gaps);
    if (done && !changes.streams.empty()) done = update(writer, changes.streams);
    return done;
}

Expected<void> remove(Connection& writer, const Removal& removal) {
    Parameters blocks;
    blocks.add_column(removal.blocks);
    auto done = only_errors(writer.ask("DELETE FROM block WHERE id = ANY ($1)", blocks));
    if (done) done = only_errors(writer.ask("DELETE FROM block_data WHERE id = ANY ($1)", blocks));
    if (done) done = remove_refs(writer, removal.refs);
    if (done) done = update(writer, removal.streams);
    Numbers streams;
    for (const auto& stream : removal.streams) streams.add(stream.id);
    if (!done) return done;
    return only_errors(writer.ask(
        "UPDATE stream s SET first_seq = coalesce((SELECT min(b.first_seq) FROM block b WHERE b.stream = s.id), "
        "s.last_seq + 1) WHERE s.id = ANY ($1)",
        Parameters{}.add_column(streams.values)));
}

Expected<void> drop(Connection& writer, std::int64_t run) {
    for (const auto* sql :
         {"SELECT id FROM stream WHERE run = $1 ORDER BY id FOR UPDATE",
          "DELETE FROM block_data WHERE id IN (SELECT id FROM block WHERE run = $1)",
          "DELETE FROM block WHERE run = $1", "DELETE FROM gap WHERE stream IN (SELECT id FROM stream WHERE run = $1)",
          "DELETE FROM stream WHERE run = $1", "DELETE FROM rumor_block WHERE run = $1",
          "DELETE FROM rumor WHERE run = $1", "DELETE FROM run WHERE id = $1"}) {
        if (auto fine = writer.ask(sql, Parameters{}.add(run)); !fine) return tl::unexpected{fine.error()};
    }
    return {};
}

}  // namespace watercooler::store::postgres
