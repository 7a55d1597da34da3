#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/node.hpp>

#include "core/awareness.hpp"
#include "core/beliefs.hpp"
#include "core/context.hpp"
#include "core/exchange.hpp"
#include "core/gossip_queues.hpp"
#include "core/lost.hpp"
#include "core/members.hpp"
#include "core/outgoing.hpp"
#include "core/peers.hpp"
#include "core/probe.hpp"
#include "core/relay.hpp"
#include "core/rumors.hpp"
#include "core/serf.hpp"
#include "core/streams.hpp"
#include "core/surroundings.hpp"
#include "message/codec.hpp"

namespace watercooler {

/// Routes inputs to the machines of lib/core and joins them: it is what membership asks of rumors and of streams, and
/// what rumors ask of membership. Its functions are grouped by file: node.cpp, node_receive.cpp, node_streams.cpp,
/// node_life.cpp, node_peers.cpp, node_views.cpp.
struct Node::State final : core::Peers, core::Surroundings, core::Streams::Handler {
    State(const Settings& given, const Codec& given_codec, const Boot& given_boot);

    // node.cpp
    /// Every input begins here: time goes on, and we look whether we were asleep.
    core::Context begin(Instant now, Outbox& out);
    void timer(core::Context& context, const core::Timer& timer);

    // node_receive.cpp
    void datagram(core::Context& context, const Address& from, Bytes bytes);
    void handle(core::Context& context, const core::Receiver& sender, const message::Message& message);
    void ping(core::Context& context, const core::Receiver& sender, const message::Ping& ping);
    void stranger(core::Context& context, const core::Receiver& asker, const std::string& name);
    void indirect_ping(core::Context& context, const core::Receiver& sender, const message::IndirectPing& ping);
    void ack(core::Context& context, const core::Receiver& sender, const message::Ack& ack);
    void refused(core::Context& context, const Address& to);
    core::Receiver receiver(const Address& address);
    core::Receiver reply_to(const message::Source& source, const core::Receiver& sender);

    // node_streams.cpp
    void push_pull(core::Context& context, const core::Receiver& to, bool join);
    void message(core::Context& context, core::Stream& stream, const message::StreamMessage& message) override;
    void failed(core::Context& context, const core::Stream& stream, const std::string& reason) override;
    void exchanged(core::Context& context, core::Stream& stream, const message::PushPull& theirs);
    void catch_up(core::Context& context, const core::Stream& stream, const message::Fingerprint& theirs);
    void answer_ping(core::Context& context, core::Stream& stream, const message::Ping& ping);
    void unexpected(core::Context& context, const core::Stream& stream, std::string_view what);
    core::Receiver teller(const core::Receiver& caller, const message::Message& message);

    // node_life.cpp
    void start(core::Context& context);
    void join(core::Context& context, std::span<const Address> addresses);
    void leave(core::Context& context);
    void leave_timer(core::Context& context, const std::string& subject);
    void tell_some(core::Context& context, const message::Message& message);
    bool left() const;
    void was_asleep(core::Context& context, Duration gap);
    void gossip_round(core::Context& context);
    void push_pull_timer(core::Context& context);
    void reconnect(core::Context& context);
    void reclaim_name(core::Context& context);
    std::vector<core::Receiver> lost_ones() const;
    std::size_t living_others() const;
    Duration jittered(Duration time);

    // node_life.cpp: core::Surroundings
    message::Fingerprint fingerprint() const override { return rumors.fingerprint(); }
    bool may_accuse(const core::Member& member) const override;
    void lives(core::Context& context, core::Member& member) override;
    void gone(core::Context& context, core::Member& member) override;
    void forgotten(core::Context& context, const core::Member& member) override;
    void name_taken(core::Context& context) override;
    void answered(core::Context& context, core::Member& member,
                  const std::optional<message::Fingerprint>& theirs) override;
    void ping_by_stream(core::Context& context, const core::Member& member, std::uint32_t sequence) override;
    void end_ping_by_stream(core::Context& context) override;

    // node_peers.cpp: core::Peers
    const std::string& self() const override { return settings.name; }
    bool is_member(std::string_view name) const override;
    bool reachable(std::string_view name) const override;
    std::size_t living() const override { return members.living_watercooler(); }
    std::vector<std::string> pick(core::Context& context, std::size_t count,
                                  const std::vector<std::string>& except) override;
    std::optional<std::string> successor(std::string_view after) const override;
    std::size_t datagram_room() const override { return outgoing.room(); }
    std::size_t encoded_size(const message::Message& message) const override { return outgoing.encoded_size(message); }
    void send(core::Context& context, std::string_view to, const std::vector<message::Message>& messages) override;
    std::vector<message::Digests::Member> member_digests() const override;
    std::vector<std::uint64_t> member_sums() const override;
    Differs compare_member(core::Context& context, const message::Digests::Member& theirs) override;
    std::optional<message::Message> member_message(std::string_view name) const override { return beliefs.tell(name); }

    // node_views.cpp
    std::vector<MemberView> view_members() const;
    std::vector<MessageView> view_messages(Instant now) const;
    Memory view_memory() const;

    const Settings settings;
    const Codec& codec;
    const Boot boot;
    core::Journal journal;
    core::Timers timers;
    core::Random random;
    Totals totals;

    core::Members members;
    core::Lost lost;
    core::Awareness awareness;
    core::GossipQueues queues;
    core::Outgoing outgoing;
    core::Beliefs beliefs;
    core::PingNumbers numbers;
    core::Probe probe;
    core::Relay relay;
    core::Serf serf;
    core::Exchange exchange;
    core::Streams streams;
    core::Rumors rumors;

    Instant last_now = Instant::min();
    bool started = false;
    std::optional<Instant> woke;  // after having been asleep, until somebody answers
    std::vector<Address> seeds;   // tried again while we are alone
    bool join_to_announce = false;
    std::optional<Instant> stranger_asked;  // when we last asked somebody unknown for its table
    Duration reclaim_after{};               // until the next try to get our name back
    std::optional<Instant> leaving_since;
    std::optional<std::uint64_t> goodbye;  // the broadcast's number
    bool goodbye_over = false;
};

}  // namespace watercooler
