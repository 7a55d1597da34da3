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
    return news;
}

bool Lifeline::lives(std::int64_t now_ns) const {
    if (phase == Phase::stopped) return false;
    return phase == Phase::frozen || last_ns >= now_ns - Trail::silence_ns;
}

}  // namespace watercooler::answers
