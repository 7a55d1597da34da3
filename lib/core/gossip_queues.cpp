#include "core/gossip_queues.hpp"

#include <algorithm>
#include <utility>

#include "core/formulas.hpp"
#include "core/kinds.hpp"

namespace watercooler::core {

GossipQueues::GossipQueues(const Settings& settings, const Codec& codec, const Members& members)
    : settings_(settings),
      codec_(codec),
      members_(members),
      queues_{Broadcasts{Members::count_max}, Broadcasts{user_count_max}, Broadcasts{user_count_max},
              Broadcasts{user_count_max}} {}

std::uint64_t GossipQueues::add(Context& context, Queue queue, Broadcast broadcast) {
    const auto drop = [&, kind = std::string{broadcast.kind}](const char* reason) {
        ++context.totals.queue_drops;
        context.emit({.kind = EventKind::dropped, .reason = reason + kind});
    };
    const auto size = codec_.overhead() + codec_.overhead_per_part() + broadcast.bytes.size();
    if (size > settings_.datagram_bytes_max) {
        drop("too-large-to-tell: ");
        return 0;
    }
    const auto dropped = at(queue).dropped();
    const auto number = at(queue).add(std::move(broadcast));
    if (at(queue).dropped() != dropped) drop("queue-full: ");
    resume(context);
    return number;
}

std::uint64_t GossipQueues::tell(Context& context, std::string_view about, const message::Message& message) {
    return add(context, Queue::membership,
               {kind_of(message), std::string{about}, codec_.encode(message), context.cause});
}

std::uint64_t GossipQueues::tell(Context& context, Queue queue, const message::Message& message) {
    return add(context, queue, {kind_of(message), {}, codec_.encode(message), context.cause});
}

std::vector<Broadcast> GossipQueues::take(std::size_t room, std::size_t count_max) {
    const auto per_part = codec_.overhead_per_part();
    const auto limit = retransmit_limit(settings_.retransmit_multiplier, members_.size());
    std::size_t users = 0;
    for (const auto queue : {Queue::intents, Queue::queries, Queue::events}) users += at(queue).bytes(per_part);
    auto kept = std::min(room / 3, users);
    std::vector<Broadcast> taken;
    for (auto& queue : queues_) {
        const Broadcasts::Take how{
            .room = room - kept, .per_part = per_part, .count_max = count_max - taken.size(), .limit = limit};
        for (auto& broadcast : queue.take(how)) {
            room -= broadcast.bytes.size() + per_part;
            taken.push_back(std::move(broadcast));
        }
        kept = 0;
    }
    return taken;
}

bool GossipQueues::empty() const {
    return std::all_of(queues_.begin(), queues_.end(), [](const Broadcasts& queue) { return queue.empty(); });
}

void GossipQueues::resume(Context& context) {
    const auto alone = members_.size() <= 1;  // who comes will be told
    if (alone || empty() || context.timers.armed(TimerKind::gossip, {})) return;
    const Duration interval = settings_.gossip_interval;
    auto at = context.now +
              Duration{static_cast<std::int64_t>(context.random.below(static_cast<std::uint64_t>(interval.count())))};
    if (last_round_) at = std::max(at, *last_round_ + interval);
    context.timers.arm(at, TimerKind::gossip, {}, context.cause);
}

std::vector<Broadcasts::View> GossipQueues::view() const {
    std::vector<Broadcasts::View> all;
    for (const auto& queue : queues_) {
        const auto views = queue.view();
        all.insert(all.end(), views.begin(), views.end());
    }
    return all;
}

}  // namespace watercooler::core
