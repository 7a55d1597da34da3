#include "store/sqlite_changes.hpp"

#include "store/sqlite_rows.hpp"

namespace watercooler::store::sqlite {
namespace {

std::optional<std::string_view> words_of(const Head& head) {
    if (head.any_words) return std::nullopt;
    return head.words;
}

Expected<void> insert(Connection& writer, const Block& block) {
    const auto& h = block.head;
    auto fine = writer.write(
        "INSERT INTO block SELECT ?1, run, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM stream WHERE id = ?2",
        block.id, block.stream, h.first, h.last, h.first_wall, h.last_wall, h.kinds, h.events, h.bytes,
        write_counts(h.counts), h.packets, words_of(h));
    if (!fine) return fine;
    return writer.write("INSERT INTO block_data VALUES (?, ?)", block.id, block.data);
}

Expected<void> grow(Connection& writer, const Block& block) {
    const auto& h = block.head;
    auto fine = writer.write(
        "UPDATE block SET last_seq = ?2, first_wall = ?3, last_wall = ?4, kinds = ?5, events = ?6, bytes = ?7, "
        "counts = ?8, packets = ?9, words = ?10 WHERE id = ?1",
        block.id, h.last, h.first_wall, h.last_wall, h.kinds, h.events, h.bytes, write_counts(h.counts), h.packets,
        words_of(h));
    if (!fine) return fine;
    return writer.write("UPDATE block_data SET data = CAST(data || ?2 AS BLOB) WHERE id = ?1", block.id, block.data);
}

Expected<void> put_rumor(Connection& writer, const RunRumor& rumor) {
    const auto& row = rumor.row;
    std::optional<std::uint64_t> version;
    if (row.version) version = row.version->value;
    return writer.write(
        "INSERT INTO rumor VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET origin = excluded.origin, "
        "key = excluded.key, version = excluded.version, value = excluded.value, born_wall = excluded.born_wall, "
        "born = excluded.born WHERE excluded.born > born OR (excluded.born = born AND excluded.born_wall < "
        "born_wall)",
        rumor.run, row.uuid, row.origin, row.key, version, row.value, row.born_ns, row.born ? 1 : 0);
}

Expected<void> update(Connection& writer, const StreamRow& stream) {
    return writer.write(
        "UPDATE stream SET about = ?2, first_seq = ?3, last_seq = ?4, events = ?5, lost = ?6, bytes = ?7, "
        "first_wall = ?8, last_wall = ?9, open_block = ?10 WHERE id = ?1",
        stream.id, stream.about, stream.first, stream.last, stream.events, stream.lost, stream.bytes, stream.first_wall,
        stream.last_wall, stream.open_block);
}

Expected<Sequence> first_kept(Connection& writer, const StreamRow& stream) {
    auto found = writer.prepare("SELECT min(first_seq) FROM block INDEXED BY block_seq WHERE stream = ?");
    if (found) found->bind(stream.id);
    Sequence first{stream.last.value + 1};
    auto fine = each_row(found, [&](const Statement& row) {
        if (!row.is_null(0)) first = row.seq(0);
    });
    if (!fine) return tl::unexpected{fine.error()};
    return first;
}

}  // namespace

Expected<void> put(Connection& writer, const Changes& changes) {
    for (const auto& block : changes.fresh) {
        if (auto fine = insert(writer, block); !fine) return fine;
    }
    for (const auto& block : changes.grown) {
        if (auto fine = grow(writer, block); !fine) return fine;
    }
    for (const auto& ref : changes.refs) {
        if (auto fine =
                writer.write("INSERT OR IGNORE INTO rumor_block VALUES (?, ?, ?)", ref.run, ref.uuid, ref.block);
            !fine)
            return fine;
    }
    for (const auto& rumor : changes.rumors) {
        if (auto fine = put_rumor(writer, rumor); !fine) return fine;
    }
    for (const auto& gap : changes.gaps) {
        if (auto fine = writer.write("INSERT OR IGNORE INTO gap VALUES (?, ?, ?)", gap.stream, gap.first, gap.last);
            !fine)
            return fine;
    }
    for (const auto& stream : changes.streams) {
        if (auto fine = update(writer, stream); !fine) return fine;
    }
    return {};
}

Expected<std::vector<StreamRow>> remove(Connection& writer, const Removal& removal) {
    for (const auto id : removal.blocks) {
        if (auto fine = writer.write("DELETE FROM block WHERE id = ?", id); !fine) return tl::unexpected{fine.error()};
        if (auto fine = writer.write("DELETE FROM block_data WHERE id = ?", id); !fine)
            return tl::unexpected{fine.error()};
    }
    for (const auto& ref : removal.refs) {
        if (auto fine = writer.write("DELETE FROM rumor_block WHERE run = ? AND uuid = ? AND block = ?", ref.run,
                                     ref.uuid, ref.block);
            !fine)
            return tl::unexpected{fine.error()};
        if (auto fine = writer.write("DELETE FROM rumor WHERE run = ?1 AND uuid = ?2 AND NOT EXISTS "
                                     "(SELECT 1 FROM rumor_block WHERE run = ?1 AND uuid = ?2)",
                                     ref.run, ref.uuid);
            !fine)
            return tl::unexpected{fine.error()};
    }
    auto streams = removal.streams;
    for (auto& stream : streams) {
        auto first = first_kept(writer, stream);
        if (!first) return tl::unexpected{first.error()};
        stream.first = *first;
        if (auto fine = update(writer, stream); !fine) return tl::unexpected{fine.error()};
    }
    return streams;
}

Expected<void> drop(Connection& writer, std::int64_t run) {
    for (const auto* sql :
         {"DELETE FROM block_data WHERE id IN (SELECT id FROM block WHERE run = ?)", "DELETE FROM block WHERE run = ?",
          "DELETE FROM gap WHERE stream IN (SELECT id FROM stream WHERE run = ?)", "DELETE FROM stream WHERE run = ?",
          "DELETE FROM rumor_block WHERE run = ?", "DELETE FROM rumor WHERE run = ?", "DELETE FROM run WHERE id = ?"}) {
        if (auto fine = writer.write(sql, run); !fine) return fine;
    }
    return {};
}

}  // namespace watercooler::store::sqlite
