#include "store/appending.hpp"

#include <algorithm>

namespace watercooler::store {
namespace {

constexpr std::size_t name_bytes_max = 255, about_bytes_max = 64 * 1024;

/// Why nothing of it can be stored, whatever its events are; empty: it can.
std::string wrong_outside(const Batch& batch) {
    const auto& [club, member, boot] = batch.stream;
    if (member.empty()) return "a batch without a member";
    if (batch.run.empty()) return "a batch without a run";
    for (const auto* name : {&club, &member, &batch.run}) {
        if (name->size() > name_bytes_max) return "a name of more than 255 bytes";
    }
    if (batch.events.size() > journal::batch_bytes_max) return "a batch of more than 1 MiB";
    return batch.about.size() > about_bytes_max ? "an about of more than 64 KiB" : "";
}

/// A batch that is fit to be stored.
struct Taken {
    Digest digest;
    Bytes data;
    Buffer cut{};  // its own bytes, when it is only a part of what came
};

void put_behind(Buffer& data, Bytes more) { data.insert(data.end(), more.begin(), more.end()); }

/// The events behind `last` only.
tl::expected<Taken, std::string> cut(Bytes data, Sequence last) {
    auto events = journal::decode(data);
    if (!events) return tl::unexpected{events.error().reason};
    std::erase_if(*events, [&](const journal::Stamped& stamped) { return stamped.event.seq <= last; });
    Taken piece;
    journal::Encoder encoder;
    for (const auto& stamped : *events) {
        if (encoder.add(stamped.event, stamped.wall_time_ns)) continue;
        put_behind(piece.cut, encoder.take());
        (void)encoder.add(stamped.event, stamped.wall_time_ns);
    }
    put_behind(piece.cut, encoder.take());
    piece.data = piece.cut;
    auto digested = digest(piece.data);
    if (!digested) return tl::unexpected{digested.error()};
    piece.digest = std::move(*digested);
    return piece;
}

/// Wall times are other people's: their difference may not fit 63 bits.
bool near(std::int64_t later, std::int64_t earlier) {
    return later <= earlier ||
           static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier) <= std::uint64_t{block_span_ns};
}

bool fits_behind(const Head& block, const Head& piece) {
    return piece.first.value == block.last.value + 1 && block.events + piece.events <= block_events &&
           block.bytes + piece.bytes <= block_bytes && near(piece.last_wall, block.first_wall) &&
           near(block.last_wall, piece.first_wall);
}

/// What one append does to one stream.
class StreamAppend {
public:
    StreamAppend(Engine& engine, StreamRow row) : engine_{engine}, row_{std::move(row)} {}

    Expected<Accepted> take(const Batch& batch, Taken piece, Changes& changes, KnownRumors& known) {
        Accepted accepted{.durable = row_.last};
        const auto all = piece.digest.head.events;
        if (!batch.about.empty() && batch.about != row_.about) row_.about = batch.about, changed_ = true;
        if (piece.digest.head.last <= row_.last) {
            accepted.duplicates = all;
            return accepted;
        }
        if (piece.digest.head.first <= row_.last) {
            auto rest = cut(piece.data, row_.last);
            if (!rest) {
                accepted.refused = rest.error();
                return accepted;
            }
            piece = std::move(*rest);
        }
        note_gap(piece.digest.head.first, changes);
        if (auto fine = place(piece, changes); !fine) return tl::unexpected{fine.error()};
        index(piece.digest, changes, known);
        count(piece.digest.head);
        accepted.stored = piece.digest.head.events;
        accepted.kinds = piece.digest.head.counts;
        accepted.duplicates = all - accepted.stored;
        accepted.durable = row_.last;
        return accepted;
    }

    void finish(Changes& changes) {
        flush(changes);
        if (changed_) changes.streams.push_back(std::move(row_));
    }

private:
    void note_gap(Sequence first, Changes& changes) {
        if (first.value == row_.last.value + 1) return;
        changes.gaps.push_back({row_.id, {row_.last.value + 1}, {first.value - 1}});
        row_.lost += first.value - 1 - row_.last.value;
    }

    Expected<void> place(const Taken& piece, Changes& changes) {
        const auto& head = piece.digest.head;
        if (!current_ && row_.open && fits_behind(row_.open->head, head)) {
            current_ = *row_.open;
            fresh_ = false;
        }
        if (current_ && fits_behind(current_->head, head)) {
            join(current_->head, head);
        } else {
            flush(changes);
            const auto id = engine_.new_block_id();
            if (!id) return tl::unexpected{id.error()};
            current_ = Block{.id = *id, .stream = row_.id, .head = head};
            fresh_ = true;
        }
        put_behind(current_->data, piece.data);
        return {};
    }

