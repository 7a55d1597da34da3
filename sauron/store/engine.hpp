#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/block.hpp"

namespace watercooler::store {

/// A stream as it lies in the tables.
struct StreamRow {
    std::int64_t id = 0, run = 0;
    journal::Stream name{};
    std::string about{};
    Sequence first{}, last{};  // first: oldest that is kept; last + 1 when none is. last: the watermark
    std::uint64_t events = 0, lost = 0, bytes = 0;
    std::int64_t first_wall = 0, last_wall = 0;
    std::int64_t open_block = 0;  // takes the next batch if it is small; 0: none
    std::optional<Block> open{};  // that block without its data; only from lock()
};
/// A stream by its name in its run.
struct StreamKey {
    std::string run;
    journal::Stream stream;
    friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};
struct GapRow {
    std::int64_t stream = 0;
    Sequence first{}, last{};
};
/// A block that has events of a rumor.
struct RumorRef {
    std::int64_t run = 0;
    Uuid uuid;
    std::int64_t block = 0;
};
struct RunRumor {
    std::int64_t run = 0;
    RumorRow row;
};

/// Everything that one append changes.
struct Changes {
    std::vector<Block> fresh;  // new blocks
    std::vector<Block> grown;  // blocks that are there: the new head, and the data that comes behind the old
    std::vector<StreamRow> streams;
    std::vector<GapRow> gaps;
    std::vector<RumorRef> refs;    // may be known already
    std::vector<RunRumor> rumors;  // a birth is better than none, then the earlier one wins
};
/// Everything that one step of the retention takes away.
struct Removal {
    std::vector<std::int64_t> blocks;
    std::vector<RumorRef> refs;      // of these blocks; rumors that have none left go with them
    std::vector<StreamRow> streams;  // what is left of each; `first` is for the engine to find out
};

/// Which blocks may hold what a question asks for.
struct Selection {
    /// At least one of these is among the block's words (or packets), or the block is excused.
    struct Needles {
        std::vector<std::string> any;
        std::vector<std::int64_t> excused_streams{};
        std::uint64_t excused_kinds = 0;
    };
    std::int64_t run = 0;
    std::optional<std::int64_t> stream{};                // only this one
    std::optional<std::vector<std::int64_t>> streams{};  // only these
    std::int64_t from = std::numeric_limits<std::int64_t>::min(), to = std::numeric_limits<std::int64_t>::max();
    Sequence seq_from{0}, seq_to{std::numeric_limits<std::int64_t>::max()};
    std::uint64_t kinds = ~std::uint64_t{0};
    std::vector<Needles> words{}, packets{};
    bool newest_first = true;
};
/// The order of blocks: by their latest event when the newest come first, else by their earliest; then by id.
struct BlockKey {
    std::int64_t wall = 0, id = 0;
};
inline BlockKey key_of(const Block& block, bool newest_first) {
    return {newest_first ? block.head.last_wall : block.head.first_wall, block.id};
}
/// A block as its data is asked for.
struct BlockRef {
    std::int64_t id = 0, stream = 0;
    std::uint64_t bytes = 0;
    friend bool operator==(const BlockRef&, const BlockRef&) = default;
};
struct Scanned {
    std::vector<Block> hits;      // without data, words and packets; in order
    std::optional<BlockKey> end;  // the last one that was looked at; nothing: there are no more
};

struct Totals {
    int schema_version = 0;
    std::uint64_t streams = 0, blocks = 0, events = 0, event_bytes = 0, disk_bytes = 0;
};

/// Reads a database. From begin_read() to end_read() everything is seen as of one moment. The caller keeps a session to
/// one thread at a time; there may be several, and none waits for another or for the writer.
class Session {
public:
    virtual ~Session() = default;

