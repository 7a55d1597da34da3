#include "driver/driver.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "core/hash.hpp"
#include "driver/boot_time.hpp"
#include "driver/datagram_socket.hpp"
#include "driver/door.hpp"
#include "driver/fault_line.hpp"
#include "driver/streams.hpp"

namespace watercooler::driver {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// A frozen member looks this often whether it may go on; nobody's store wakes it.
constexpr std::chrono::milliseconds frozen_look{50};

}  // namespace

struct Driver::State {
    State(asio::io_context& io, Port port, const Settings& settings, const Codec& codec, const Boot& boot, Hooks given)
        : hooks(std::move(given)),
          node(settings, codec, boot),
          gate(node, boot_time()),
          datagrams(io, std::move(port.udp), port.address.ip_size == 16, datagram_handlers()),
          faults(io, settings.name, boot.seed ^ boot.id.value, fault_handlers()),
          streams(
              io, [this](StreamId id, const StreamInput& input) { stream(id, input); }, faults),
          door(io, std::move(port.tcp), door_handlers()),
          timer(io) {}

    DatagramSocket::Handlers datagram_handlers();
    Door::Handlers door_handlers();
    FaultLine::Handlers fault_handlers();
    void received(const Address& from, Bytes datagram);
    void stream(StreamId id, const StreamInput& input);
    void look();
    void arrived(const Address& from, Bytes datagram);
    void dropped(const std::string& peer, Bytes datagram, std::string why);
    void flush();
    void settle();
    void timer_fired();

    Hooks hooks;
    Node node;
    FreezeGate gate;
    Outbox out;
    DatagramSocket datagrams;
    FaultLine faults;
    Streams streams;
    Door door;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>
        timer;
    Instant armed_for = never;
    std::function<void()> on_look;
    bool flushing = false;
    bool stopped = false;
};

DatagramSocket::Handlers Driver::State::datagram_handlers() {
    return {
        .received = [this](const Address& from, Bytes datagram) { received(from, datagram); },
        .refused =
            [this](const Address& to) {
                look();
                gate.refused(boot_time(), to, out);
                flush();
            },
        .drained = [this] { settle(); },
    };
}

Door::Handlers Driver::State::door_handlers() {
    return {
        .http =
            [this](Descriptor connection) {
                if (hooks.http) hooks.http(std::move(connection));
            },
        .stream = [this](Descriptor connection, const Address& from) { streams.accepted(std::move(connection), from); },
        .tls =
            [this](const Address& from) {
                const auto note = [&](Node& told, Instant now, Outbox& results) {
                    told.note(now, {.kind = EventKind::dropped, .peer = to_text(from), .reason = "tls"}, results);
                };
                gate.command_now(boot_time(), note, out);
                settle();
            },
        .http_count = [this] { return hooks.http_count ? hooks.http_count() : 0; },
        .stream_count = [this] { return streams.size(); },
        .give_up_http = [this] { return hooks.give_up_http && hooks.give_up_http(); },
    };
}

/// Before every input: has somebody frozen or thawed us?
void Driver::State::look() {
    if (hooks.freeze_order) gate.club(boot_time(), hooks.freeze_order(), out);
}

FaultLine::Handlers Driver::State::fault_handlers() {
    return {
        .arrive = [this](const Address& from, Bytes datagram) { arrived(from, datagram); },
        .send =
            [this](const Address& to, Bytes datagram) {
                if (!stopped) datagrams.send(to, datagram);  // not taken = lost: the protocol lives with loss
            },
        .dropped = [this](const std::string& peer, Bytes datagram,
                          std::string why) { dropped(peer, datagram, std::move(why)); },
        .released = [this] { settle(); },
    };
}

void Driver::State::received(const Address& from, Bytes datagram) {
    if (!datagram.empty()) return faults.incoming(from, datagram);
    if (on_look) on_look();
    look();
    flush();
}

void Driver::State::arrived(const Address& from, Bytes datagram) {
    look();
    gate.receive(boot_time(), from, datagram, out);
    flush();
}