    void index(const Digest& digest, Changes& changes, KnownRumors& known) {
        for (const auto& uuid : digest.uuids) changes.refs.push_back({row_.run, uuid, current_->id});
        for (auto rumor : digest.rumors) {
            if (rumor.born && rumor.origin.empty()) rumor.origin = row_.name.member;
            if (known.is_news(row_.run, rumor)) changes.rumors.push_back({row_.run, std::move(rumor)});
        }
    }

    void count(const Head& head) {
        changed_ = true;
        if (row_.events == 0) {
            row_.first = head.first;
            row_.first_wall = head.first_wall;
            row_.last_wall = head.last_wall;
        }
        row_.last = head.last;
        row_.events += head.events;
        row_.bytes += head.bytes;
        row_.first_wall = std::min(row_.first_wall, head.first_wall);
        row_.last_wall = std::max(row_.last_wall, head.last_wall);
    }

    void flush(Changes& changes) {
        if (!current_) return;
        row_.open_block = current_->id;
        row_.open = Block{.id = current_->id, .stream = current_->stream, .head = current_->head};
        (fresh_ ? changes.fresh : changes.grown).push_back(std::move(*current_));
        current_.reset();
    }

    Engine& engine_;
    StreamRow row_;
    std::optional<Block> current_{};  // the block that is being filled: its whole head, and the new data only
    bool fresh_ = false, changed_ = false;
};

/// A batch's piece, or nothing when it was refused.
using Pieces = std::vector<std::optional<Taken>>;

Pieces check(std::span<const Batch> batches, std::vector<Accepted>& result) {
    Pieces pieces(batches.size());
    for (std::size_t i = 0; i < batches.size(); ++i) {
        result[i].refused = wrong_outside(batches[i]);
        if (!result[i].refused.empty()) continue;
        auto digested = digest(batches[i].events);
        if (digested) pieces[i] = Taken{std::move(*digested), batches[i].events};
        if (!digested) result[i].refused = std::move(digested.error());
    }
    return pieces;
}

StreamKey key_of(const Batch& batch) { return {batch.run, batch.stream}; }

std::vector<StreamKey> keys_of(std::span<const Batch> batches, const Pieces& pieces) {
    std::vector<StreamKey> keys;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        if (pieces[i]) keys.push_back(key_of(batches[i]));
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

Expected<void> append_pieces(Engine& engine, KnownRumors& known, std::span<const Batch> batches, Pieces& pieces,
                             std::vector<Accepted>& result) {
    const auto keys = keys_of(batches, pieces);
    auto rows = engine.lock(keys);
    if (!rows) return tl::unexpected{rows.error()};
    std::vector<StreamAppend> streams;
    for (auto& row : *rows) streams.emplace_back(engine, std::move(row));
    Changes changes;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        if (!pieces[i]) continue;
        const auto at = std::lower_bound(keys.begin(), keys.end(), key_of(batches[i])) - keys.begin();
        auto accepted = streams[static_cast<std::size_t>(at)].take(batches[i], std::move(*pieces[i]), changes, known);
        if (!accepted) return tl::unexpected{accepted.error()};
        result[i] = std::move(*accepted);
    }
    for (auto& stream : streams) stream.finish(changes);
    return engine.put(changes);
}

}  // namespace

bool KnownRumors::is_news(std::int64_t run, const RumorRow& row) {
    if (known_.size() >= known_max) known_.clear();
    const auto [at, is_new] = known_.try_emplace({run, row.uuid}, Known{row.born, row.born_ns});
    if (is_new) return true;
    auto& known = at->second;
    const bool better = row.born != known.born ? row.born : row.born_ns < known.born_ns;
    if (better) known = {row.born, row.born_ns};
    return better;
}

Expected<std::vector<Accepted>> append(Engine& engine, KnownRumors& known, std::span<const Batch> batches) {
    std::vector<Accepted> result(batches.size());
    auto pieces = check(batches, result);
    if (std::none_of(pieces.begin(), pieces.end(), [](const auto& piece) { return piece.has_value(); })) return result;
    auto done = engine.begin();
    if (done) done = append_pieces(engine, known, batches, pieces, result);
    if (done) done = engine.commit();
    if (done) return result;
    engine.rollback();
    known.clear();
    return tl::unexpected{done.error()};
}

}  // namespace watercooler::store
