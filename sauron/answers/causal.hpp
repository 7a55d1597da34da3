#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "answers/events.hpp"

namespace watercooler::answers {

/// Puts the events of many streams into an order in which nothing stands before what led to it: within a stream the
/// order of seq, and every receipt behind the `sent` that it is the receipt of. Wall clocks alone do not give that:
/// they differ between hosts, and are equal more often than one thinks.
///
/// Events come one by one in the order of `comes_before` (of each stream in the order of seq) and go on to `sink` one
/// by one. A receipt whose `sent` has not come yet waits, and its stream with it, until the `sent` comes, or until no
/// `sent` can be expected any more: then it goes on without.
class CausalOrder {
public:
    struct Options {
        std::int64_t wait_ns = 1'000'000'000;  // as far as wall clocks may differ
        std::size_t held_max = 100'000;        // events that wait; beyond it the longest waiting goes on
        std::size_t sends_max = 20'000;        // that are remembered for their receipts, the latest
    };
    /// An event, and the `sent` that it is the receipt of. `forgotten`: that of a `sent` no receipt will come any more.
    struct Sink {
        std::function<void(const json::EventRecord&, const std::optional<Ref>& sent)> event;
        std::function<void(const Ref& sent)> forgotten;
    };

    CausalOrder(Sink sink, Options options) : sink_(std::move(sink)), options_(options) {}
    explicit CausalOrder(Sink sink) : CausalOrder(std::move(sink), Options{}) {}

    void put(json::EventRecord record);
    /// All that waits goes on.
    void finish();

private:
    using StreamName = std::pair<std::string, BootId>;
    struct Send {
        Ref ref;
        std::string to;
    };
    static bool is_receipt(const json::EventRecord& record);
    std::optional<Ref> sent_for(const json::EventRecord& receipt) const;
    void go_on(const json::EventRecord& record, const std::optional<Ref>& sent);
    void remember(const json::EventRecord& sent);
    void advance(const StreamName& stream, bool without);
    void drain();
    void give_up(std::int64_t before_ns);

    struct Blocked {
        std::deque<json::EventRecord> events;
        bool waits = false;  // its first event does; else it is about to go on
    };
    Sink sink_;
    Options options_;
    std::int64_t now_ns_ = INT64_MIN;
    std::map<PacketHash, std::vector<Send>> sends_;
    std::deque<PacketHash> order_;  // of the sends
    std::map<StreamName, Blocked> blocked_;
    std::set<std::pair<std::int64_t, StreamName>> waiting_;  // by the time of the first event of each
    std::map<PacketHash, std::set<StreamName>> waiters_;
    std::deque<StreamName> ready_;  // that may go on
    std::size_t held_ = 0;
};

}  // namespace watercooler::answers
