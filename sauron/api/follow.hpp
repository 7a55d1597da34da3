#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "json/event.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// Hands each event of a run to somebody once: of each stream in the order of seq, across streams in that of time. Next
/// time it goes on where it stopped. So what is folded from events costs only what is new.
class Follow {
public:
    /// The last seq of each stream that was handed on, and the stream's id: another one means another stream.
    struct Place {
        std::uint64_t id = 0;
        Sequence seq{};
    };
    using Taken = std::map<journal::Stream, Place>;
    using Deadline = std::chrono::steady_clock::time_point;
    static constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();

    /// What is in `taken` is not handed on again. `ahead`: so many pieces of each stream are held at once.
    Follow(store::Store& store, std::string run, const Taken& taken = {}, std::size_t ahead = 2);
    Follow(Follow&&) = default;
    Follow& operator=(Follow&&) = default;

    /// Until there is no more, or the time is up (false). Each stream only until its first event later than `to_ns`.
    /// Errors: the store's.
    store::Expected<bool> catch_up(Deadline deadline, const std::function<void(const json::EventRecord&)>& take,
                                   std::int64_t to_ns = to_the_end);
    /// Passes over what is stored now. Says how many there may be of them: what never came is counted too.
    store::Expected<std::uint64_t> skip();
    /// When asked by `take`: with the event at hand.
    Taken taken() const;
    /// The run is not the one any more that was followed: it was removed, and may have come again.
    bool replaced() const { return replaced_; }

private:
    /// One stream. Its events stay bytes until their turn comes: a thousand streams side by side take little.
    struct Lane {
        std::uint64_t id = 0;
        Sequence given{}, read{}, last{};  // handed on; taken from the pieces, or passed over; known to be stored
        std::deque<store::Piece> pieces{};
        journal::Reader reader{{}};  // in the first of them
        journal::Stamped next{};
        bool has_next = false;
        json::EventRecord record{};  // what is handed on

        bool wanting() const { return !has_next && read < last; }
        void open();
        void advance();
        const json::EventRecord& hand_on();
    };
    using Take = std::function<void(const json::EventRecord&)>;
    store::Expected<void> look();
    store::Expected<bool> drain(Deadline deadline, const Take& take, std::int64_t to_ns);
    bool behind(std::int64_t to_ns) const;
    store::Expected<void> fetch(std::vector<Lane*> lanes);
    store::Expected<void> fetch_wanting();

    store::Store* store_;
    std::string run_;
    std::size_t ahead_;
    std::map<journal::Stream, Lane> lanes_;
    bool replaced_ = false;
};

}  // namespace watercooler::api
