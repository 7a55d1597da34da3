#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "store/appending.hpp"
#include "store/files.hpp"
#include "store/retaining.hpp"
#include "store/rumor_events.hpp"
#include "store/walk.hpp"

namespace watercooler::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A moment of the store, for as long as it lives.
class Reading {
public:
    static Expected<Reading> begin(Session& session) {
        if (auto fine = session.begin_read(); !fine) return tl::unexpected{fine.error()};
        return Reading{session};
    }
    Reading(Reading&& other) noexcept : session_{std::exchange(other.session_, nullptr)} {}
    Reading& operator=(Reading&&) = delete;
    ~Reading() {
        if (session_) session_->end_read();
    }

private:
    explicit Reading(Session& session) : session_{&session} {}
    Session* session_;
};

/// The first so many events in the asked order, of all that were offered.
class Best {
    struct Slot {
        const journal::Stream* stream = nullptr;
        journal::Stamped stamped{};
    };
    struct Placed {
        Position position;
        std::size_t at;  // of events_, which are too large to be moved about
    };
    auto order() const {
        return [this](const Placed& a, const Placed& b) { return before(a.position, b.position); };
    }

public:
    Best(const Query& query, std::size_t most) : newest_first_{query.newest_first}, after_{query.after}, most_{most} {}

    bool before(const Position& a, const Position& b) const { return newest_first_ ? a > b : a < b; }
    bool before(std::int64_t a, std::int64_t b) const { return newest_first_ ? a > b : a < b; }
    bool wants(const Position& position) const {
        if (after_ && !before(*after_, position)) return false;
        return heap_.size() < most_ || before(position, heap_.front().position);
    }
    /// Its strings are exchanged for those of an event that is not among them any more.
    void add(const Position& position, const journal::Stream& stream, journal::Stamped& stamped) {
        auto at = events_.size();
        if (heap_.size() == most_) {
            std::pop_heap(heap_.begin(), heap_.end(), order());
            at = heap_.back().at;
            heap_.pop_back();
        } else {
            events_.emplace_back();
        }
        events_[at].stream = &stream;
        std::swap(events_[at].stamped, stamped);
        heap_.push_back({position, at});
        std::push_heap(heap_.begin(), heap_.end(), order());
    }
    /// Nothing that lies at or behind `bound` can be among them any more.
    bool settled(std::int64_t bound) const {
        return heap_.size() == most_ && before(heap_.front().position.wall_ns, bound);
    }
    std::vector<Found> take() {
        std::sort(heap_.begin(), heap_.end(), order());
        std::vector<Found> found;
        found.reserve(heap_.size());
        for (const auto& [position, at] : heap_) {
            auto& [stream, stamped] = events_[at];
            found.push_back({{std::move(stamped.event),
                              {stream->club, stream->member, stream->boot, json::WallTime{stamped.wall_time_ns}}},
                             position});
        }
        return found;
    }

private:
    bool newest_first_;
    std::optional<Position> after_;
    std::size_t most_;
    std::vector<Placed> heap_;  // the last in order is its front
    std::vector<Slot> events_;
};

/// Calls `with` for each event of the block that is asked for, and its stream. False: the block is damaged.
template <class With>
bool read_block(const Walk& walk, const Block& block, journal::Stamped& stamped, const With& with) {
    const auto& stream = walk.stream_of(block);
    const auto& asked = walk.what().selection;
    journal::Reader reader{{}};
    std::uint64_t events = 0;
    for (Bytes rest = block.data; !rest.empty();) {
        const auto batch = journal::extent(rest);
        if (!batch) return false;
        events += batch->count;
        if (batch->last >= asked.seq_from && batch->first <= asked.seq_to) {
            for (reader.restart(rest.first(batch->bytes)); reader.next(stamped);)
                if (walk.what().wants(stamped, stream.member)) with(stream, stamped);
            if (reader.error()) return false;
        }
        rest = rest.subspan(batch->bytes);
    }
    return events == block.head.events;
}

/// Before everything, or behind it, that has this wall time: where a page goes on when it ended without an event.
Position edge(std::int64_t wall, bool newest_first) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    return newest_first ? Position{wall, most, {most}} : Position{wall, 0, {0}};
}

/// What lies before `bound`, at most `limit`.
void cut_page(Page& page, const Query& query, std::int64_t bound) {
    const auto in = [&](const Found& f) {
        return query.newest_first ? f.position.wall_ns > bound : f.position.wall_ns < bound;
    };
    page.events.erase(std::partition_point(page.events.begin(), page.events.end(), in), page.events.end());
    if (page.events.size() > query.limit) return;
    page.complete = false;
    page.next = edge(bound, query.newest_first);
}

