#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>
#include <watercooler/bytes.hpp>
#include <watercooler/event.hpp>

#include "filter/filter.hpp"
#include "journal/journal.hpp"
#include "json/event.hpp"

/// Where events are kept. One interface, two engines (SQLite, PostgreSQL), one conformance suite.
///
/// A *stream* is (club, member, boot): its events are numbered 1, 2, 3 … A *run* is a set of streams: `live`, or the
/// name of an imported recording. An event is stored at most once: what is not newer than its stream's watermark is a
/// duplicate. What never came stays visible as a gap.
namespace watercooler::store {

/// What did not go as asked. Nothing is thrown; nothing is half stored.
///
/// Codes: WC-STORE-ADDRESS (neither sqlite:PATH nor postgresql://…), WC-STORE-TAKEN (another Sauron has the file),
///        WC-STORE-NEWER (made by a newer Sauron), WC-STORE-FOREIGN (not a store of ours), WC-STORE-OPEN (cannot be
///        opened or made), WC-STORE-DAMAGED, WC-STORE-DISK (full), WC-STORE-BUSY (another program holds it locked),
///        WC-STORE-MOVED (another file or database is in its place), WC-STORE-SLOW (no answer in time),
///        WC-STORE-AWAY (the server cannot be reached; try again), WC-STORE-QUERY (a question out of its bounds),
///        WC-STORE-EXISTS (the backup's file is there already), WC-STORE-IO (anything else).
struct Error {
    std::string code;     ///< stable word
    std::string message;  ///< what happened and why, one sentence without a full stop
    std::string hint;     ///< what to do about it; may be empty
    friend bool operator==(const Error&, const Error&) = default;
};
template <class T>
using Expected = tl::expected<T, Error>;

inline constexpr std::string_view live_run = "live";
inline constexpr std::size_t page_limit_max = 20'000;
inline constexpr std::size_t buckets_max = 10'000;

/// Consecutive events of one stream, as they came.
struct Batch {
    std::string run{live_run};
    journal::Stream stream;
    std::string about{};  ///< JSON of the eye's hello; empty: keep what is known
    Buffer events;        ///< one journal batch (or several without a gap), at most journal::batch_bytes_max
};
/// What became of one batch.
struct Accepted {
    Sequence durable{};  ///< all up to here is in the store, or is a gap: what an eye is told; 0 when refused
    std::uint64_t stored = 0, duplicates = 0;
    std::string refused{};  ///< why nothing of it was taken; empty: it was
    EventCounters kinds{};  ///< of those that were stored
    friend bool operator==(const Accepted&, const Accepted&) = default;
};

struct StreamInfo {
    std::uint64_t id = 0;
    std::string run;
    journal::Stream stream;
    Sequence first{}, last{};            ///< first = oldest that is kept; last + 1 when retention left none
    std::uint64_t events = 0, lost = 0;  ///< kept now; never came (the sum of all gaps)
    std::uint64_t bytes = 0;             ///< of the kept events, as stored
    std::int64_t first_wall_ns = 0, last_wall_ns = 0;
    std::string about;
    std::vector<std::pair<Sequence, Sequence>> gaps{};  ///< first and last missing, ascending; the latest 1000
    friend bool operator==(const StreamInfo&, const StreamInfo&) = default;
};

/// The place of an event in the order of all: wall time, then stream, then seq. Stays true while events come in.
struct Position {
    std::int64_t wall_ns = 0;
    std::uint64_t stream = 0;
    Sequence seq{};
    friend auto operator<=>(const Position&, const Position&) = default;
};
/// `1700000000000000000.12.345`: the API's cursor.
std::string to_text(const Position& position);
std::optional<Position> parse_position(std::string_view text);

/// Which events, in which order. All that is given must hold.
struct Query {
    std::string run{live_run};
    filter::Filter filter{};
    std::optional<std::string> member{};  ///< exactly
    std::optional<BootId> boot{};
    std::optional<Sequence> seq_from{}, seq_to{};    ///< both included
    std::optional<std::int64_t> from_ns{}, to_ns{};  ///< wall time, both included
    bool newest_first = true;
    std::optional<Position> after{};  ///< only what follows it in the asked order
    std::size_t limit = 100;          ///< 1 to page_limit_max
    std::chrono::milliseconds budget{150};
};
struct Found {
    json::EventRecord record;  ///< with its wall time
    Position position;
    friend bool operator==(const Found&, const Found&) = default;
};
/// The events of one rumor, and the place of each.
struct RumorEvents {
    std::vector<json::EventRecord> records;
    std::vector<Position> positions;
    friend bool operator==(const RumorEvents&, const RumorEvents&) = default;
};
/// One page. When the budget was used up it holds what was found until then, `complete` is false and `next` says where
/// to go on, even if nothing was found. No `next`: that was all.
struct Page {
    std::vector<Found> events;
    std::optional<Position> next;
    bool complete = true;
    std::uint64_t unreadable = 0;  ///< events in damaged blocks, which were passed over
};
struct Count {
    std::uint64_t events = 0;
    bool exact = true;  ///< false: the budget was used up (or something is damaged); there are at least so many
    friend bool operator==(const Count&, const Count&) = default;
};
struct Bucket {
    std::int64_t start_ns = 0;  ///< a multiple of the bucket's length
    EventCounters kinds{};
    friend bool operator==(const Bucket&, const Bucket&) = default;
};
struct Histogram {
    std::vector<Bucket> buckets;  ///< ascending; those without events are left out
    bool exact = true;
};
/// A place in a stream: that event, or the next one that is there.
struct Place {
    std::uint64_t stream = 0;  ///< its id
    Sequence from{};
};
/// A part of a stream as it is stored.
struct Piece {
    std::size_t place = 0;  ///< which of the places it belongs to
    Buffer batches;         ///< journal batches, back to back; the first may begin before the place
    Sequence last{};        ///< of them
};
/// One rumor, by what the store has seen of it.
struct RumorRow {
    Uuid uuid;
    std::string origin, key;
    std::optional<Version> version{};
    std::string value{};
    std::int64_t born_ns = 0;  ///< wall time of its birth, or of the first that was seen of it
    bool born = false;         ///< the birth itself is (or was) in the store
    friend bool operator==(const RumorRow&, const RumorRow&) = default;
};

using Visitor = std::function<void(const journal::Stream& stream, const journal::Stamped& event)>;

/// What to forget: whole blocks (some 256 events of one stream), oldest first.
struct Retention {
    std::string run{live_run};
    std::optional<std::int64_t> before_ns{};   ///< blocks whose events are all older than this wall time
    std::optional<std::uint64_t> bytes_max{};  ///< of the run's events as stored; indexes are not counted
};
struct Retained {
    std::uint64_t blocks = 0, events = 0, bytes = 0;  ///< forgotten
};
struct Health {
    std::string engine, where;  ///< `sqlite` or `postgresql`; without any password
    int schema_version = 0;
    std::uint64_t streams = 0, blocks = 0, events = 0;
    std::uint64_t event_bytes = 0;  ///< of all runs, as stored
    std::uint64_t disk_bytes = 0;   ///< what the engine says it takes, indexes and free pages included
};

/// Any thread may call; writers wait for each other; two may read at once, others wait for them; readers never wait
/// for writers.
class Store {
public:
    virtual ~Store() = default;

