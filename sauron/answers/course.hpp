#pragma once

// How a run went, in figures that stand beside those of another one.
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "answers/events.hpp"
#include "answers/lifeline.hpp"
#include "answers/rates.hpp"

namespace watercooler::answers {

/// Of something that many have in common: at most `k / parts` of them have less than the k-th value.
struct Quantiles {
    static constexpr std::size_t parts = 20;  // so one for each five percent, and one for the least
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
    std::array<std::int64_t, parts + 1> values{};

    /// Of so many, of which only some have a value: `sorted` is ascending. The others never had one.
    static Quantiles of(const std::vector<std::int64_t>& sorted, std::size_t count);
    std::int64_t at_percent(std::size_t percent) const { return values[percent * parts / 100]; }
    friend bool operator==(const Quantiles&, const Quantiles&) = default;
};

/// Somebody made an update known, or learned of one.
struct Telling {
    Ref cite;
    std::int64_t time_ns = 0;
    bool born = false;
    std::string origin, key, value;  // value: of a birth, its first `value_bytes_max` bytes
    Version version{};
    std::string from;  // of who learned it
    Uuid uuid{};
    static constexpr std::size_t value_bytes_max = 256;
};

/// The figures of one run. An update is one rumor, from its birth until all who lived then know it or a newer one.
struct Course {
    std::size_t members = 0;
    std::uint64_t events = 0, missed = 0;
    std::int64_t first_ns = 0, last_ns = 0;  // of all events
    std::int64_t origin_ns = 0;              // the first update's birth: from there on runs are compared

    std::size_t updates = 0;   // that were born
    std::size_t followed = 0;  // of these, those that somebody else could learn, and for which there was room
    std::size_t finished = 0;  // of the followed ones, those that came to everybody
    Quantiles spread{};        // k: the time after which k parts of the living knew an update; the median of updates
    Quantiles copies_each{};   // of updates: thousandths of a copy that came per member that learned it

    EventCounters kinds{};
    std::uint64_t bytes = 0;          // of what was sent
    std::uint64_t copies = 0;         // that came by gossip
    std::uint64_t news = 0;           // of these, the first one of each
    std::vector<std::uint64_t> hops;  // how many learned at each hop; the last one: at that or a later one
    Rates messages{};                 // that were sent, since first_ns
    std::vector<Telling> tellings{};  // the first `tellings_max`, by time
    std::map<std::string, std::string> settings{};  // by name, as JSON; told from outside

    static constexpr std::size_t tellings_max = 20'000, hops_max = 32;
    std::uint64_t count(EventKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
};

/// Folds the events of a run, each once: of each stream in the order of seq, across streams in that of time.
///
/// Bounded: of at most `updates_max` updates the spreading is followed, and of as many at once as fit into
/// `open_bytes_max`; the others are counted.
class CourseFold {
public:
    static constexpr std::size_t updates_max = 50'000;
    static constexpr std::size_t open_bytes_max = 64 * 1024 * 1024;

    void take(const json::EventRecord& record);
    Course course() const;

private:
    struct Update {
        std::int64_t born_ns = 0;
        std::size_t entry = 0;
        Version version{};
        std::size_t living = 0;           // that knew it or waited for it
        std::vector<bool> waiting{};      // by member: it lived at the birth, and knows neither this nor a newer one
        std::vector<std::int64_t> since;  // the birth, until each of them knew it
        std::uint64_t copies = 0, news = 0;
        Quantiles spread{};  // once nobody waits
        std::size_t lacking() const { return living - since.size(); }
        std::size_t bytes() const { return waiting.capacity() / 8 + since.capacity() * sizeof since[0]; }
    };
    std::size_t member_of(const std::string& name);
    void note(const json::EventRecord& record);
    void count_copy(const json::EventRecord& record);
    void bear(std::size_t member, const json::EventRecord& record);
    void learn(std::size_t member, const json::EventRecord& record);
    void pass_over(std::size_t member, const json::EventRecord& record);
    void close(std::size_t update);

    Course sums_;
    std::map<std::string, std::size_t> index_;
    std::vector<Lifeline> lives_;                                         // by member
    std::map<std::pair<std::string, std::string>, std::size_t> entries_;  // origin and key
    std::vector<std::vector<std::size_t>> open_;                          // updates, by entry
    std::map<Uuid, std::size_t> by_uuid_;
    std::vector<Update> updates_;
    std::size_t open_bytes_ = 0;
};

}  // namespace watercooler::answers