Expected<Page> search_in(Walk& walk, const Query& query) {
    const auto deadline = SteadyClock::now() + query.budget;
    const auto start = walk.bound();
    Best best{query, query.limit + 1};  // one more, to know whether there is another page
    Page page;
    journal::Stamped stamped;
    std::optional<std::int64_t> bound;
    bool in_time = true;
    for (bound = start; bound && !best.settled(*bound); bound = walk.bound()) {
        in_time = bound == start || SteadyClock::now() < deadline;  // every page gets on by something
        if (!in_time) break;
        auto block = walk.next();
        if (!block) return tl::unexpected{block.error()};
        if (!*block) continue;
        if (auto fine = walk.load(**block, true); !fine) return tl::unexpected{fine.error()};
        const bool whole =
            read_block(walk, **block, stamped, [&](const journal::Stream& stream, journal::Stamped& event) {
                const Position position{event.wall_time_ns, static_cast<std::uint64_t>((*block)->stream),
                                        event.event.seq};
                if (best.wants(position)) best.add(position, stream, event);
            });
        if (!whole) page.unreadable += (*block)->head.events;
    }
    page.events = best.take();
    if (!in_time) cut_page(page, query, *bound);
    if (page.events.size() > query.limit) {
        page.events.resize(query.limit);
        page.next = page.events.back().position;
    }
    return page;
}

/// Goes through all that is asked for: `whole` is called for blocks whose counts say it all, `event` for events of the
/// others. Nothing left out, or false.
template <class Whole, class One>
Expected<bool> tally(Walk& walk, const Query& query, const Whole& whole, const One& one) {
    const auto deadline = SteadyClock::now() + query.budget;
    journal::Stamped stamped;
    bool exact = true;
    while (walk.bound()) {
        if (SteadyClock::now() >= deadline) return false;
        auto block = walk.next();
        if (!block) return tl::unexpected{block.error()};
        if (!*block) continue;
        if (walk.what().whole((*block)->head) && whole((*block)->head)) continue;
        if (auto fine = walk.load(**block, !walk.what().rest.terms.empty()); !fine) return tl::unexpected{fine.error()};
        exact &= read_block(walk, **block, stamped, one);
    }
    return exact;
}

std::int64_t bucket_of(std::int64_t wall, std::int64_t length) { return wall / length - (wall % length < 0 ? 1 : 0); }

/// A search's bounds, checked once.
Expected<void> check(const Query& query) {
    if (query.limit == 0 || query.limit > page_limit_max) {
        return failed("WC-STORE-QUERY", "a page has 1 to " + std::to_string(page_limit_max) + " events",
                      "ask for fewer, and follow the cursor");
    }
    return {};
}

Query everything_of(const Query& query) {
    auto all = query;
    all.after.reset();
    return all;
}

StreamInfo info_of(StreamRow row, const std::string& run) {
    return {.id = static_cast<std::uint64_t>(row.id),
            .run = run,
            .stream = std::move(row.name),
            .first = row.first,
            .last = row.last,
            .events = row.events,
            .lost = row.lost,
            .bytes = row.bytes,
            .first_wall_ns = row.first_wall,
            .last_wall_ns = row.last_wall,
            .about = std::move(row.about)};
}
constexpr std::size_t gaps_shown_max = 1000;
constexpr std::size_t tellings_bytes_max = 16 * 1024 * 1024;

class BlockStore : public Store {
public:
    /// Where one thread at a time reads.
    struct Desk {
        std::unique_ptr<Session> session{};
        Names names{};
        std::mutex mutex{};
    };
    using Desks = std::array<Desk, 2>;  // one for who goes through everything, one for who looks something up

    BlockStore(std::unique_ptr<Engine> engine, std::array<std::unique_ptr<Session>, 2> sessions)
        : engine_{std::move(engine)} {
        for (std::size_t at = 0; at < desks_.size(); ++at) desks_[at].session = std::move(sessions[at]);
    }

    Expected<std::vector<Accepted>> append(std::span<const Batch> batches) override {
        const std::lock_guard lock{writing_};
        return store::append(*engine_, known_, batches);
    }

    Expected<Sequence> watermark(const std::string& run, const journal::Stream& stream) override {
        return read([&](Desk& desk) -> Expected<Sequence> {
            const auto row = desk.session->stream({run, stream});
            if (!row) return tl::unexpected{row.error()};
            return *row ? (*row)->last : Sequence{};
        });
    }

    Expected<std::vector<std::string>> runs() override {
        return read([&](Desk& desk) -> Expected<std::vector<std::string>> {
            auto names = desk.session->runs();
            if (names) std::sort(names->begin(), names->end());
            return names;
        });
    }

