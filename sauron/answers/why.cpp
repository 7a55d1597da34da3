#include "answers/why.hpp"

#include <algorithm>
#include <set>

#include "answers/lives.hpp"
#include "answers/trail.hpp"

namespace watercooler::answers {

using json::EventRecord;

std::string_view to_text(Topic topic) {
    constexpr std::string_view names[] = {"belief", "entry", "frozen", "asleep", "left", "fault"};
    return names[static_cast<std::size_t>(topic)];
}

std::optional<Topic> parse_topic(std::string_view text) {
    if (text == "book") return Topic::entry;
    for (const auto topic : {Topic::belief, Topic::entry, Topic::frozen, Topic::asleep, Topic::left, Topic::fault}) {
        if (to_text(topic) == text) return topic;
    }
    return std::nullopt;
}

namespace {

/// Events that say what their member believes of `peer`.
const std::vector<EventKind> belief_kinds{EventKind::joined, EventKind::suspected, EventKind::cleared,
                                          EventKind::died,   EventKind::left,      EventKind::updated,
                                          EventKind::reaped, EventKind::returned};
const std::vector<EventKind> accusing_kinds{EventKind::suspected, EventKind::died, EventKind::left};
const std::vector<EventKind> greeting_kinds{EventKind::joined, EventKind::cleared, EventKind::updated,
                                            EventKind::returned};
/// What a member does that makes others hear that it lives.
const std::vector<EventKind> self_kinds{EventKind::started, EventKind::refuted, EventKind::asleep};

bool accuses(EventKind kind) { return std::ranges::find(accusing_kinds, kind) != accusing_kinds.end(); }

std::string status_after(EventKind kind) {
    switch (kind) {
        case EventKind::suspected:
            return "suspect";
        case EventKind::died:
            return "dead";
        case EventKind::left:
            return "left";
        case EventKind::reaped:
            return "unknown";
        default:
            return "alive";
    }
}

/// `to_text` of a set of message kinds without the machinery's word for it.
std::string what_was_sent(const EventRecord& record) {
    std::string_view text = record.event.reason;
    if (text.starts_with("compound:")) text.remove_prefix(9);
    while (text.starts_with(' ')) text.remove_prefix(1);
    return std::string{text};
}

class Explainer {
public:
    Explainer(Trail& trail, const Question& question) : trail_(trail) {
        why_.question = question;
        why_.at_ns = question.at_ns.value_or(trail.horizon_ns());
        why_.verdict = "unknown";
    }

    Why explain() {
        const auto& q = why_.question;
        const bool about_self = q.topic != Topic::belief && q.topic != Topic::entry;
        const auto& who = about_self ? q.name : q.of;
        const auto* life = trail_.life(who, why_.at_ns);
        if (life == nullptr) {
            unknown(who + " has not reported anything until " + clock_text(why_.at_ns));
            return finish();
        }
        switch (q.topic) {
            case Topic::belief:
                belief(*life);
                break;
            case Topic::entry:
                entry(*life);
                break;
            case Topic::frozen:
                frozen(*life);
                break;
            case Topic::asleep:
                asleep(*life);
                break;
            case Topic::left:
                left(*life);
                break;
            case Topic::fault:
                fault(*life);
                break;
        }
        return finish();
    }

private:
    const std::string& name() const { return why_.question.name; }

    void say(std::string says, const EventRecord& record) {
        why_.clauses.push_back({std::move(says), {ref_of(record)}, time_of(record), true});
    }
    void say(std::string says, const EventRecord& a, const EventRecord& b) {
        why_.clauses.push_back({std::move(says), {ref_of(a), ref_of(b)}, time_of(a), true});
    }
    void unknown(std::string says) { why_.clauses.push_back({std::move(says), {}, std::nullopt, false}); }
    void unknown(const std::string& what, const Ref& hole) {
        unknown(what + " is unknown: " + to_text(hole) + " is not among the events");
    }
    static std::string at(const EventRecord& record) { return " at " + clock_text(time_of(record)); }

    Why finish() {
        std::ranges::reverse(why_.path);
        return std::move(why_);
    }

