#pragma once

// Where answers take their evidence from: events by name, by what they say, and the streams that they are in.
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>
#include <watercooler/event.hpp>

#include "json/event.hpp"

namespace watercooler::answers {

/// Names one event: what a clause of an answer cites.
struct Ref {
    std::string member;
    BootId boot;
    Sequence seq;
    friend auto operator<=>(const Ref&, const Ref&) = default;
};
Ref ref_of(const json::EventRecord& record);
/// `bob#412`
std::string to_text(const Ref& ref);
/// `{"member":"bob","boot":"00…2a","seq":412}`
std::string to_json(const Ref& ref);
std::string to_json(const std::vector<Ref>& refs);

/// Nanoseconds since 1970; protocol time where an event has no wall time.
std::int64_t time_of(const json::EventRecord& record);
/// The one order in which events are handed around: (time, member, boot, seq).
bool comes_before(const json::EventRecord& a, const json::EventRecord& b);

/// All that is asked of an event; what is not set asks nothing.
struct Want {
    std::optional<std::string> member{};
    std::optional<BootId> boot{};
    std::vector<EventKind> kinds{};
    std::optional<std::string> peer{}, origin{}, key{};
    std::optional<Uuid> uuid{};
    std::optional<PacketHash> packet{};
    std::optional<Sequence> before{};                // of the stream: smaller than this
    std::optional<std::int64_t> from_ns{}, to_ns{};  // both inclusive
    bool newest_first = true;
    std::size_t limit = 100;
};
bool matches(const Want& want, const json::EventRecord& record);

/// One life of one member, as far as it is known.
struct Stream {
    std::string member;
    BootId boot;
    Sequence first, last;  // known to exist, whether or not each of them is there
    std::int64_t first_ns = 0, last_ns = 0;
    std::uint64_t events = 0;  // that are there
    std::uint64_t lost = 0;    // that the eye says it dropped
    std::vector<std::pair<Sequence, Sequence>>
        gaps{};  // what is not there, inclusive; the front (before `first`) aside
};

/// More than any rumor has.
inline constexpr std::size_t rumor_events_max = 1'000'000;

/// What holds events. Must not change while an answer is made.
class Events {
public:
    virtual ~Events() = default;
    virtual std::optional<json::EventRecord> at(const Ref& ref) = 0;
    /// At most `limit` that match, in the order of `comes_before` (newest_first: in the opposite order).
    virtual std::vector<json::EventRecord> find(const Want& want) = 0;
    /// All that carry this uuid, by comes_before, without a copy where they are at hand.
    virtual std::shared_ptr<const std::vector<json::EventRecord>> rumor(const Uuid& uuid);
    virtual std::vector<Stream> streams() = 0;
};

/// Events in memory: of a recording, of a test, of a window. Keeps one of each name.
class EventList : public Events {
public:
    EventList() = default;
    explicit EventList(std::vector<json::EventRecord> records);

    std::optional<json::EventRecord> at(const Ref& ref) override;
    std::vector<json::EventRecord> find(const Want& want) override;
    std::vector<Stream> streams() override;

    const std::vector<json::EventRecord>& all() const { return records_; }
    /// The same without one event, which is then a gap.
    EventList without(const Ref& ref) const;

private:
    void index();
    std::span<const std::size_t> candidates(const Want& want) const;

    std::vector<json::EventRecord> records_;  // by comes_before
    std::vector<std::size_t> everything_;
    std::map<std::pair<std::string, BootId>, std::vector<std::size_t>> streams_;  // by seq
    std::map<Uuid, std::vector<std::size_t>> by_uuid_;
    std::map<PacketHash, std::vector<std::size_t>> by_packet_;
    std::map<std::string, std::vector<std::size_t>> by_member_;
    std::map<std::pair<std::string, BootId>, std::pair<Sequence, std::int64_t>> ends_;  // watermarks: seq and time
};

}  // namespace watercooler::answers