    Expected<std::vector<StreamInfo>> streams(const std::string& run) override {
        return read([&](Desk& desk) { return streams_of(desk, run); });
    }

    Expected<Page> search(const Query& query) override {
        if (auto fine = check(query); !fine) return tl::unexpected{fine.error()};
        return read([&](Desk& desk) -> Expected<Page> {
            auto walk = Walk::begin(*desk.session, desk.names, query);
            if (!walk) return tl::unexpected{walk.error()};
            return search_in(*walk, query);
        });
    }

    Expected<Count> count(const Query& asked) override {
        const auto query = everything_of(asked);
        return read([&](Desk& desk) -> Expected<Count> {
            auto walk = Walk::begin(*desk.session, desk.names, query);
            if (!walk) return tl::unexpected{walk.error()};
            Count count;
            const auto exact = tally(
                *walk, query,
                [&](const Head& head) {
                    for_asked_kinds(*walk, head, [&](std::size_t, std::uint64_t events) { count.events += events; });
                    return true;
                },
                [&](const journal::Stream&, const journal::Stamped&) { ++count.events; });
            if (!exact) return tl::unexpected{exact.error()};
            count.exact = *exact;
            return count;
        });
    }

    Expected<Histogram> histogram(const Query& asked, std::int64_t bucket_ns) override {
        if (bucket_ns <= 0) return failed("WC-STORE-QUERY", "a bucket has a length");
        const auto query = everything_of(asked);
        return read([&](Desk& desk) -> Expected<Histogram> {
            auto walk = Walk::begin(*desk.session, desk.names, query);
            if (!walk) return tl::unexpected{walk.error()};
            return histogram_of(*walk, query, bucket_ns);
        });
    }

    Expected<bool> visit(const Query& asked, const Visitor& take) override {
        auto query = everything_of(asked);
        query.newest_first = false;
        return read([&](Desk& desk) -> Expected<bool> {
            auto walk = Walk::begin(*desk.session, desk.names, query);
            if (!walk) return tl::unexpected{walk.error()};
            return tally(*walk, query, [](const Head&) { return false; }, take);
        });
    }

    Expected<std::vector<Piece>> pieces(std::span<const Place> places, std::size_t most) override {
        return read([&](Desk& desk) -> Expected<std::vector<Piece>> {
            std::vector<Piece> pieces;
            const auto read = desk.session->each_from(places, most, [&](std::size_t place, Sequence last, Bytes data) {
                pieces.push_back({place, {data.begin(), data.end()}, last});
            });
            if (!read) return tl::unexpected{read.error()};
            std::ranges::sort(pieces, {}, [](const Piece& piece) { return std::pair{piece.place, piece.last}; });
            return pieces;
        });
    }

    Expected<std::shared_ptr<const RumorEvents>> rumor(const std::string& run, const Uuid& uuid) override {
        return read([&](Desk& desk) -> Expected<std::shared_ptr<const RumorEvents>> {
            const auto id = desk.session->run(run);
            if (!id) return tl::unexpected{id.error()};
            if (!*id) return std::make_shared<const RumorEvents>();
            return rumor_events(*desk.session, desk.names, tellings_, **id, uuid);
        });
    }

    Expected<std::vector<RumorRow>> rumors(const std::string& run, std::string_view uuid_prefix,
                                           std::size_t limit) override {
        const auto range = filter::uuid_range(uuid_prefix);
        if (!range) return failed("WC-STORE-QUERY", "no uuid begins so", "give up to 32 hexadecimal digits");
        return read([&](Desk& desk) -> Expected<std::vector<RumorRow>> {
            const auto id = desk.session->run(run);
            if (!id) return tl::unexpected{id.error()};
            if (!*id) return std::vector<RumorRow>{};
            return desk.session->rumors(**id, *range, std::min(limit, page_limit_max));
        });
    }

    Expected<Retained> retain(const Retention& retention) override {
        const std::lock_guard lock{writing_};
        known_.clear();  // what is forgotten is news when it comes again
        return store::retain(*engine_, *desks_.front().session, desks_.front().mutex, retention);
    }

    Expected<void> backup(const std::string& path) override {
        return make_file(path, [&](const std::string& beside) { return engine_->copy_to(beside); });
    }

    bool shared() const override { return engine_->shared(); }

    Expected<Health> health() override {
        return read([&](Desk& desk) -> Expected<Health> {
            const auto totals = desk.session->totals();
            if (!totals) return tl::unexpected{totals.error()};
            const auto [engine, where] = engine_->who();
            return Health{.engine = engine,
                          .where = where,
                          .schema_version = totals->schema_version,
                          .streams = totals->streams,
                          .blocks = totals->blocks,
                          .events = totals->events,
                          .event_bytes = totals->event_bytes,
                          .disk_bytes = totals->disk_bytes};
        });
    }

