#include "driver/driver.hpp"

#include <time.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <random>
#include <utility>

#include "driver/datagram_socket.hpp"
#include "driver/door.hpp"
#include "driver/streams.hpp"

namespace watercooler::driver {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// A frozen member looks this often whether it may go on; nobody's store wakes it.
constexpr std::chrono::milliseconds frozen_look{50};

Instant boot_time() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return Instant{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

}  // namespace

struct Driver::State {
    State(asio::io_context& io, Port port, const Settings& settings, const Codec& codec, const Boot& boot, Hooks given)
        : hooks(std::move(given)),
          node(settings, codec, boot),
          gate(node, boot_time()),
          datagrams(io, std::move(port.udp), port.address.ip_size == 16, datagram_handlers()),
          streams(io, [this](StreamId id, const StreamInput& input) { stream(id, input); }),
          door(io, std::move(port.tcp), door_handlers()),
          timer(io),
          luck(boot.seed ^ boot.id.value) {}

    DatagramSocket::Handlers datagram_handlers();
    Door::Handlers door_handlers();
    void received(const Address& from, Bytes datagram);
    void stream(StreamId id, const StreamInput& input);
    void look();
    void send(const Datagram& datagram);
    void flush();
    void settle();
    void timer_fired();
    bool lost();

    Hooks hooks;
    Node node;
    FreezeGate gate;
    Outbox out;
    DatagramSocket datagrams;
    Streams streams;
    Door door;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>
        timer;
    Instant armed_for = never;
    Faults faults;
    std::mt19937_64 luck;  // of the faults only; the node has its own
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

void Driver::State::received(const Address& from, Bytes datagram) {
    look();
    if (!datagram.empty() && !lost()) gate.receive(boot_time(), from, datagram, out);  // empty: "look"
    flush();
}

void Driver::State::stream(StreamId id, const StreamInput& input) {
    look();
    gate.stream(boot_time(), id, input, out);
    settle();
}

bool Driver::State::lost() {
    if (faults.loss_percent <= 0) return false;
    return std::uniform_real_distribution<double>{0, 100}(luck) < faults.loss_percent;
}

void Driver::State::send(const Datagram& datagram) {
    datagrams.send(datagram.to, datagram.bytes);  // not taken = lost: the protocol lives with loss
}

/// Does what the outbox says. What that leads to comes later, as an input of its own, except a door that fails at once.
void Driver::State::flush() {
    if (flushing || stopped) return;
    flushing = true;
    while (!out.empty()) {
        const auto todo = std::exchange(out, {});
        for (const auto& datagram : todo.datagrams) send(datagram);
        for (const auto& action : todo.streams) streams.act(action);
        if (hooks.events && !todo.events.empty()) hooks.events(todo.events);
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

void Driver::set_faults(const Faults& faults) {
    const bool any = faults.loss_percent > 0;
    state_->faults = faults;
    command_now([&](Node& node, Instant now, Outbox& out) {
        const auto kind = any ? EventKind::fault_set : EventKind::fault_cleared;
        node.note(now, {.kind = kind, .reason = "loss " + std::to_string(faults.loss_percent) + "%"}, out);
    });
}

const Faults& Driver::faults() const { return state_->faults; }

Driver::StreamCounts Driver::stream_counts() const {
    const auto& counts = state_->door.counts();
    return {state_->streams.size(), state_->door.waiting(), counts.accepted, counts.evicted,
            counts.timed_out,       counts.turned_away,     counts.tls};
}

}  // namespace watercooler::driver
