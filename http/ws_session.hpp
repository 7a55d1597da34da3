#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "http/message.hpp"
#include "http/websocket.hpp"

namespace boost::asio {
class io_context;
}

namespace watercooler::http {

struct Limits;

/// The server's side of a WebSocket.
class WsSession : public WebSocket {
public:
    /// At once, without a goodbye, and without any further callback.
    virtual void abandon() = 0;
};

/// Why this upgrade cannot succeed whoever asks: wrong version, no key, a body. Nothing if it can.
std::optional<Response> bad_upgrade(const Request& request);

/// What the session tells its server.
struct WsEvents {
    std::function<void()> opened;  ///< The handshake is done; not called if the peer left before.
    std::function<void()> gone;    ///< Called once, after on_closed.
};

/// Answers a good upgrade request on a connected socket, which the session owns from now on.
/// Null, and the socket closed, if the kernel would not have it.
std::shared_ptr<WsSession> start_websocket(boost::asio::io_context& io, int connected_fd, const Request& request,
                                           const Limits& limits, WsEvents events);

}  // namespace watercooler::http
