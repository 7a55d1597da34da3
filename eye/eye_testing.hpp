#pragma once

// For tests: a folder of one's own, events, and a collector in this process that speaks over real sockets.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eye/backlog.hpp"
#include "eye/eye.hpp"
#include "journal/frames.hpp"

namespace watercooler::eye::testing {

namespace asio = boost::asio;

class Folder {
public:
    Folder() {
        std::string pattern = std::filesystem::temp_directory_path() / "eye-test-XXXXXX";
        if (!::mkdtemp(pattern.data())) std::abort();
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string path(const std::string& name = "spool") const { return path_ + "/" + name; }

private:
    std::string path_;
};

inline Event event_of(std::uint64_t seq) {
    Event event;
    event.seq = {seq};
    event.kind = EventKind::sent;
    event.peer = "bob";
    event.packet = PacketHash{seq * 0x9e3779b97f4a7c15};  // does not become smaller
    event.protocol_time = Instant{std::chrono::milliseconds{seq}};
    return event;
}
inline std::vector<Event> events_of(std::uint64_t first, std::uint64_t last) {
    std::vector<Event> events;
    for (auto seq = first; seq <= last; ++seq) events.push_back(event_of(seq));
    return events;
}

/// They as they are kept and sent.
inline Batch batch_of(std::uint64_t first, std::uint64_t last) {
    journal::Encoder encoder;
    for (const auto& event : events_of(first, last)) encoder.add(event, 5);
    return {{first}, {last}, encoder.take()};
}

inline journal::Hello self_of(std::uint64_t boot = 1) {
    journal::Hello hello;
    hello.stream = {"office", "jimmy", BootId{boot}};
    hello.address = "127.0.0.1";
    hello.port = 8081;
    hello.next = {1};
    return hello;
}

/// Lets everything work until the condition holds. False after ten seconds without it.
inline bool run_until(asio::io_context& io, const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        io.restart();
        io.run_for(std::chrono::milliseconds{1});
    }
    return true;
}

/// Takes eyes' streams, keeps what is new of each, acknowledges. Its manners can be spoiled.
class Collector {
public:
    struct Manners {
        bool welcomes = true;
        bool acknowledges = true;
        std::size_t closes_after = 0;  // bytes that it takes; 0 = never
        Buffer says;                   // instead of anything else, once it has read something
        std::optional<journal::Refusal> refuses;
        std::optional<Sequence> claims;  // to have, in its welcome
        std::optional<Sequence> acks;    // whatever came
    };

    explicit Collector(asio::io_context& io, std::uint16_t port = 0)
        : acceptor_(io, {asio::ip::make_address("127.0.0.1"), port}) {
        accept();
    }

    Address address() const { return *parse_ip("127.0.0.1", acceptor_.local_endpoint().port()); }
    Manners manners;
    std::vector<journal::Hello> hellos;
    std::map<BootId, std::vector<journal::Stamped>> events;  // of each life, without duplicates
    std::uint64_t duplicates = 0, gaps = 0, batches = 0, byes = 0, damaged = 0;

    std::uint64_t have(std::uint64_t boot = 1) {
        auto& of_boot = events[BootId{boot}];
        return of_boot.empty() ? 0 : of_boot.back().event.seq.value;
    }
    void close_all() {
        for (auto& connection : connections_) close(*connection);
    }
    /// Nobody listens there any more.
    void stop() {
        acceptor_.close();
        close_all();
    }

private:
    struct Connection {
        explicit Connection(asio::ip::tcp::socket accepted) : socket(std::move(accepted)) {}
        asio::ip::tcp::socket socket;
        journal::FrameReader frames{true};
        std::array<std::uint8_t, 16 * 1024> input;
        std::size_t taken = 0;
        BootId boot;
    };
    using ConnectionPtr = std::shared_ptr<Connection>;