    /// The latest of these kinds that names `peer`, of a life until `before`; says what is unknown if there is a hole.
    std::optional<EventRecord> latest(const Stream& life, std::vector<EventKind> kinds, const std::string& peer,
                                      Sequence before, const std::string& what) {
        Want want{.kinds = std::move(kinds)};
        if (!peer.empty()) want.peer = peer;
        const auto look = trail_.latest(life, want, before);
        if (look.hole) unknown(what, *look.hole);
        gap_told_ = look.hole.has_value();
        return look.found;
    }
    bool gap_told_ = false;

    // ---- what somebody believes of somebody ----

    void belief(const Stream& life) {
        if (life.member == name()) return about_itself(life);
        const auto end = trail_.end_of(life, why_.at_ns);
        const auto event = latest(life, belief_kinds, name(), end, "what " + life.member + " believes of " + name());
        if (!event) {
            if (!gap_told_) unknown("no event of " + life.member + " names " + name());
            return;
        }
        why_.verdict = status_after(event->event.kind);
        say(life.member + " holds " + name() + ' ' + verdict_words(*event) + " since " + clock_text(time_of(*event)),
            *event);
        why_.path.push_back(life.member);
        walk(*event);
        if (accuses(event->event.kind)) {
            accusers(*event);
            the_accused(time_of(*event));
        }
    }
    std::string verdict_words(const EventRecord& event) const {
        const auto status = status_after(event.event.kind);
        if (event.event.kind == EventKind::reaped) return "forgotten";
        if (!event.event.incarnation) return status;
        return status + " (incarnation " + std::to_string(event.event.incarnation->value) + ')';
    }
    void about_itself(const Stream& life) {
        const auto last = life_at(trail_, life.member, why_.at_ns);
        why_.verdict = lives(last.state) ? "alive" : "unknown";
        const auto start = latest(life, {EventKind::started}, "", trail_.end_of(life, why_.at_ns),
                                  "since when " + life.member + " runs");
        if (start) {
            say(life.member + " knows itself: it started" + at(*start), *start);
        } else {
            why_.verdict = "unknown";
        }
    }

    /// From an event about `name` to the event that led to it, from member to member, until its beginning.
    void walk(EventRecord event) {
        for (int steps = 0; steps < steps_max; ++steps) {
            const auto cause = cause_of(event);
            if (!cause) return;
            switch (cause->event.kind) {
                case EventKind::suspected:
                    ran_out(event, *cause);
                    event = *cause;
                    continue;
                case EventKind::probe_failed:
                    return probe(*cause);
                case EventKind::received: {
                    const auto before = hop(event, *cause);
                    if (!before) return;
                    event = *before;
                    continue;
                }
                default:
                    say("it followed from: " + to_text(cause->event), *cause);
                    return;
            }
        }
        unknown("the way is longer than " + std::to_string(steps_max) + " steps; the rest is left out");
    }
    static constexpr int steps_max = 64;

    std::optional<EventRecord> cause_of(const EventRecord& event) {
        const auto look = trail_.cause_of(event);
        if (look.hole) unknown("what led " + event.context.member + " to it", *look.hole);
        if (!look.hole && !look.found) unknown("what led " + event.context.member + " to it, no event tells");
        return look.found;
    }

    void ran_out(const EventRecord& died, const EventRecord& suspected) {
        say(died.context.member + " declared " + name() + " dead itself: its suspicion ended after " +
                duration_text(time_of(died) - time_of(suspected)) + " and nothing had cleared it",
            died, suspected);
        say(suspected.context.member + " had suspected " + name() + " since " + clock_text(time_of(suspected)) +
                ", first accused by " + suspected.event.reason,
            suspected);
    }

    /// What somebody heard: from whom, and what that one knew when it was sent. Nothing: the way ends here.
    std::optional<EventRecord> hop(const EventRecord& event, const EventRecord& received) {
        const auto& here = received.context.member;
        const auto look = trail_.sent_for(received);
        const auto from = look.found ? look.found->context.member : received.event.peer;
        say(here + " heard it from " + from + at(received) + " (" + what_was_sent(received) + ')', received);
        if (look.hole) unknown("when " + from + " sent it", *look.hole);
        if (!look.found) {
            if (!look.hole) unknown("how " + from + " came to say it, no event tells");
            return std::nullopt;
        }
        say(from + " had sent it to " + here + at(*look.found), *look.found);
        if (std::ranges::find(why_.path, from) == why_.path.end()) why_.path.push_back(from);
        const auto* life = trail_.stream(from, look.found->context.boot);
        if (life == nullptr) return std::nullopt;
        if (from == name()) return itself(*life, event, *look.found), std::nullopt;
        return teller(*life, event, *look.found);
    }