    Expected<void> drop(const std::string& run) override {
        const std::lock_guard lock{writing_};
        const auto id = read([&](Desk& desk) { return desk.session->run(run); });
        if (!id) return tl::unexpected{id.error()};
        if (!*id) return {};
        known_.clear();
        auto done = engine_->begin();
        if (done) done = engine_->drop(**id);
        if (done) done = engine_->commit();
        if (!done) engine_->rollback();
        return done;
    }

private:
    /// By whichever session is free; when all are at work, by each in turn.
    template <class What>
    auto read(const What& what) -> decltype(what(std::declval<Desk&>())) {
        for (auto& desk : desks_)
            if (const std::unique_lock lock{desk.mutex, std::try_to_lock}) return read_at(desk, what);
        auto& desk = desks_[turn_++ % desks_.size()];
        const std::lock_guard lock{desk.mutex};
        return read_at(desk, what);
    }
    template <class What>
    static auto read_at(Desk& desk, const What& what) -> decltype(what(desk)) {
        const auto moment = Reading::begin(*desk.session);
        if (!moment) return tl::unexpected{moment.error()};
        return what(desk);
    }

    Expected<std::vector<StreamInfo>> streams_of(Desk& desk, const std::string& run) {
        auto rows = desk.session->streams(run, std::nullopt);
        if (!rows) return tl::unexpected{rows.error()};
        if (rows->empty()) return std::vector<StreamInfo>{};
        const auto gaps = desk.session->gaps(rows->front().run);
        if (!gaps) return tl::unexpected{gaps.error()};
        std::map<std::int64_t, std::vector<std::pair<Sequence, Sequence>>> by_stream;
        for (const auto& gap : *gaps) {
            auto& list = by_stream[gap.stream];
            if (list.size() < gaps_shown_max) list.emplace_back(gap.first, gap.last);
        }
        std::vector<StreamInfo> infos;
        for (auto& row : *rows) {
            auto& list = by_stream[row.id];
            std::reverse(list.begin(), list.end());
            infos.push_back(info_of(std::move(row), run));
            infos.back().gaps = std::move(list);
        }
        return infos;
    }

    template <class With>
    static void for_asked_kinds(const Walk& walk, const Head& head, const With& with) {
        for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
            const bool asked = (walk.what().selection.kinds >> kind & 1) != 0;
            if (asked && head.counts[kind] != 0) with(kind, head.counts[kind]);
        }
    }

    static Expected<Histogram> histogram_of(Walk& walk, const Query& query, std::int64_t length) {
        std::map<std::int64_t, EventCounters> buckets;
        const auto exact = tally(
            walk, query,
            [&](const Head& head) {
                const auto bucket = bucket_of(head.first_wall, length);
                if (bucket != bucket_of(head.last_wall, length)) return false;
                for_asked_kinds(walk, head, [&](std::size_t kind, std::uint64_t n) { buckets[bucket][kind] += n; });
                return true;
            },
            [&](const journal::Stream&, const journal::Stamped& stamped) {
                if (buckets.size() > buckets_max) return;
                ++buckets[bucket_of(stamped.wall_time_ns, length)][static_cast<std::size_t>(stamped.event.kind)];
            });
        if (!exact) return tl::unexpected{exact.error()};
        if (buckets.size() > buckets_max) {
            return failed("WC-STORE-QUERY", "that would be more than " + std::to_string(buckets_max) + " buckets",
                          "ask for longer buckets, or a shorter time");
        }
        Histogram result;
        result.exact = *exact;
        for (const auto& [bucket, kinds] : buckets) result.buckets.push_back({bucket * length, kinds});
        return result;
    }

    std::unique_ptr<Engine> engine_;
    std::mutex writing_;  // before that of a desk, when both are needed
    KnownRumors known_;
    Tellings tellings_{tellings_bytes_max};
    Desks desks_;  // they go before the engine
    std::atomic<std::size_t> turn_ = 0;
};

}  // namespace

Expected<std::unique_ptr<Store>> make_block_store(std::unique_ptr<Engine> engine) {
    std::array<std::unique_ptr<Session>, 2> sessions;
    for (auto& session : sessions) {
        auto opened = engine->session();
        if (!opened) return tl::unexpected{opened.error()};
        session = std::move(*opened);
    }
    return std::make_unique<BlockStore>(std::move(engine), std::move(sessions));
}

}  // namespace watercooler::store