    void accept() {
        acceptor_.async_accept([this](boost::system::error_code error, asio::ip::tcp::socket socket) {
            if (error) return;
            connections_.push_back(std::make_shared<Connection>(std::move(socket)));
            read(connections_.back());
            accept();
        });
    }
    void read(const ConnectionPtr& connection) {
        connection->socket.async_read_some(
            asio::buffer(connection->input), [this, connection](boost::system::error_code error, std::size_t size) {
                if (error) return close(*connection);
                if (manners.closes_after != 0) {  // what lies behind the cut never came
                    const auto room = manners.closes_after - std::min(connection->taken, manners.closes_after);
                    size = std::min(size, room);
                }
                connection->taken += size;
                take(*connection, {connection->input.data(), size});
                if (manners.closes_after != 0 && connection->taken >= manners.closes_after) return close(*connection);
                if (connection->socket.is_open()) read(connection);
            });
    }
    void take(Connection& connection, Bytes bytes) {
        if (!manners.says.empty()) return send(connection, manners.says);
        connection.frames.add(bytes);
        while (const auto frame = connection.frames.next()) {
            if (frame->type == journal::FrameType::hello) hello(connection, frame->payload);
            if (frame->type == journal::FrameType::batch) batch(connection, frame->payload);
            if (frame->type == journal::FrameType::bye) ++byes;
        }
        if (connection.frames.error()) ++damaged;
    }
    void hello(Connection& connection, Bytes payload) {
        const auto read = journal::read_hello(text_of(payload));
        if (!read) return void(++damaged);
        hellos.push_back(*read);
        connection.boot = read->stream.boot;
        Buffer answer;
        if (manners.refuses) {
            journal::append_frame(answer, journal::FrameType::refuse, bytes_of(journal::write(*manners.refuses)));
            send(connection, answer);
            return close(connection);
        }
        if (!manners.welcomes) return;
        const journal::Welcome welcome{"test", manners.claims.value_or(Sequence{have(connection.boot.value)})};
        journal::append_frame(answer, journal::FrameType::welcome, bytes_of(journal::write(welcome)));
        send(connection, answer);
    }
    void batch(Connection& connection, Bytes payload) {
        const auto frame = journal::read_batch(payload);
        const auto decoded = frame ? journal::decode(frame->batch) : tl::unexpected{journal::DecodeError{}};
        if (!decoded) return void(++damaged);
        ++batches;
        for (const auto& event : *decoded) {
            const auto last = have(connection.boot.value);
            if (event.event.seq.value <= last) {
                ++duplicates;
                continue;
            }
            if (event.event.seq.value != last + 1) ++gaps;
            events[connection.boot].push_back(event);
        }
        if (!manners.acknowledges) return;
        Buffer answer;
        journal::append_ack(answer, manners.acks.value_or(Sequence{have(connection.boot.value)}));
        send(connection, answer);
    }
    static void send(Connection& connection, const Buffer& bytes) {
        boost::system::error_code ignored;
        asio::write(connection.socket, asio::buffer(bytes), ignored);
    }
    static void close(Connection& connection) {
        boost::system::error_code ignored;
        connection.socket.close(ignored);
    }

    asio::ip::tcp::acceptor acceptor_;
    std::list<ConnectionPtr> connections_;
};

/// An eye with short times, and what it told.
struct Watched {
    explicit Watched(asio::io_context& io, const std::string& spool = {}, std::uint64_t boot = 1,
                     const std::function<void(Settings&)>& more = {}) {
        Settings settings;
        settings.self = self_of(boot);
        settings.token = "secret";
        settings.spool = spool;
        settings.flush_interval = settings.spool_interval = std::chrono::milliseconds{5};
        if (more) more(settings);
        eye = std::make_unique<Eye>(io, settings,
                                    Hooks{[this](std::uint64_t count) { lost += count; },
                                          [this](const std::string& text) { said.push_back(text); }});
    }
    void report(std::uint64_t first, std::uint64_t last) { eye->report(events_of(first, last), 1000); }
    /// False after ten seconds.
    bool finish(asio::io_context& io) {
        bool done = false;
        eye->finish(std::chrono::milliseconds{500}, [&] { done = true; });
        return run_until(io, [&] { return done; });
    }

    std::unique_ptr<Eye> eye;
    std::uint64_t lost = 0;
    std::vector<std::string> said;
};

}  // namespace watercooler::eye::testing