    std::optional<EventRecord> teller(const Stream& life, const EventRecord& event, const EventRecord& sent) {
        const bool bad = accuses(event.event.kind);
        const auto known = latest(life, belief_kinds, name(), sent.event.seq, "what " + life.member + " believed then");
        if (!known) {
            if (!gap_told_) unknown("how " + life.member + " knew of " + name() + ", no event tells");
            return std::nullopt;
        }
        if (bad != accuses(known->event.kind)) {
            unknown(life.member + " itself believed something else of " + name() +
                    " then; how it came to pass this on, "
                    "no event tells");
            return std::nullopt;
        }
        auto words =
            life.member + " held " + name() + ' ' + verdict_words(*known) + " since " + clock_text(time_of(*known));
        if (!known->event.reason.empty() && bad) words += ", by the word of " + known->event.reason;
        say(words, *known);
        return passed_on(event, *known);
    }

    /// A further accusation against somebody already suspected is passed on without an event.
    std::optional<EventRecord> passed_on(const EventRecord& event, const EventRecord& known) {
        const auto& accuser = event.event.reason;
        const bool both_accuse = event.event.kind == EventKind::suspected && known.event.kind == EventKind::suspected;
        const bool other = both_accuse && accuser != known.event.reason && accuser != event.context.member &&
                           accuser != known.context.member;
        if (!other) return known;
        unknown(known.context.member + " passed on what " + accuser + " said; how it heard that, no event tells");
        const auto* life = trail_.life(accuser, time_of(event));
        if (life == nullptr) return std::nullopt;
        const auto own = latest(*life, {EventKind::suspected}, name(), trail_.end_of(*life, time_of(event)),
                                "why " + accuser + " accused " + name());
        if (!own || own->event.reason != accuser) return std::nullopt;
        say(accuser + " had suspected " + name() + " since " + clock_text(time_of(*own)), *own);
        if (std::ranges::find(why_.path, accuser) == why_.path.end()) why_.path.push_back(accuser);
        return own;
    }

    /// The news is from the member itself: that it starts, lives, or leaves.
    void itself(const Stream& life, const EventRecord& event, const EventRecord& sent) {
        const bool goodbye = event.event.kind == EventKind::left;
        if (accuses(event.event.kind) && !goodbye) {
            unknown("the news came from " + life.member + " itself; why it says so, no event tells");
            return;
        }
        const auto kinds = goodbye ? std::vector{EventKind::leaving} : self_kinds;
        const auto own = latest(life, kinds, "", sent.event.seq, "what " + life.member + " did then");
        if (!own) {
            if (!gap_told_) unknown("why " + life.member + " said so, no event tells");
            return;
        }
        say(life.member + ' ' + own_words(*own), *own);
    }
    static std::string own_words(const EventRecord& own) {
        switch (own.event.kind) {
            case EventKind::leaving:
                return "said goodbye" + at(own);
            case EventKind::started:
                return "started" + at(own);
            case EventKind::asleep:
                return "woke" + at(own) + " after " +
                       duration_text(static_cast<std::int64_t>(own.event.count.value_or(0))) + " without running";
            default:
                return "denied what " + own.event.peer + " said of it" + at(own) +
                       (own.event.incarnation ? " (incarnation " + std::to_string(own.event.incarnation->value) + ')'
                                              : "");
        }
    }

    // ---- the probe that began it ----

