#include "sim/wire.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

namespace watercooler::sim {
namespace {
constexpr std::size_t segment_bytes = 8192;  // longer writes arrive in parts
constexpr auto syn_again = std::chrono::seconds{1};
constexpr auto data_again = std::chrono::milliseconds{200};
}  // namespace

void Network::Wire::act(Host& host, StreamAction action) {
    if (auto* opening = std::get_if<OpenStream>(&action)) return open(host, std::move(*opening));
    const auto* writing = std::get_if<WriteStream>(&action);
    const auto id = writing ? writing->id : std::get<CloseStream>(action).id;
    const auto place = by_end.find({host.id, id});
    if (place == by_end.end()) return;  // it failed while the node was not looking
    const auto [number, side] = place->second;
    auto& connection = connections.at(number);
    if (!connection.accepted) {
        connection.waiting.push_back(std::move(action));
        return;
    }
    if (writing) return write(number, connection, side, std::get<WriteStream>(std::move(action)).bytes);
    close(number, connection, side);
}

void Network::Wire::open(Host& host, OpenStream what) {
    const auto number = ++opened;
    auto& connection = connections[number];
    connection.ends[0] = {.host = host.id, .id = what.id, .open = true};
    connection.to = what.to;
    connection.waiting.push_back(WriteStream{what.id, std::move(what.bytes)});
    by_end[{host.id, what.id}] = {number, 0};
    ++network.counts_.streams;
    network.queue_.push(network.now_ + trip(syn_again), packets,
                        StreamArrival{number, 1, {.id = {}, .input = StreamAccepted{}, .bytes = {}}});
}

/// The first packet has come to where the stream was opened to.
void Network::Wire::reached(std::uint64_t number, Connection& connection) {
    const auto& opener = network.hosts_[connection.ends[0].host];
    const auto* listener = network.at(connection.to);
    const bool silent = !listener && !(network.weather_.refuse && network.known_places_.contains(connection.to));
    if (silent || (listener && !network.connected(opener, *listener))) {
        connection.broken = true;
        return;
    }
    if (!listener) {
        ++network.counts_.streams_refused;
        return fail(number, connection, 0, "refused");
    }
    auto& host = network.hosts_[listener->id];
    connection.accepted = true;
    connection.ends[1] = {.host = host.id, .id = StreamId{host.next_accepted}, .open = true};
    host.next_accepted += 2;
    by_end[{host.id, connection.ends[1].id}] = {number, 1};
    // The connecting side's port is of no use to anybody, as on a real network.
    auto from = opener.settings.address;
    from.port = static_cast<std::uint16_t>(32'768 + number % 28'000);
    connection.last[1] = network.now_ + network.trip() + network.trip();  // the rest of the handshake
    send(number, connection, 1, StreamAccepted{from}, {});
    for (auto& action : std::exchange(connection.waiting, {}))
        act(network.hosts_[connection.ends[0].host], std::move(action));
}

void Network::Wire::write(std::uint64_t number, Connection& connection, int side, Buffer bytes) {
    network.counts_.stream_bytes += bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += segment_bytes) {
        const auto part = Bytes{bytes}.subspan(at, std::min(segment_bytes, bytes.size() - at));
        send(number, connection, 1 - side, StreamData{}, Buffer(part.begin(), part.end()));
    }
}

void Network::Wire::close(std::uint64_t number, Connection& connection, int side) {
    connection.ends[side].open = false;
    by_end.erase({connection.ends[side].host, connection.ends[side].id});
    send(number, connection, 1 - side, StreamEnded{}, {});
    forget_if_over(number);
}

void Network::Wire::send(std::uint64_t number, Connection& connection, int to_side, StreamInput input, Buffer bytes) {
    if (connection.broken || cut(connection)) {
        connection.broken = true;
        return;
    }
    const auto& from = network.hosts_[connection.ends[1 - to_side].host];
    const auto& to = network.hosts_[connection.ends[to_side].host];
    faults::StreamVerdict verdict;
    if (!bytes.empty() && !network.decider_.empty())
        verdict = network.decider_.stream({from.settings.name, to.settings.name}, bytes.size(), network.now_);
    if (verdict.reset) {
        input = StreamFailed{"reset"};
        bytes.clear();
    }
    auto& last = connection.last[to_side];
    last = std::max(last, network.now_ + trip(data_again) + verdict.delay);
    network.under_way_ += 1;
    network.queue_.push(
        last, 0,
        StreamArrival{number,
                      to_side,
                      {.id = connection.ends[to_side].id, .input = std::move(input), .bytes = std::move(bytes)}});
}

void Network::Wire::arrive(StreamArrival arrival) {
    const auto place = connections.find(arrival.connection);
    if (arrival.part.id == StreamId{} && arrival.side == 1) {
        if (place != connections.end()) reached(arrival.connection, place->second);
        return;
    }
    network.under_way_ -= 1;
    if (place == connections.end()) return;
    auto& connection = place->second;
    auto& end = connection.ends[arrival.side];
    if (!end.open) {
        // Whoever writes to an end that was closed learns of it.
        const bool data = std::holds_alternative<StreamData>(arrival.part.input);
        if (data && connection.ends[1 - arrival.side].open)
            fail(arrival.connection, connection, 1 - arrival.side, "reset");
        return;
    }
    auto& host = network.hosts_[end.host];
    if (std::holds_alternative<StreamFailed>(arrival.part.input)) {
        end.open = false;
        by_end.erase({end.host, end.id});
        forget_if_over(arrival.connection);
    }
    network.deliver(host, std::move(arrival.part));
}

void Network::Wire::fail(std::uint64_t number, Connection& connection, int side, const char* reason) {
    if (!connection.ends[side].open) return;
    send(number, connection, side, StreamFailed{reason}, {});
}

void Network::Wire::ended(const Host& host) {
    std::vector<std::uint64_t> numbers;
    for (const auto& [end, place] : by_end) {
        if (end.first == host.id) numbers.push_back(place.first);
    }
    for (const auto number : numbers) {
        auto& connection = connections.at(number);
        const int side = connection.accepted && connection.ends[1].host == host.id && connection.ends[1].open ? 1 : 0;
        by_end.erase({host.id, connection.ends[side].id});
        connection.ends[side].open = false;
        if (connection.accepted && network.weather_.refuse) fail(number, connection, 1 - side, "reset");
        if (!connection.accepted) connection.broken = true;
        forget_if_over(number);
    }
}

void Network::Wire::forget_if_over(std::uint64_t number) {
    const auto& connection = connections.at(number);
    if (!connection.ends[0].open && !connection.ends[1].open) connections.erase(number);
}

bool Network::Wire::cut(const Connection& connection) const {
    if (!connection.accepted) return false;
    const auto& a = network.hosts_[connection.ends[0].host];
    const auto& b = network.hosts_[connection.ends[1].host];
    return !network.connected(a, b) || !network.connected(b, a);
}

/// A lost packet is sent again, after `when_lost`, and that after twice as long.
Duration Network::Wire::trip(Duration when_lost) {
    auto time = network.trip();
    for (int tries = 0; tries < 6 && network.random_.chance(network.weather_.loss); ++tries, when_lost *= 2)
        time += when_lost;
    return time;
}

}  // namespace watercooler::sim
