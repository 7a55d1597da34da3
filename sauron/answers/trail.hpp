#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answers/events.hpp"

namespace watercooler::answers {

/// What was looked for in one stream. Neither: there is no such event. A hole: events are missing where it would be, so
/// that nobody can say.
struct Look {
    std::optional<json::EventRecord> found;
    std::optional<Ref> hole;  // the first that is missing
};

/// What was looked for between two events of one stream, in order. A hole: there may be more.
struct Span {
    std::vector<json::EventRecord> found;
    std::optional<Ref> hole;
};

/// Goes backwards from an event to what led to it, and never steps over a hole.
class Trail {
public:
    /// Silence of a running member: it probes somebody every second or so.
    static constexpr std::int64_t silence_ns = 5'000'000'000;

    explicit Trail(Events& events);

    Events& events() { return events_; }
    const std::vector<Stream>& streams() const { return streams_; }
    const Stream* stream(std::string_view member, BootId boot) const;
    /// The life that the member had then: the one that began last. Nothing: none had begun.
    const Stream* life(std::string_view member, std::int64_t at_ns) const;
    std::vector<std::string> members() const;
    /// The end of all that is known.
    std::int64_t horizon_ns() const;

    /// The seq of the first event later than that: all before it have happened by then.
    Sequence end_of(const Stream& stream, std::int64_t at_ns);
    /// The last event of the stream before `before` that is wanted; member, boot and the like are filled in here.
    Look latest(const Stream& stream, Want want, Sequence before);
    /// The events between these two, both excluded, that are wanted: at most 64, the last of them.
    Span between(const Stream& stream, Want want, Sequence after, Sequence before);
    /// The `sent` that this `received` (or `held`) is the receipt of. Nothing: its sender does not report.
    Look sent_for(const json::EventRecord& received);
    /// The `received` that this event was caused by, through streams as well. Nothing: it was caused by no receipt.
    Look cause_of(const json::EventRecord& record);

private:
    std::span<const Stream> lives_of(std::string_view member) const;
    std::optional<Ref> hole(const Stream& stream, Sequence after, Sequence before) const;
    /// The same up to where the stream had come by then.
    std::optional<Ref> hole_until(const Stream& stream, Sequence after, std::int64_t at_ns);

    Events& events_;
    std::vector<Stream> streams_;
};

}  // namespace watercooler::answers
