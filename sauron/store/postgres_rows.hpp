#pragma once

#include "store/postgres.hpp"

/// How the tables' rows become the store's, whichever statement asked for them.
namespace watercooler::store::postgres {

/// What read_stream() and streams_in() read, and what read_head() does.
inline constexpr const char* stream_columns =
    "id, run, club, member, boot, about, first_seq, last_seq, events, lost, bytes, first_wall, last_wall, open_block";
inline constexpr const char* head_columns =
    "id, stream, first_seq, last_seq, first_wall, last_wall, kinds, events, bytes, counts";

StreamRow read_stream(const Rows& rows, int at);
/// Without packets and words.
Block read_head(const Rows& rows, int at);
/// The packets are in that column, the words in the next.
void read_words(const Rows& rows, int at, int packets, Head& head);
Buffer read_data(const Rows& rows, int at, int column);
/// uuid, origin, key, version, value, born_wall and born, from the column `first` on.
RumorRow read_rumor(const Rows& rows, int at, int first);

Expected<std::vector<StreamRow>> streams_in(const Expected<Rows>& rows);
Expected<std::vector<Block>> heads_in(const Expected<Rows>& rows);
/// Of rows that begin with id, stream and bytes.
Expected<std::vector<BlockRef>> refs_in(const Expected<Rows>& rows);

}  // namespace watercooler::store::postgres
