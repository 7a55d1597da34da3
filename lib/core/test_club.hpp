#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>
#include <watercooler/assert.hpp>
#include <watercooler/codec.hpp>
#include <watercooler/node.hpp>

#include "core/hash.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

using namespace std::chrono_literals;

/// A few nodes in one made-up network with one made-up clock: every packet is really encoded, and takes `latency`.
/// The simulator of sim/ is the tool for many nodes and for faults; this is the least that the tests of the core need.
class TestClub {
public:
    struct Host {
        std::string name;
        Address address;
        std::unique_ptr<Node> node;
        bool running = true;
        bool stopped_by_kernel = false;
        std::vector<Event> events;
        std::vector<std::function<void()>> held;  // arrived while stopped
    };

    Duration latency = 1ms;
    bool icmp = true;  // hosts refuse for processes that are gone
    /// True: what goes from one name to another is lost; streams then fail to connect.
    std::function<bool(const std::string& from, const std::string& to)> cut;
    std::function<bool(const std::string& from, const std::string& to)> cut_datagrams;
    std::function<void(Settings&)> tune;
    std::string label;

    static Settings settings(const std::string& name, std::uint16_t port) {
        Settings made;
        made.name = name;
        made.address = *parse_ip("127.0.0.1", port);
        return made;
    }

    Host& start(const std::string& name, std::uint16_t port, const Memory& memory = {}) {
        if (!codec_) codec_ = memberlist_codec({label});
        auto given = settings(name, port);
        if (tune) tune(given);
        auto& host = hosts_.emplace_back();
        host.name = name;
        host.address = given.address;
        Boot boot{.id = BootId{++boots_}, .seed = seed, .wall_zero_ms = 1'700'000'000'000, .memory = memory};
        host.node = std::make_unique<Node>(given, *codec_, boot);
        act(host, [&](Outbox& out) { host.node->start(now, out); });
        return host;
    }
    /// Starts so many nodes that know each other: n0, n1 ...
    void start_joined(int count) {
        for (int i = 0; i < count; ++i) start("n" + std::to_string(i), static_cast<std::uint16_t>(8000 + i));
        for (int i = 1; i < count; ++i) join("n" + std::to_string(i), "n0");
        run(3s);
    }
    void join(const std::string& who, const std::string& whom) { join(who, at(whom).address); }
    void join(const std::string& who, const Address& whom) {
        auto& host = at(who);
        act(host, [&](Outbox& out) { host.node->join(now, std::span{&whom, 1}, out); });
    }
    void leave(const std::string& who) {
        auto& host = at(who);
        act(host, [&](Outbox& out) { host.node->leave(now, out); });
    }
    void kill(const std::string& who) { at(who).running = false; }
    void freeze_hard(const std::string& who) { at(who).stopped_by_kernel = true; }
    void thaw_hard(const std::string& who) {
        auto& host = at(who);
        host.stopped_by_kernel = false;
        for (auto& input : std::exchange(host.held, {})) input();  // packets before timers
    }

    /// The latest life of a name.
    Host& at(const std::string& name) {
        for (auto host = hosts_.rbegin(); host != hosts_.rend(); ++host) {
            if (host->name == name) return *host;
        }
        WATERCOOLER_ASSERT(!"no such host");
        return hosts_.front();
    }
    Node& node(const std::string& name) { return *at(name).node; }

    void run(Duration time) {
        const auto end = now + time;
        while (true) {
            auto next = deliveries_.empty() ? never : deliveries_.begin()->first;
            for (const auto& host : hosts_) {
                if (awake(host)) next = std::min(next, std::max(now, host.node->next_wakeup()));
            }
            if (next > end) break;
            now = next;
            step();
        }
        now = end;
    }
    /// Runs until it is true; false if it takes longer.
    bool run_until(Duration at_most, const std::function<bool()>& condition) {
        for (const auto end = now + at_most; now < end; run(10ms)) {
            if (condition()) return true;
        }
        return condition();
    }

    // ---- what the tests look at ----
    std::string status(const std::string& viewer, const std::string& subject) {
        for (const auto& member : node(viewer).members(now)) {
            if (member.name == subject) return std::string{to_text(member.status)};
        }
        return "unknown";
    }
    MemberView view(const std::string& viewer, const std::string& subject) {
        for (const auto& member : node(viewer).members(now)) {
            if (member.name == subject) return member;
        }
        return {};
    }
    std::uint64_t count(const std::string& who, EventKind kind) {
        return node(who).counters()[static_cast<std::size_t>(kind)];
    }
    std::uint64_t count_all(EventKind kind) {
        std::uint64_t sum = 0;
        for (const auto& host : hosts_) sum += host.node->counters()[static_cast<std::size_t>(kind)];
        return sum;
    }
    /// The first event of this kind about this peer.
    std::optional<Event> event(const std::string& who, EventKind kind, const std::string& peer = {}) {
        for (const auto& event : at(who).events) {
            if (event.kind == kind && (peer.empty() || event.peer == peer)) return event;
        }
        return std::nullopt;
    }
    /// The kinds that led to an event, the event itself first.
    std::string causes(const std::string& who, std::optional<Event> event) {
        std::string chain;
        while (event) {
            chain += (chain.empty() ? "" : " < ") + std::string{to_text(event->kind)};
            if (event->cause == Sequence{}) break;
            event = at(who).events.at(event->cause.value - 1);
        }
        return chain;
    }
    /// Every running node believes in exactly so many living members, and suspects none of them.
    bool all_see_all(std::size_t count) {
        return std::all_of(hosts_.begin(), hosts_.end(), [&](const Host& host) {
            if (!host.running) return true;
            const auto members = host.node->members(now);
            const auto number = [&](Status status) {
                return static_cast<std::size_t>(std::count_if(members.begin(), members.end(),
                                                              [status](const auto& m) { return m.status == status; }));
            };
            return number(Status::alive) == count && number(Status::suspect) == 0;
        });
    }
    std::deque<Host>& hosts() { return hosts_; }
    /// Hash over everything that was ever sent.
    std::uint64_t traffic() const { return traffic_.value(); }