    void probe(const EventRecord& failed) {
        const auto& prober = failed.context.member;
        say(prober + "'s probe of " + name() + " failed" + at(failed) + ": " + failed.event.reason, failed);
        const auto probed = cause_of(failed);
        if (!probed) return;
        if (probed->event.kind != EventKind::probed) return say("it followed from: " + to_text(probed->event), *probed);
        if (probed->event.reason.empty()) return say(prober + " had pinged " + name() + at(*probed), *probed);
        helpers(*probed);
        const auto* life = trail_.stream(prober, failed.context.boot);
        if (life == nullptr) return;
        const auto cause = cause_of(*probed);
        if (!cause) return;
        if (cause->event.kind == EventKind::refused) {
            say(name() + "'s host told " + prober + at(*cause) + " that nobody listens there", *cause);
            const auto ping =
                latest(*life, {EventKind::probed}, name(), cause->event.seq, "when " + prober + " pinged");
            if (ping && ping->event.reason.empty()) say(prober + " had pinged " + name() + at(*ping), *ping);
        } else if (cause->event.kind == EventKind::probed) {
            say(prober + " had pinged " + name() + at(*cause) + " and had no answer after " +
                    duration_text(time_of(*probed) - time_of(*cause)),
                *cause, *probed);
        } else {
            say("it followed from: " + to_text(cause->event), *cause);
        }
    }
    void helpers(const EventRecord& probed) {
        const auto& prober = probed.context.member;
        constexpr std::string_view via = "indirect via ";
        const auto& reason = probed.event.reason;
        if (reason.starts_with(via)) {
            say(prober + " asked " + reason.substr(via.size()) + at(probed) + " to ping " + name() + " too", probed);
        } else {
            say(prober + " had nobody to ask for help" + at(probed) + " and tried by stream", probed);
        }
    }

