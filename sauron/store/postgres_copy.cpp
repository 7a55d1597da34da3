#include "store/postgres_copy.hpp"

#include "store/postgres_rows.hpp"

namespace watercooler::store::postgres {
namespace {

Expected<void> copy_runs(Connection& from, sqlite::Copy& to) {
    const auto rows = from.ask("SELECT id, name FROM run ORDER BY id");
    if (!rows) return tl::unexpected{rows.error()};
    for (int i = 0; i < rows->count(); ++i) {
        if (auto fine = to.run(rows->integer(i, 0), rows->bytes(i, 1)); !fine) return fine;
    }
    return {};
}

Expected<void> copy_streams(Connection& from, sqlite::Copy& to) {
    const auto rows = from.ask(std::string{"SELECT "} + stream_columns + " FROM stream ORDER BY id");
    if (!rows) return tl::unexpected{rows.error()};
    for (int i = 0; i < rows->count(); ++i) {
        if (auto fine = to.stream(read_stream(*rows, i)); !fine) return fine;
    }
    return {};
}

Expected<void> copy_gaps(Connection& from, sqlite::Copy& to) {
    const auto rows = from.ask("SELECT stream, first_seq, last_seq FROM gap ORDER BY stream, first_seq");
    if (!rows) return tl::unexpected{rows.error()};
    for (int i = 0; i < rows->count(); ++i) {
        if (auto fine = to.gap({rows->integer(i, 0), rows->seq(i, 1), rows->seq(i, 2)}); !fine) return fine;
    }
    return {};
}

Expected<void> copy_blocks(Connection& from, sqlite::Copy& to) {
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

Expected<void> copy_refs(Connection& from, sqlite::Copy& to) {
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

Expected<void> copy_rumors(Connection& from, sqlite::Copy& to) {
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

}  // namespace

Expected<void> copy_all(Connection& from, sqlite::Copy& to) {
    for (const auto how : {copy_runs, copy_streams, copy_gaps, copy_blocks, copy_refs, copy_rumors}) {
        if (auto done = how(from, to); !done) return done;
    }
    return {};
}

}  // namespace watercooler::store::postgres
