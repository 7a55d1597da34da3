#include <variant>

#include "core/node_state.hpp"

namespace watercooler {

using namespace core;

namespace {

/// Who says that it tells us this; only messages of our own kind say so.
std::string_view teller_of(const message::Message& message) {
    return std::visit(
        []([[maybe_unused]] const auto& told) -> std::string_view {
            if constexpr (requires { told.from; } && !requires { told.incarnation; }) return told.from;
            return {};
        },
        message);
}

}  // namespace

/// A stream comes from any port, so that its address names nobody: believed is the name in the message, if that member
/// lives at this host.
Receiver Node::State::teller(const Receiver& caller, const message::Message& message) {
    const auto* member = members.find(teller_of(message));
    if (member == nullptr) return caller;
    auto place = caller.address;
    place.port = member->address.port;
    return same_place(place, member->address) ? Receiver{member->address, member->name} : caller;
}

void Node::State::push_pull(Context& context, const Receiver& to, bool join) {
    if (streams.busy_with(to.address)) return;
    auto after = context.because(context.emit(
        {.kind = EventKind::sync_started, .peer = to.peer, .reason = join ? "push-pull join" : "push-pull"}));
    streams.open(after, {.purpose = Stream::Purpose::push_pull, .peer = to, .join = join},
                 exchange.make(join, fingerprint()));
}

void Node::State::message(Context& context, Stream& stream, const message::StreamMessage& message) {
    if (const auto* theirs = std::get_if<message::PushPull>(&message)) return exchanged(context, stream, *theirs);
    if (const auto* ping = std::get_if<message::Ping>(&message)) return answer_ping(context, stream, *ping);
    if (const auto* user = std::get_if<message::StreamUser>(&message)) {
        return handle(context, teller(stream.peer, user->message), user->message);
    }
    if (const auto* ack = std::get_if<message::Ack>(&message)) {
        if (stream.purpose != Stream::Purpose::ping || ack->sequence != stream.sequence) {
            return unexpected(context, stream, "ack");
        }
        return probe.stream_ack(ack->sequence);
    }
    constexpr std::size_t text_max = 128;
    unexpected(context, stream, "error: " + std::get<message::StreamError>(message).text.substr(0, text_max));
}

void Node::State::unexpected(Context& context, const Stream& stream, std::string_view what) {
    context.emit({.kind = EventKind::dropped, .peer = stream.peer.peer, .reason = "stream: " + std::string{what}});
}

void Node::State::answer_ping(Context& context, Stream& stream, const message::Ping& ping) {
    const auto asked = stream.purpose == Stream::Purpose::accepted;
    if (!asked || (!ping.node.empty() && ping.node != settings.name)) return unexpected(context, stream, "ping");
    streams.write(context, stream,
                  message::Ack{.payload = std::nullopt, .sequence = ping.sequence, .fingerprint = std::nullopt});
}

/// Both sides of a push/pull: the accepting one answers first and checks then, so that even a refused joiner learns
/// why.
void Node::State::exchanged(Context& context, Stream& stream, const message::PushPull& theirs) {
    if (stream.purpose == Stream::Purpose::accepted) {
        streams.write(context, stream, exchange.make(theirs.join, fingerprint()));
    } else if (stream.purpose != Stream::Purpose::push_pull) {
        return unexpected(context, stream, "push-pull");
    }
    if (const auto objection = exchange.objection(theirs); !objection.empty()) {
        return unexpected(context, stream, "push-pull refused: " + objection);
    }
    const auto merged = exchange.merge(context, theirs);
    if (!timers.armed(TimerKind::reconnect, "name")) reclaim_after = {};  // nobody holds our name any more
    context.emit({.kind = EventKind::sync_done,
                  .peer = stream.peer.peer,
                  .bytes = stream.bytes,
                  .count = merged.differed,
                  .reason = theirs.join ? "push-pull join" : "push-pull"});
    beliefs.take_refuted();  // a stream has no address to answer to; gossip tells it
    if (stream.purpose == Stream::Purpose::accepted) return;
    if (stream.join && join_to_announce) {
        join_to_announce = false;
        serf.announce_join(context);
    }
    if (merged.fingerprint) catch_up(context, stream, *merged.fingerprint);
}

/// Members are exchanged; what else we lack is asked for at once.
void Node::State::catch_up(Context& context, const Stream& stream, const message::Fingerprint& theirs) {
    const auto* member = members.at(stream.peer.address);
    if (member == nullptr || !reachable(member->name)) return;
    if (theirs.entries != fingerprint().entries) rumors.sync_now(context, member->name);
}

void Node::State::failed(Context& context, const Stream& stream, const std::string& reason) {
    if (reason == "refused") return refused(context, stream.peer.address);
    if (stream.purpose == Stream::Purpose::user) rumors.unreachable(context, stream.peer.peer);
}

void Node::State::ping_by_stream(Context& context, const Member& member, std::uint32_t sequence) {
    streams.open(context,
                 {.purpose = Stream::Purpose::ping, .peer = {member.address, member.name}, .sequence = sequence},
                 message::Ping{.node = member.name,
                               .sequence = sequence,
                               .source = source_of(beliefs.self()),
                               .fingerprint = std::nullopt});
}

void Node::State::end_ping_by_stream(Context& context) { streams.drop(context, Stream::Purpose::ping); }

}  // namespace watercooler
