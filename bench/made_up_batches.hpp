#pragma once

#include <cstdint>
#include <vector>
#include <watercooler/bytes.hpp>
#include <watercooler/event.hpp>

#include "store/testing.hpp"

namespace watercooler::bench {

/// Batches of a busy club, encoded once and then sent again and again with other seqs, times and uuids: whoever feeds
/// a Sauron with them costs next to nothing beside it.
class MadeUpBatches {
public:
    static constexpr std::uint32_t events_per_batch = 200;
    static constexpr std::int64_t step_ns = 5'000'000;  // from one event to the next: 200 events/s of each member
    static constexpr std::int64_t span_ns = events_per_batch * step_ns;

    explicit MadeUpBatches(int members);

    journal::Stream stream(int member) const { return club_.stream(member); }
    int members() const { return club_.members(); }
    /// The member's batch number `round`, from 0 on, as its eye sends it. `wall_ns` is the time of its first event.
    /// In a round of news the whole club hears of one rumor: with the same `wall_ns` for all, in the order of its tree.
    void append_frame(Buffer& to, int member, std::uint64_t round, std::int64_t wall_ns) const;

    /// Round 2, 3, … up to so many.
    static constexpr std::uint64_t first_news_round = 2, news_count = 8;
    static bool is_news(std::uint64_t round) {
        return round >= first_news_round && round < first_news_round + news_count;
    }
    /// The rumor of that round of news, from 0 on.
    static Uuid news(std::uint64_t which = 0);

private:
    static constexpr std::uint64_t rounds = 3;  // then the same with other uuids
    struct Batch {
        Buffer body;                     // what follows the header
        std::vector<std::size_t> uuids;  // where in it
    };
    Batch make(int member, bool with_news);
    void tell_news(int member, std::vector<journal::Stamped>& events) const;

    store::testing::Club club_;
    std::vector<Batch> batches_;  // by round, then member
    std::vector<Batch> news_;     // by member; of each round with another uuid
};

}  // namespace watercooler::bench
