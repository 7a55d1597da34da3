#include "store/walk.hpp"

#include <algorithm>
#include <iterator>

namespace watercooler::store {
namespace {

/// So many blocks of a rumor or of a range of seqs are listed; beyond, the run is looked through.
constexpr std::size_t listed_max = 20'000;
constexpr std::size_t ahead_max = 64, ahead_bytes_max = 8 * 1024 * 1024;

}  // namespace

Expected<void> learn_names(Session& session, Names& names, std::vector<std::int64_t> streams) {
    std::erase_if(streams, [&](std::int64_t id) { return names.contains(id); });
    if (streams.empty()) return {};
    auto rows = session.streams_by_id(streams);
    if (!rows) return tl::unexpected{rows.error()};
    for (auto& row : *rows) names[row.id] = std::move(row.name);
    for (const auto id : streams) {
        if (!names.contains(id)) return failed("WC-STORE-DAMAGED", "a block belongs to a stream that is not there");
    }
    return {};
}

Expected<Walk> Walk::begin(Session& session, Names& names, const Query& query) {
    Walk walk{session, names, query};
    std::optional<std::int64_t> run;
    std::vector<StreamRow> streams;
    if (needs_streams(query)) {
        auto rows = session.streams(query.run, query.member);
        if (!rows) return tl::unexpected{rows.error()};
        streams = std::move(*rows);
        if (!streams.empty()) run = streams.front().run;
    } else {
        const auto found = session.run(query.run);
        if (!found) return tl::unexpected{found.error()};
        run = *found;
    }
    if (!run) return walk;
    walk.narrow_ = narrow(query, streams);
    if (auto fine = walk.choose_lanes(*run, streams); !fine) return tl::unexpected{fine.error()};
    return walk;
}

/// A cursor is a bound as well: who asks for what follows it need not open what lies before it.
Expected<void> Walk::choose_lanes(std::int64_t run, const std::vector<StreamRow>& streams) {
    auto& selection = narrow_.selection;
    selection.run = run;
    if (query_->after) {
        const auto wall = query_->after->wall_ns;
        if (query_->newest_first) selection.to = std::min(selection.to, wall);
        if (!query_->newest_first) selection.from = std::max(selection.from, wall);
    }
    if (selection.kinds == 0 || selection.from > selection.to || selection.seq_from > selection.seq_to) return {};
    if (narrow_.member || narrow_.boot || !narrow_.members.terms.empty()) {
        selection.streams.emplace();
        for (const auto& stream : streams) {
            if (narrow_.wants(stream)) selection.streams->push_back(stream.id);
        }
        if (selection.streams->empty()) return {};
    }
    for (const auto how : {&Walk::list_seq_blocks, &Walk::list_rumor_blocks}) {
        const auto listed = (this->*how)();
        if (!listed) return tl::unexpected{listed.error()};
        if (*listed) return {};
    }
    scan_lanes();
    return {};
}

void Walk::scan_lanes() {
    const auto& selection = narrow_.selection;
    if (!selection.streams || selection.streams->size() > lanes_max) {
        lanes_.push_back({selection});
        return;
    }
    for (const auto id : *selection.streams) {
        lanes_.push_back({selection});
        lanes_.back().selection.stream = id;
        lanes_.back().selection.streams.reset();
    }
}

/// True: the only lane are the blocks that the rumor index names.
Expected<bool> Walk::list_rumor_blocks() {
    if (!narrow_.uuid) return false;
    auto blocks = session_->blocks_of(narrow_.selection.run, *narrow_.uuid, listed_max + 1);
    if (!blocks) return tl::unexpected{blocks.error()};
    return list(std::move(*blocks));
}

/// True: the only lane are the blocks with these seqs of these few streams.
Expected<bool> Walk::list_seq_blocks() {
    const auto& selection = narrow_.selection;
    if (!selection.streams || selection.streams->size() > lanes_max || !query_->seq_from || !query_->seq_to)
        return false;
    std::vector<Block> all;
    for (const auto stream : *selection.streams) {
        auto blocks = session_->blocks_of(stream, selection.seq_from, selection.seq_to, listed_max + 1);
        if (!blocks) return tl::unexpected{blocks.error()};
        std::move(blocks->begin(), blocks->end(), std::back_inserter(all));
    }
    return list(std::move(all));
}

bool Walk::list(std::vector<Block> blocks) {
    if (blocks.size() > listed_max) return false;
    std::sort(blocks.begin(), blocks.end(), [&](const Block& a, const Block& b) {
        const auto x = key_of(a, query_->newest_first), y = key_of(b, query_->newest_first);
        return x.wall != y.wall ? earlier(x.wall, y.wall) : a.id < b.id;
    });
    Lane lane{narrow_.selection};
    lane.more = false;
    for (auto& block : blocks) {
        if (may_hold(block)) lane.ready.push_back(std::move(block));
    }
    lanes_.push_back(std::move(lane));
    return true;
}

bool Walk::may_hold(const Block& block) const {
    const auto& selection = narrow_.selection;
    const auto& streams = selection.streams;
    const auto& head = block.head;
    return (!streams || std::find(streams->begin(), streams->end(), block.stream) != streams->end()) &&
           head.last_wall >= selection.from && head.first_wall <= selection.to && head.last >= selection.seq_from &&
           head.first <= selection.seq_to && (head.kinds & selection.kinds) != 0;
}

std::int64_t Walk::clamped(std::int64_t wall) const {
    const auto& selection = narrow_.selection;
    return std::clamp(wall, selection.from, selection.to);
}

std::optional<std::int64_t> Walk::bound(const Lane& lane) const {
    if (!lane.ready.empty()) return clamped(key_of(lane.ready.front(), query_->newest_first).wall);
    if (!lane.more) return std::nullopt;
    if (lane.end) return clamped(lane.end->wall);
    return query_->newest_first ? lane.selection.to : lane.selection.from;
}

std::optional<std::int64_t> Walk::bound() const {
    std::optional<std::int64_t> best;
    for (const auto& lane : lanes_) {
        const auto wall = bound(lane);
        if (wall && (!best || earlier(*wall, *best))) best = wall;
    }
    return best;
}

Walk::Lane* Walk::front() {
    Lane* best = nullptr;
    std::optional<std::int64_t> best_wall;
    for (auto& lane : lanes_) {
        const auto wall = bound(lane);
        if (wall && (!best || earlier(*wall, *best_wall))) best = &lane, best_wall = wall;
    }
    return best;
}

Expected<void> Walk::fill(Lane& lane) {
    auto scanned = session_->scan(lane.selection, lane.end, lane.rows);
    if (!scanned) return tl::unexpected{scanned.error()};
    // Many rows at a time where few of them hit, few where each will be opened.
    const bool rare = scanned->hits.size() < lane.rows / 8;
    lane.rows = rare ? std::min(lane.rows * 4, rows_max) : std::min(lane.rows * 2, rows_hit_max);
    lane.more = scanned->end.has_value();
    if (scanned->end) lane.end = scanned->end;
    for (auto& block : scanned->hits) lane.ready.push_back(std::move(block));
    return {};
}

Expected<std::optional<Block>> Walk::next() {
    Lane* const lane = front();
    if (!lane) return std::nullopt;
    if (lane->ready.empty()) {
        if (auto fine = fill(*lane); !fine) return tl::unexpected{fine.error()};
        return std::nullopt;
    }
    auto block = std::move(lane->ready.front());
    lane->ready.pop_front();
    return block;
}

Expected<void> Walk::load(Block& block, bool ahead) {
    if (const auto known = loaded_.find(block.id); known != loaded_.end()) {
        block.data = std::move(known->second);
        loaded_.erase(known);
        return {};
    }
    std::vector<Block> together{block};
    std::size_t bytes = block.head.bytes;
    for (const auto& lane : lanes_) {
        for (const auto& next : lane.ready) {
            if (!ahead || together.size() >= ahead_ || (bytes += next.head.bytes) > ahead_bytes_max) break;
            if (!loaded_.contains(next.id)) together.push_back(next);
        }
    }
    ahead_ = std::min(ahead_ * 2, ahead_max);
    if (auto fine = session_->load(together); !fine) return fine;
    std::vector<std::int64_t> streams;
    for (const auto& each : together) streams.push_back(each.stream);
    if (auto fine = learn_names(*session_, *names_, std::move(streams)); !fine) return fine;
    block.data = std::move(together.front().data);
    for (std::size_t i = 1; i < together.size(); ++i) loaded_[together[i].id] = std::move(together[i].data);
    return {};
}

const journal::Stream& Walk::stream_of(const Block& block) const { return names_->at(block.stream); }

}  // namespace watercooler::store
