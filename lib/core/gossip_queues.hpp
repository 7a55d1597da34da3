#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>
#include <watercooler/settings.hpp>

#include "core/broadcasts.hpp"
#include "core/context.hpp"
#include "core/members.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

/// All that waits to be told by gossip: what is believed about members, and Serf's intents, queries and events.
///
/// Queuing arms TimerKind::gossip; an empty node never wakes for gossip.
class GossipQueues {
public:
    static constexpr std::size_t user_count_max = 4096;
    enum class Queue : std::size_t { membership, intents, queries, events };

    GossipQueues(const Settings& settings, const Codec& codec, const Members& members);

    /// Queues an alive, suspect or dead; it replaces what waits about the same member. Returns its number.
    std::uint64_t tell(Context& context, std::string_view about, const message::Message& message);
    /// Queues one of Serf's user messages, byte for byte.
    std::uint64_t tell(Context& context, Queue queue, const message::Message& message);

    /// Takes for one packet: membership first, but up to a third of the room stays for Serf's if they wait.
    std::vector<Broadcast> take(std::size_t room, std::size_t count_max);
    bool waits(Queue queue, std::uint64_t number) const { return at(queue).waits(number); }
    bool empty() const;
    /// Arms the next round if something waits.
    void resume(Context& context);
    /// A round is being told now: the next one keeps its distance.
    void round(Instant now) { last_round_ = now; }
    std::vector<Broadcasts::View> view() const;

private:
    Broadcasts& at(Queue queue) { return queues_[static_cast<std::size_t>(queue)]; }
    const Broadcasts& at(Queue queue) const { return queues_[static_cast<std::size_t>(queue)]; }
    std::uint64_t add(Context& context, Queue queue, Broadcast broadcast);

    const Settings& settings_;
    const Codec& codec_;
    const Members& members_;
    std::array<Broadcasts, 4> queues_;
    std::optional<Instant> last_round_;
};

}  // namespace watercooler::core
