#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "http/message.hpp"
#include "http/reply.hpp"
#include "http/websocket.hpp"

namespace boost::asio {
class io_context;
}

namespace watercooler::http {

/// What a peer may cost. Times run on the steady clock, whatever protocol time does.
struct Limits {
    /// Request line and headers, per request. Beyond: 431. Range: 256 B to 1 MiB. Default: 8 KiB.
    std::size_t header_bytes_max{8 * 1024};
    /// Body, decoded. Beyond: 413. Default: 16 KiB.
    std::size_t body_bytes_max{16 * 1024};
    /// From a request's first byte (of the first request: from adopt()) to its header's end. Beyond: 408. Default: 5 s.
    std::chrono::milliseconds header_time{5'000};
    /// From the same moment to the body's end. Beyond: 408. Default: 10 s.
    std::chrono::milliseconds request_time{10'000};
    /// Silence allowed between two requests. Beyond: closed. Range: up to 30 s. Default: 15 s.
    std::chrono::milliseconds idle_time{15'000};
    /// How long a peer may take no byte of an answer. Beyond: closed. Default: 10 s.
    std::chrono::milliseconds write_stall{10'000};
    /// How long a whole answer may take. Beyond: closed. Default: 2 min.
    std::chrono::milliseconds write_time{120'000};
    /// How long a peer may take to read the last answer of its connection. Default: 1 s.
    std::chrono::milliseconds linger_time{1'000};
    /// A message from a WebSocket's peer. Beyond: closed with 1009. Default: 64 KiB.
    std::size_t websocket_message_bytes_max{64 * 1024};
    /// Messages that wait for a WebSocket's peer. Beyond: closed with 1013. Default: 1 MiB.
    std::size_t websocket_buffered_bytes_max{1024 * 1024};
    /// How long a WebSocket's goodbye may take. Beyond: cut off. Default: 3 s.
    std::chrono::milliseconds websocket_close_time{3'000};
};

/// A line for logs and events: what was asked, by whom, and how it was answered.
/// Refused and malformed requests count too; of those, what was not read is empty.
struct Answered {
    std::string_view method;
    std::string_view target;
    std::string_view remote_address;
    unsigned status;
};

/// What a program does with its requests. All run on the server's thread, from the io_context.
struct Handlers {
    /// Answers a request: `reply` may be called now or later.
    std::function<void(Request, Reply)> request;
    /// Asked about each WebSocket upgrade: a Response refuses it. Unset: all are refused with 404.
    std::function<std::optional<Response>(const Request&)> upgrade{};
    /// An upgrade that was not refused is now an open WebSocket. To be set if `upgrade` is.
    std::function<void(const Request&, std::shared_ptr<WebSocket>)> opened{};
    /// Told about every answer, WebSockets as 101. May be unset.
    std::function<void(const Answered&)> answered{};
};

/// Speaks HTTP/1.0, 1.1 and WebSocket on TCP connections that somebody else has accepted.
///
/// Pipelined requests are answered one by one, in order. Every answer carries `Cache-Control: no-store` and the other
/// safety headers; none ever carries a CORS header. Who may ask is for the handlers to decide: see guard.hpp.
/// Not thread-safe: everything runs on the io_context's one thread. To be destroyed before the io_context.
class Server {
public:
    Server(boost::asio::io_context& io, Limits limits, Handlers handlers);
    /// Cuts off every connection. Replies that come later go nowhere.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Takes over a connected TCP socket of which no byte was read. A socket that is dead already is closed.
    void adopt(int connected_fd);

    /// Open connections, WebSockets included.
    std::size_t connections() const;
    std::size_t websockets() const;

    /// Cuts off the connection that has been waiting longest for its peer's next request, or for the rest of one.
    /// False if all are being answered, or are WebSockets.
    bool close_oldest_idle();

    struct State;

private:
    std::shared_ptr<State> state_;
};

}  // namespace watercooler::http
