#include "answers/lifeline.hpp"

#include <algorithm>

#include "answers/trail.hpp"

namespace watercooler::answers {

Lifeline::News Lifeline::take(const json::EventRecord& record) {
    const auto& [event, context] = record;
    const auto time = time_of(record);
    auto news = News::next;
    if (context.boot != boot) {
        const bool first = boot == BootId{};
        if (!first && (earlier.contains(context.boot) || time < began_ns)) return News::old;
        if (!first) earlier.insert(boot);
        if (earlier.size() > earlier_max) earlier.erase(earlier.begin());
        boot = context.boot;
        began_ns = last_ns = time;
        seq = {};
        missed = 0;
        phase = Phase::running;
        goodbye = false;
        held = 0;
        news = News::reborn;
    }
    if (event.seq <= seq) return News::old;
    missed += event.seq.value - seq.value - 1;
    seq = event.seq;
    last_ns = std::max(last_ns, time);
    if (event.kind == EventKind::started || event.kind == EventKind::thawed) phase = Phase::running;
    if (event.kind == EventKind::frozen) phase = Phase::frozen;
    if (event.kind == EventKind::leaving) phase = Phase::leaving;
    if (event.kind == EventKind::leaving) goodbye = true;
    if (event.kind == EventKind::stopped) phase = Phase::stopped;
    count_held(event);
    return news;
}

/// A freeze begins with nothing held, and a thaw or a step in time hands all of it over; a single one goes by itself.
void Lifeline::count_held(const Event& event) {
    const bool all = event.kind == EventKind::frozen || event.kind == EventKind::thawed ||
                     (event.kind == EventKind::stepped && event.count);
    if (all) held = 0;
    if (event.kind == EventKind::held) ++held;
    if (event.kind == EventKind::stepped && !event.count && held > 0) --held;
}

bool Lifeline::lives(std::int64_t now_ns) const {
    if (phase == Phase::stopped) return false;
    return phase == Phase::frozen || last_ns >= now_ns - Trail::silence_ns;
}

void Lifeline::save(Packer& out) const {
    out.number(boot.value);
    out.time(began_ns);
    out.time(last_ns);
    out.number(seq.value);
    out.number(missed);
    out.number(static_cast<std::uint64_t>(phase));
    out.number(goodbye ? 1 : 0);
    out.number(held);
    out.number(earlier.size());
    for (const auto each : earlier) out.number(each.value);
}

Lifeline Lifeline::load(Unpacker& in) {
    Lifeline life;
    life.boot = {in.number()};
    life.began_ns = in.time();
    life.last_ns = in.time();
    life.seq = {in.number()};
    life.missed = in.number();
    life.phase = static_cast<Phase>(in.small(3));
    life.goodbye = in.small(1) == 1;
    life.held = in.number();
    for (auto boots = in.count(); boots > 0 && in.good(); --boots) life.earlier.insert(BootId{in.number()});
    return life;
}

}  // namespace watercooler::answers
