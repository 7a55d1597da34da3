#include "answers/why_probe.hpp"

namespace watercooler::answers {

using json::EventRecord;

void ProbeTelling::tell(const EventRecord& failed) {
    const auto& prober = failed.context.member;
    say(prober + "'s probe of " + name() + " failed" + at(failed) + ": " + failed.event.reason, failed);
    const auto probed = cause_of(failed);
    if (!probed) return;
    if (probed->event.kind != EventKind::probed) return say("it followed from: " + to_text(probed->event), *probed);
    if (probed->event.reason.empty()) return say(prober + " had pinged " + name() + at(*probed), *probed);
    helpers(*probed);
    const auto cause = cause_of(*probed);
    if (!cause) return;
    if (cause->event.kind == EventKind::refused) {
        refusal(*cause);
    } else if (cause->event.kind == EventKind::probed) {
        say(prober + " had pinged " + name() + at(*cause) + " and had no answer after " +
                duration_text(time_of(*probed) - time_of(*cause)),
            *cause, *probed);
    } else {
        say("it followed from: " + to_text(cause->event), *cause);
    }
}

/// What the host refused: a datagram of ours, or a stream.
void ProbeTelling::refusal(const EventRecord& refused) {
    const auto& prober = refused.context.member;
    say(name() + "'s host told " + prober + at(refused) + " that nobody listens there", refused);
    const auto cause = cause_of(refused);
    if (!cause) return;
    if (cause->event.kind != EventKind::sent) return say("it followed from: " + to_text(cause->event), *cause);
    say(prober + " had sent " + what_was_sent(*cause) + " there" + at(*cause), *cause);
}

void ProbeTelling::helpers(const EventRecord& probed) {
    const auto& prober = probed.context.member;
    constexpr std::string_view via = "indirect via ";
    const auto& reason = probed.event.reason;
    if (reason.starts_with(via)) {
        say(prober + " asked " + reason.substr(via.size()) + at(probed) + " to ping " + name() + " too", probed);
    } else {
        say(prober + " had nobody to ask for help" + at(probed) + " and tried by stream", probed);
    }
}

void ProbeTelling::accusers(const EventRecord& event) {
    if (event.event.kind == EventKind::left) return;
    constexpr std::int64_t window_ns = 60'000'000'000;
    const auto from = time_of(event) - window_ns, to = time_of(event);
    const auto found = trail_.events().find({.kinds = {EventKind::suspected},
                                             .peer = name(),
                                             .from_ns = from,
                                             .to_ns = to,
                                             .newest_first = false,
                                             .limit = 4096});
    for (const auto& one : found) {
        const auto own = one.event.reason == one.context.member && one.event.incarnation == event.event.incarnation;
        if (!own) continue;
        const auto cause = trail_.cause_of(one).found;
        if (!cause || cause->event.kind != EventKind::probe_failed) continue;
        say(one.context.member + " accused " + name() + at(one) + ", after a probe of its own", one, *cause);
    }
    for (const auto& stream : trail_.streams()) {
        if (stream.first_ns > to || stream.last_ns < from || stream.gaps.empty()) continue;
        unknown("whether " + stream.member + " accused it", {stream.member, stream.boot, stream.gaps[0].first});
    }
}

}  // namespace watercooler::answers