    /// One transaction for all of them, durable when it returns. A batch that makes no sense is refused on its own.
    /// Errors: nothing of any batch is stored.
    virtual Expected<std::vector<Accepted>> append(std::span<const Batch> batches) = 0;
    /// The last seq that is stored; 0: none.
    virtual Expected<Sequence> watermark(const std::string& run, const journal::Stream& stream) = 0;

    virtual Expected<std::vector<std::string>> runs() = 0;
    virtual Expected<std::vector<StreamInfo>> streams(const std::string& run) = 0;

    virtual Expected<Page> search(const Query& query) = 0;
    /// `limit`, `after` and the order do not matter.
    virtual Expected<Count> count(const Query& query) = 0;
    /// Count per bucket and kind. Errors: WC-STORE-QUERY when it would have more than buckets_max.
    virtual Expected<Histogram> histogram(const Query& query, std::int64_t bucket_ns) = 0;
    /// Hands on each event that is asked for, once: block by block, the oldest first, so of each stream in the order of
    /// seq unless its clock went back. `take` must not ask the store. `limit`, `after` and the order do not matter.
    /// False: the budget was used up, or something is damaged.
    virtual Expected<bool> visit(const Query& query, const Visitor& take) = 0;
    /// Every event that carries this uuid, in the order of (wall, stream, seq). At most a million. Never null.
    virtual Expected<std::shared_ptr<const RumorEvents>> rumor(const std::string& run, const Uuid& uuid) = 0;
    /// What lies at each place and behind it, at most `most` pieces of each: for whoever goes through whole streams. In
    /// the order of the places, then of seq; a place with nothing behind it has none.
    virtual Expected<std::vector<Piece>> pieces(std::span<const Place> places, std::size_t most) = 0;
    /// Newest first. `uuid_prefix`: hexadecimal digits, with or without dashes; empty: all.
    virtual Expected<std::vector<RumorRow>> rumors(const std::string& run, std::string_view uuid_prefix,
                                                   std::size_t limit) = 0;

    virtual Expected<Retained> retain(const Retention& retention) = 0;
    /// Makes a SQLite file that `open` gives the same answers from; events go on coming in meanwhile.
    /// Errors: WC-STORE-EXISTS; else no file is left.
    virtual Expected<void> backup(const std::string& path) = 0;
    /// Whether other Saurons may write to it as well.
    virtual bool shared() const = 0;
    virtual Expected<Health> health() = 0;
    /// Forgets a whole run. Fine if there is none.
    virtual Expected<void> drop(const std::string& run) = 0;
};

/// What an acknowledged event survives, in SQLite: the death of the process, or a power cut as well (an fsync each).
enum class Durable { process_crash, power_cut };

struct OpenOptions {
    Durable durable = Durable::power_cut;
    std::chrono::milliseconds patience{2000};  ///< with a lock that another program holds
};

/// `sqlite:PATH` or `postgresql://…`. Makes what is missing and migrates what is older.
Expected<std::unique_ptr<Store>> open(const std::string& where, const OpenOptions& options = {});

}  // namespace watercooler::store