    Instant now{1s};
    std::uint64_t seed = 1;

    /// Gives a node an input by hand and does what it wants.
    void act(Host& host, const std::function<void(Outbox&)>& input) {
        Outbox out;
        input(out);
        for (const auto& event : out.events) {
            host.events.push_back(event);
            WATERCOOLER_ASSERT(event.seq.value == host.events.size());
        }
        for (auto& datagram : out.datagrams) send(host, std::move(datagram));
        for (auto& action : out.streams) std::visit([&](auto& a) { stream(host, a); }, action);
    }

private:
    struct Connection {
        Host* host[2];  // who opened, who accepted
        StreamId id[2];
        bool open = true;
    };

    static bool awake(const Host& host) { return host.running && !host.stopped_by_kernel; }
    bool is_cut(const Host& from, const Host& to) const { return cut && cut(from.name, to.name); }

    void step() {
        while (!deliveries_.empty() && deliveries_.begin()->first <= now) {
            auto deliver = std::move(deliveries_.begin()->second);
            deliveries_.erase(deliveries_.begin());
            deliver();
        }
        for (auto& host : hosts_) {
            if (awake(host) && host.node->next_wakeup() <= now) {
                act(host, [&](Outbox& out) { host.node->wake(now, out); });
            }
        }
    }
    void later(std::function<void()> what) { deliveries_.emplace(now + latency, std::move(what)); }
    void give(Host& host, std::function<void(Outbox&)> input) {
        if (!host.running) return;
        if (host.stopped_by_kernel) {
            host.held.push_back([this, &host, input] { act(host, input); });
        } else {
            act(host, input);
        }
    }
    Host* living_at(const Address& address) {
        for (auto& host : hosts_) {
            if (host.running && same_place(host.address, address)) return &host;
        }
        return nullptr;
    }

    void send(Host& from, Datagram datagram) {
        traffic_.bytes(datagram.bytes).number(datagram.to.port);
        WATERCOOLER_ASSERT(datagram.bytes.size() <= from.node->settings().datagram_bytes_max);
        auto* to = living_at(datagram.to);
        if (to != nullptr && (is_cut(from, *to) || (cut_datagrams && cut_datagrams(from.name, to->name)))) return;
        later([this, &from, datagram = std::move(datagram)] {
            if (auto* there = living_at(datagram.to)) {
                give(*there, [this, there, &from, datagram](Outbox& out) {
                    there->node->receive(now, from.address, datagram.bytes, out);
                });
            } else if (icmp) {
                give(from, [this, &from, datagram](Outbox& out) { from.node->refused(now, datagram.to, out); });
            }
        });
    }
    void input(Host& host, StreamId id, std::function<StreamInput()> make) {
        give(host, [this, &host, id, make](Outbox& out) { host.node->stream(now, id, make(), out); });
    }
    Connection* find(const Host& host, StreamId id, int& side) {
        for (auto& connection : connections_) {
            for (side = 0; side < 2; ++side) {
                if (connection.host[side] == &host && connection.id[side] == id) return &connection;
            }
        }
        return nullptr;
    }
    void carry(Connection& connection, int side, Buffer bytes) {
        traffic_.bytes(bytes);
        auto* there = connection.host[1 - side];
        const auto id = connection.id[1 - side];
        later(
            [this, there, id, bytes = std::move(bytes)] { input(*there, id, [bytes] { return StreamData{bytes}; }); });
    }
    void stream(Host& host, OpenStream& action) {
        auto* there = living_at(action.to);
        if (there == nullptr || is_cut(host, *there)) {
            const std::string reason = there == nullptr && icmp ? "refused" : "unreachable";
            later(
                [this, &host, id = action.id, reason] { input(host, id, [reason] { return StreamFailed{reason}; }); });
            return;
        }
        auto& connection = connections_.emplace_back();
        connection.host[0] = &host;
        connection.host[1] = there;
        connection.id[0] = action.id;
        connection.id[1] = StreamId{2 * ++accepted_};
        later([this, there, id = connection.id[1], from = host.address] {
            input(*there, id, [from] { return StreamAccepted{from}; });
        });
        carry(connection, 0, std::move(action.bytes));
    }
    void stream(Host& host, WriteStream& action) {
        int side = 0;
        if (auto* connection = find(host, action.id, side)) carry(*connection, side, std::move(action.bytes));
    }
    void stream(Host& host, CloseStream& action) {
        int side = 0;
        auto* connection = find(host, action.id, side);
        if (connection == nullptr || !connection->open) return;
        connection->open = false;
        later([this, there = connection->host[1 - side], id = connection->id[1 - side]] {
            input(*there, id, [] { return StreamEnded{}; });
        });
    }

    std::shared_ptr<const Codec> codec_;
    std::deque<Host> hosts_;
    std::deque<Connection> connections_;
    std::multimap<Instant, std::function<void()>> deliveries_;
    std::uint64_t boots_ = 0;
    std::uint64_t accepted_ = 0;
    Hash traffic_;
};

}  // namespace watercooler::core
