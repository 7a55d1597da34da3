#include "store/retaining.hpp"

#include <algorithm>
#include <map>

namespace watercooler::store {
namespace {

constexpr std::size_t blocks_at_once = 128;

/// What may go in one transaction.
struct Step {
    std::vector<Block> blocks;  // with their data
    std::map<std::int64_t, StreamKey> streams;
};

class Retaining {
public:
    Retaining(Engine& engine, Session& session, std::mutex& reading, const Retention& retention)
        : engine_{engine}, session_{session}, reading_{reading}, retention_{retention} {
        selection_.newest_first = false;
    }

    Expected<Retained> run() {
        for (;;) {
            auto step = look();
            if (!step) return tl::unexpected{step.error()};
            if (!step->blocks.empty()) {
                const auto mine = forget(*step);
                if (!mine) return tl::unexpected{mine.error()};
                if (!*mine) return total_;  // another Sauron is at it
            }
            if (done_) return total_;
        }
    }

private:
    /// The next blocks that are to go.
    Expected<Step> look() {
        const std::lock_guard lock{reading_};
        if (auto fine = session_.begin_read(); !fine) return tl::unexpected{fine.error()};
        auto step = look_now();
        session_.end_read();
        return step;
    }

    Expected<Step> look_now() {
        Step step;
        const auto streams = session_.streams(retention_.run, std::nullopt);
        if (!streams) return tl::unexpected{streams.error()};
        if (streams->empty()) {
            done_ = true;
            return step;
        }
        selection_.run = streams->front().run;
        std::uint64_t bytes = 0;
        for (const auto& stream : *streams) bytes += stream.bytes;
        auto scanned = session_.scan(selection_, end_, blocks_at_once);
        if (!scanned) return tl::unexpected{scanned.error()};
        for (auto& block : scanned->hits) {
            if (!is_to_go(block, bytes)) continue;
            bytes -= std::min(bytes, block.head.bytes);
            step.blocks.push_back(std::move(block));
        }
        done_ = !scanned->end || step.blocks.empty();  // the oldest come first: where none is to go, none will be
        end_ = scanned->end;
        for (const auto& block : step.blocks) {
            const auto row =
                std::find_if(streams->begin(), streams->end(), [&](const auto& s) { return s.id == block.stream; });
            if (row != streams->end()) step.streams[row->id] = {retention_.run, row->name};
        }
        if (auto fine = session_.load(step.blocks); !fine) return tl::unexpected{fine.error()};
        return step;
    }

    bool is_to_go(const Block& block, std::uint64_t bytes) const {
        return (retention_.before_ns && block.head.last_wall < *retention_.before_ns) ||
               (retention_.bytes_max && bytes > *retention_.bytes_max);
    }

    Expected<bool> forget(const Step& step) {
        auto done = engine_.begin();
        if (!done) return tl::unexpected{done.error()};
        const auto mine = engine_.may_clean_up();
        if (!mine) done = tl::unexpected{mine.error()};
        if (done && *mine) done = forget_locked(step);
        if (done) done = engine_.commit();
        if (done) return *mine;
        engine_.rollback();
        return tl::unexpected{done.error()};
    }

    Expected<void> forget_locked(const Step& step) {
        std::vector<StreamKey> keys;
        for (const auto& [id, key] : step.streams) keys.push_back(key);
        std::sort(keys.begin(), keys.end());
        auto rows = engine_.lock(keys);
        if (!rows) return tl::unexpected{rows.error()};
        Removal removal;
        removal.streams = std::move(*rows);
        for (const auto& block : step.blocks) {
            const auto row = std::find_if(removal.streams.begin(), removal.streams.end(),
                                          [&](const auto& stream) { return stream.id == block.stream; });
            // It has got more events since it was looked at: next time.
            if (row == removal.streams.end() ||
                (row->open && row->open->id == block.id && row->open->head.last != block.head.last)) {
                continue;
            }
            take(*row, block, removal);
        }
        return engine_.remove(removal);
    }

    void take(StreamRow& row, const Block& block, Removal& removal) {
        removal.blocks.push_back(block.id);
        if (const auto digested = digest(block.data)) {
            for (const auto& uuid : digested->uuids) removal.refs.push_back({row.run, uuid, block.id});
        }
        row.events -= std::min(row.events, block.head.events);
        row.bytes -= std::min(row.bytes, block.head.bytes);
        if (row.open_block == block.id) {
            row.open_block = 0;
            row.open.reset();
        }
        total_.blocks += 1;
        total_.events += block.head.events;
        total_.bytes += block.head.bytes;
    }

    Engine& engine_;
    Session& session_;
    std::mutex& reading_;
    const Retention& retention_;
    Selection selection_;
    std::optional<BlockKey> end_;
    bool done_ = false;
    Retained total_;
};

}  // namespace

Expected<Retained> retain(Engine& engine, Session& session, std::mutex& reading, const Retention& retention) {
    return Retaining{engine, session, reading, retention}.run();
}

}  // namespace watercooler::store