    /// Everyone who found out by itself, until then; on the way of the news or not.
    void accusers(const EventRecord& event) {
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

    /// What the member says of itself around that time.
    void the_accused(std::int64_t at_ns) {
        const auto* life = trail_.life(name(), at_ns);
        if (life == nullptr) return unknown(name() + " itself does not report, so that nobody knows what became of it");
        const auto end = trail_.end_of(*life, at_ns);
        const auto still =
            latest(*life, {EventKind::frozen, EventKind::thawed}, "", end, "whether " + name() + " was frozen");
        if (gap_told_) return;
        if (still && still->event.kind == EventKind::frozen)
            return say(name() + " was frozen since " + clock_text(time_of(*still)), *still);
        const auto woke = trail_.events().find({.member = name(),
                                                .boot = life->boot,
                                                .kinds = {EventKind::asleep},
                                                .from_ns = at_ns,
                                                .newest_first = false,
                                                .limit = 1});
        const auto slept = woke.empty() ? 0 : static_cast<std::int64_t>(woke.front().event.count.value_or(0));
        if (!woke.empty() && time_of(woke.front()) - slept <= at_ns) {
            return say(
                name() + " did not run for " + duration_text(slept) + " until " + clock_text(time_of(woke.front())),
                woke.front());
        }
        last_words(*life, end);
    }
    void last_words(const Stream& life, Sequence end) {
        const auto last = latest(life, {}, "", end, "what " + name() + " did last");
        if (!last) return;
        const bool goes_on = end <= life.last;
        if (last->event.kind == EventKind::stopped) {
            say(name() + " itself says that it stopped" + at(*last) +
                    (last->event.reason.empty() ? "" : " (" + last->event.reason + ')'),
                *last);
        } else if (goes_on) {
            say(name() + " itself was running: its latest event until then is from " + clock_text(time_of(*last)),
                *last);
        } else {
            say(name() + " has said nothing since " + clock_text(time_of(*last)) + ", and never that it would stop",
                *last);
        }
    }

    // ---- what somebody knows of somebody's entry ----

    void entry(const Stream& life) {
        const auto end = trail_.end_of(life, why_.at_ns);
        const auto what = name() + "'s " + why_.question.key;
        Want want{.kinds = {EventKind::applied, EventKind::born, EventKind::expired},
                  .origin = name(),
                  .key = why_.question.key};
        const auto look = trail_.latest(life, want, end);
        if (look.hole) return unknown("what " + life.member + " knows of " + what, *look.hole);
        if (!look.found) return unknown("no event of " + life.member + " tells of " + what);
        const auto& event = *look.found;
        if (event.event.kind == EventKind::expired) {
            return say(life.member + " forgot " + what + at(event) + " for its age", event);
        }
        why_.verdict = event.event.value;
        say(life.member + " holds " + what + " to be \"" + event.event.value + '"' + version_words(event) + " since " +
                clock_text(time_of(event)),
            event);
        why_.path.push_back(life.member);
        walk_rumor(event);
    }
    static std::string version_words(const EventRecord& event) {
        return event.event.version ? " (v" + std::to_string(event.event.version->value) + ')' : "";
    }
    void walk_rumor(EventRecord event) {
        std::set<Ref> seen;
        while (seen.insert(ref_of(event)).second) {
            if (event.event.kind == EventKind::born) return birth(event);
            if (event.event.hop.value_or(0) == 0) {
                return say("it came to " + event.context.member + " through its " +
                               (event.event.peer.empty() ? "door" : event.event.peer) + at(event),
                           event);
            }
            const auto received = cause_of(event);
            if (!received) return;
            if (received->event.kind != EventKind::received) {
                return say("it followed from: " + to_text(received->event), *received);
            }
            const auto before = told(event, *received);
            if (!before) return;
            event = *before;
        }
        unknown("the way comes back to where it was; how it began, no event tells");
    }
    std::optional<EventRecord> told(const EventRecord& event, const EventRecord& received) {
        const auto& here = received.context.member;
        const auto look = trail_.sent_for(received);
        const auto from = look.found ? look.found->context.member : event.event.peer;
        say(here + " was told by " + from + at(received) + " (hop " + std::to_string(event.event.hop.value_or(0)) + ')',
            received);
        if (look.hole) unknown("when " + from + " sent it", *look.hole);
        if (!look.found) {
            if (!look.hole) unknown("how " + from + " knew it, no event tells");
            return std::nullopt;
        }
        say(from + " had sent it to " + here + at(*look.found), *look.found);
        if (std::ranges::find(why_.path, from) == why_.path.end()) why_.path.push_back(from);
        const auto* life = trail_.stream(from, look.found->context.boot);
        if (life == nullptr) return std::nullopt;
        const auto known = trail_.latest(
            *life, {.kinds = {EventKind::applied, EventKind::born}, .uuid = event.event.uuid}, look.found->event.seq);
        if (known.hole) unknown("how " + from + " knew it", *known.hole);
        if (!known.hole && !known.found) unknown("how " + from + " knew it, no event tells");
        if (known.found && known.found->event.kind == EventKind::applied) {
            say(from + " had believed it since " + clock_text(time_of(*known.found)), *known.found);
        }
        return known.found;
    }
    void birth(const EventRecord& born) {
        const auto& who = born.context.member;
        const auto& reason = born.event.reason;
        if (reason == "remembered")
            return say(who + " remembered it from its life before and told it" + at(born), born);
        if (reason == "refutation") {
            return say(who + " told its own value again" + at(born) + ", above what others claimed", born);
        }
        say(who + " chose it itself" + at(born), born);
    }

    // ---- what a member says of itself ----

    void frozen(const Stream& life) {
        const auto end = trail_.end_of(life, why_.at_ns);
        const auto event =
            latest(life, {EventKind::frozen, EventKind::thawed}, "", end, "whether " + name() + " is frozen");
        if (!event) {
            if (gap_told_) return;
            why_.verdict = "no";
            return unknown("no event of " + name() + " tells of a freeze");
        }
        const bool still = event->event.kind == EventKind::frozen;
        why_.verdict = still ? "yes" : "no";
        if (!still) {
            say(name() + " was thawed" + at(*event) + " after " +
                    duration_text(static_cast<std::int64_t>(event->event.count.value_or(0))),
                *event);
            return;
        }
        say(name() + " is frozen since " + clock_text(time_of(*event)) +
                (event->event.reason.empty() ? "" : ": " + event->event.reason),
            *event);
        asked(life, *event);
        club_too(*event);
    }
    /// Who asked for it, if that came through the member's own API.
    void asked(const Stream& life, const EventRecord& event) {
        constexpr std::int64_t near_ns = 2'000'000'000;
        for (const auto& request : trail_.events().find({.member = life.member,
                                                         .boot = life.boot,
                                                         .kinds = {EventKind::http_request},
                                                         .from_ns = time_of(event) - near_ns,
                                                         .to_ns = time_of(event) + near_ns,
                                                         .limit = 64})) {
            if (request.event.reason.find("control/freeze") == std::string::npos) continue;
            return say("around then its API was asked: " + request.event.reason +
                           (request.event.peer.empty() ? "" : " by " + request.event.peer),
                       request);
        }
        unknown("who froze it, no event tells");
    }
    void club_too(const EventRecord& event) {
        constexpr std::int64_t near_ns = 1'000'000'000;
        const auto found = trail_.events().find({.kinds = {EventKind::frozen},
                                                 .from_ns = time_of(event) - near_ns,
                                                 .to_ns = time_of(event) + near_ns,
                                                 .newest_first = false,
                                                 .limit = 10'000});
        Clause clause{.says = {}, .time_ns = time_of(event)};
        std::vector<std::string> names;
        for (const auto& one : found) {
            if (one.context.member == name()) continue;
            names.push_back(one.context.member);
            clause.cites.push_back(ref_of(one));
        }
        if (names.empty()) return;
        clause.says = names_text(names, 8) + (names.size() == 1 ? " was" : " were") + " frozen within a second of it";
        why_.clauses.push_back(std::move(clause));
    }

    void asleep(const Stream& life) {
        const auto event =
            latest(life, {EventKind::asleep}, "", trail_.end_of(life, why_.at_ns), "whether " + name() + " was asleep");
        if (!event) {
            if (gap_told_) return;
            why_.verdict = "no";
            return unknown("no event of " + name() + " tells that it did not run");
        }
        why_.verdict = "yes";
        const auto slept = static_cast<std::int64_t>(event->event.count.value_or(0));
        say(name() + " did not run for " + duration_text(slept) + " until " + clock_text(time_of(*event)), *event);
        const auto before = latest(life, {}, "", event->event.seq, "what " + name() + " did before");
        if (before) say("its last event before that is from " + clock_text(time_of(*before)), *before);
        unknown("what kept it from running, no event tells");
    }

    void left(const Stream& life) {
        const auto end = trail_.end_of(life, why_.at_ns);
        const auto event =
            latest(life, {EventKind::leaving, EventKind::stopped}, "", end, "whether " + name() + " left");
        if (!event) {
            if (gap_told_) return;
            why_.verdict = "no";
            return last_words(life, end);
        }
        why_.verdict = "yes";
        if (event->event.kind == EventKind::leaving)
            return say(name() + " says goodbye since " + clock_text(time_of(*event)), *event);
        say(name() + " stopped" + at(*event) + (event->event.reason.empty() ? "" : ": " + event->event.reason), *event);
        const auto goodbye = latest(life, {EventKind::leaving}, "", event->event.seq, "whether it said goodbye");
        if (goodbye) {
            say(name() + " had said goodbye since " + clock_text(time_of(*goodbye)), *goodbye);
        } else if (!gap_told_) {
            unknown("no event tells of a goodbye before that");
        }
    }

    void fault(const Stream& life) {
        const auto event = latest(life, {EventKind::fault_set, EventKind::fault_cleared}, "",
                                  trail_.end_of(life, why_.at_ns), "whether " + name() + " has a fault");
        if (!event) {
            if (gap_told_) return;
            why_.verdict = "no";
            return unknown("no event of " + name() + " tells of a fault");
        }
        const bool set = event->event.kind == EventKind::fault_set;
        why_.verdict = set ? "yes" : "no";
        say(set ? name() + " has a fault since " + clock_text(time_of(*event)) + ": " + event->event.reason
                : name() + "'s faults were cleared" + at(*event),
            *event);
        const auto cause = trail_.cause_of(*event);
        if (cause.found) return say("it followed from: " + to_text(cause.found->event), *cause.found);
        unknown("who set it, no event tells");
    }

    Trail& trail_;
    Why why_;
};

}  // namespace

Why why(Events& events, const Question& question) {
    Trail trail{events};
    return Explainer{trail, question}.explain();
}

std::vector<Why> why_everybody(Events& events, const Question& question) {
    Trail trail{events};
    std::vector<Why> result;
    for (const auto& member : trail.members()) {
        auto one = question;
        one.of = member;
        result.push_back(Explainer{trail, one}.explain());
    }
    return result;
}

}  // namespace watercooler::answers
