#pragma once

#include "store/sqlite.hpp"

/// How the tables' rows become the store's, whichever statement asked for them.
namespace watercooler::store::sqlite {

/// What read_stream() and streams_in() read, and what read_head() does; its packets and words come last.
inline constexpr const char* stream_columns =
    "id, run, club, member, boot, about, first_seq, last_seq, events, lost, bytes, first_wall, last_wall, open_block";
inline constexpr const char* head_columns =
    "id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, counts, packets, words";

StreamRow read_stream(const Statement& row);
/// Without packets and words.
Block read_head(const Statement& row);
/// uuid, origin, key, version, value, born_wall and born.
RumorRow read_rumor(const Statement& row);

/// Calls `with` for each row. Errors: the database's.
template <class With>
Expected<void> each_row(Expected<Statement>& statement, const With& with) {
    if (!statement) return tl::unexpected{statement.error()};
    for (;;) {
        const auto row = statement->step();
        if (!row) return tl::unexpected{row.error()};
        if (!*row) return {};
        with(*statement);
    }
}

Expected<std::vector<StreamRow>> streams_in(Expected<Statement>& found);
Expected<std::optional<StreamRow>> find_stream(Connection& connection, const StreamKey& key);
Expected<std::vector<Block>> heads_in(Expected<Statement>& found);

}  // namespace watercooler::store::sqlite