    virtual Expected<void> begin_read() = 0;
    virtual void end_read() = 0;
    virtual Expected<std::vector<std::string>> runs() = 0;
    /// The id of a run; nothing: there is none of that name.
    virtual Expected<std::optional<std::int64_t>> run(const std::string& name) = 0;
    virtual Expected<std::vector<StreamRow>> streams(const std::string& run,
                                                     const std::optional<std::string>& member) = 0;
    virtual Expected<std::vector<StreamRow>> streams_by_id(std::span<const std::int64_t> ids) = 0;
    virtual Expected<std::optional<StreamRow>> stream(const StreamKey& key) = 0;
    /// By stream, then latest first.
    virtual Expected<std::vector<GapRow>> gaps(std::int64_t run) = 0;
    /// Looks at up to `rows` blocks behind `after`.
    virtual Expected<Scanned> scan(const Selection& selection, const std::optional<BlockKey>& after,
                                   std::size_t rows) = 0;
    /// The data of each, in no order; `at`: its place among them. It is good until `with` returns.
    virtual Expected<void> each_data(std::span<const BlockRef> blocks,
                                     const std::function<void(std::size_t at, Bytes data)>& with) = 0;
    /// Fills in the data.
    Expected<void> load(std::span<Block> blocks) {
        std::vector<BlockRef> refs;
        for (const auto& block : blocks) refs.push_back({block.id, block.stream, block.head.bytes});
        return each_data(refs, [&](std::size_t at, Bytes data) { blocks[at].data = {data.begin(), data.end()}; });
    }
    /// Blocks, as scan() gives them, that have events of rumors in this range: each once, at most `most`, in no order.
    virtual Expected<std::vector<Block>> blocks_of(std::int64_t run, const filter::UuidRange& range,
                                                   std::size_t most) = 0;
    /// The stream's blocks that have a seq of this range, at most `most`, in no order.
    virtual Expected<std::vector<Block>> blocks_of(std::int64_t stream, Sequence first, Sequence last,
                                                   std::size_t most) = 0;
    /// All blocks that have events of the rumor, by id.
    virtual Expected<std::vector<BlockRef>> blocks_of(std::int64_t run, const Uuid& uuid) = 0;
    /// The stream's blocks from each place on, at most `most` of each, in no order. `data` is good until `with`
    /// returns.
    using WithPiece = std::function<void(std::size_t place, Sequence last, Bytes data)>;
    virtual Expected<void> each_from(std::span<const Place> places, std::size_t most, const WithPiece& with) = 0;
    virtual Expected<std::vector<RumorRow>> rumors(std::int64_t run, const filter::UuidRange& range,
                                                   std::size_t limit) = 0;
    virtual Expected<Totals> totals() = 0;
};

/// What a database must do. It knows rows and bytes; what they mean is said in block_store.cpp, once for all engines.
/// What writes is called by one thread at a time.
class Engine {
public:
    virtual ~Engine() = default;

    // Writing. After an error: rollback().
    virtual Expected<void> begin() = 0;
    virtual Expected<void> commit() = 0;
    virtual void rollback() = 0;
    /// Makes the streams that are missing, and keeps every other writer from them until the end of the transaction.
    /// `keys` ascend, each once; the answer is in their order.
    virtual Expected<std::vector<StreamRow>> lock(std::span<const StreamKey> keys) = 0;
    virtual Expected<std::int64_t> new_block_id() = 0;
    virtual Expected<void> put(const Changes& changes) = 0;
    virtual Expected<void> remove(const Removal& removal) = 0;
    virtual Expected<void> drop(std::int64_t run) = 0;
    /// Of all writers on this store, one may clean up at a time. False: somebody else does. Ends with the transaction.
    virtual Expected<bool> may_clean_up() = 0;

    /// Another one to read by. Good for as long as the engine.
    virtual Expected<std::unique_ptr<Session>> session() = 0;
    /// Makes a SQLite file with all that is here. `path` is not there yet; what is there after an error is rubbish.
    virtual Expected<void> copy_to(const std::string& path) = 0;
    virtual bool shared() const = 0;
    /// `sqlite` or `postgresql`, and where, without passwords.
    virtual std::pair<std::string, std::string> who() const = 0;
};

/// How blocks become a Store.
Expected<std::unique_ptr<Store>> make_block_store(std::unique_ptr<Engine> engine);

Expected<std::unique_ptr<Engine>> open_sqlite(const std::string& path, const OpenOptions& options);
Expected<std::unique_ptr<Engine>> open_postgres(const std::string& address, const OpenOptions& options);

inline tl::unexpected<Error> failed(std::string code, std::string message, std::string hint = {}) {
    return tl::unexpected{Error{std::move(code), std::move(message), std::move(hint)}};
}

}  // namespace watercooler::store