/// By a fault. It is seen on the side that makes it: what the node had sent, or never hears of.
void Driver::State::dropped(const std::string& peer, Bytes datagram, std::string why) {
    Event event{.kind = EventKind::dropped, .peer = peer, .reason = std::move(why)};
    if (!datagram.empty()) {
        event.bytes = datagram.size();
        event.packet = PacketHash{core::Hash{}.bytes(datagram).value()};
    }
    gate.command_now(
        boot_time(), [&](Node& told, Instant now, Outbox& results) { told.note(now, event, results); }, out);
    flush();
}

void Driver::State::stream(StreamId id, const StreamInput& input) {
    look();
    gate.stream(boot_time(), id, input, out);
    settle();
}

/// Does what the outbox says. What that leads to comes later, as an input of its own, except a door that fails at once.
void Driver::State::flush() {
    if (flushing || stopped) return;
    flushing = true;
    while (!out.empty()) {
        const auto todo = std::exchange(out, {});
        const auto wall_time_ns = wall_now_ns();
        for (const auto& datagram : todo.datagrams) faults.outgoing(datagram.to, datagram.bytes);
        for (const auto& action : todo.streams) streams.act(action);
        if (hooks.events && !todo.events.empty()) hooks.events(todo.events, wall_time_ns);
    }
    flushing = false;
}

/// Flushes and sleeps until the next wake-up.
void Driver::State::settle() {
    flush();
    if (stopped) return;
    const auto now = boot_time();
    auto next = gate.next_wakeup(now);
    if (gate.frozen()) next = std::min(next, now + frozen_look);
    if (next == armed_for) return;
    armed_for = next;
    if (next == never) {
        timer.cancel();
        return;
    }
    timer.expires_after(std::max(Duration::zero(), next - now));
    timer.async_wait([this](error_code error) {
        if (!error) timer_fired();
    });
}

void Driver::State::timer_fired() {
    armed_for = never;
    datagrams.drain();  // packets before timers
    look();
    gate.wake(boot_time(), out);
    settle();
}

Driver::Driver(asio::io_context& io, Port port, const Settings& settings, const Codec& codec, const Boot& boot,
               Hooks hooks)
    : state_(std::make_unique<State>(io, std::move(port), settings, codec, boot, std::move(hooks))) {}

Driver::~Driver() = default;

void Driver::start() {
    state_->look();
    state_->gate.start(boot_time(), state_->out);
    state_->datagrams.start();
    state_->door.start();
    state_->settle();
}

void Driver::stop() {
    state_->flush();
    state_->stopped = true;
    state_->timer.cancel();
    state_->door.stop();
    state_->streams.stop();
    state_->faults.stop();
    state_->datagrams.stop();
}

const Node& Driver::node() const { return state_->node; }
const FreezeGate& Driver::gate() const { return state_->gate; }
Instant Driver::host_now() const { return boot_time(); }
Instant Driver::protocol_now() const { return state_->gate.protocol_now(boot_time()); }

bool Driver::command(std::string what, FreezeGate::Command run) {
    state_->look();
    const bool ran = state_->gate.command(boot_time(), std::move(what), std::move(run), state_->out);
    state_->settle();
    return ran;
}

void Driver::command_now(const FreezeGate::Command& run) {
    state_->gate.command_now(boot_time(), run, state_->out);
    state_->settle();
}

void Driver::order(const std::function<void(FreezeGate&, Instant, Outbox&)>& give) {
    give(state_->gate, boot_time(), state_->out);
    state_->settle();
}

void Driver::set_faults(std::vector<faults::Active> faults) {
    state_->faults.set(std::move(faults));
    state_->streams.faults_changed();
    state_->settle();
}

const std::vector<faults::Active>& Driver::faults() const { return state_->faults.faults(); }

void Driver::know_peers(PeerNames names) { state_->faults.names(std::move(names)); }

void Driver::on_look(std::function<void()> look) { state_->on_look = std::move(look); }

Driver::StreamCounts Driver::stream_counts() const {
    const auto& counts = state_->door.counts();
    return {state_->streams.size(), state_->door.waiting(), counts.accepted, counts.evicted,
            counts.timed_out,       counts.turned_away,     counts.tls};
}

}  // namespace watercooler::driver
