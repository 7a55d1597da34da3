#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>

#include "http/request_parser.hpp"
#include "http/server.hpp"
#include "http/socket.hpp"
#include "http/ws_session.hpp"

namespace watercooler::http {

class Connection;

/// What connections share with their server. They hold it by shared pointer, so it outlives them all.
struct Server::State {
    boost::asio::io_context& io;
    const Limits limits;
    Handlers handlers;
    std::list<std::shared_ptr<Connection>> connections;  // longest silent first
    std::list<std::shared_ptr<WsSession>> websockets;
};

/// One TCP connection that speaks HTTP: reads a request, has it answered, reads the next.
///
/// It holds no buffer while it waits: bytes are read when the kernel has some, into the stack.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Server::State> server, Socket socket);

    /// `place` is where the server's list holds this connection.
    void start(std::list<std::shared_ptr<Connection>>::iterator place);
    /// At once, and without a word.
    void close();
    /// Whether it waits for bytes of the peer, rather than for an answer of ours.
    bool waits_for_peer() const;

private:
    enum class Phase { idle, header, body, handling, writing, lingering, closed };

    void wait_readable();
    void read_some();
    void received(std::string_view bytes);
    void peer_finished(bool politely);
    void begin_request();
    void advance();
    void ask_for_body();
    void handle();
    void upgrade(Request request);
    void hand_over(Request request);
    void respond(const Response& response);
    void refuse(const Response& response);
    void write(std::string bytes);
    void write_some();
    void written();
    void linger();
    void arm(SteadyClock::time_point deadline);
    void disarm();
    bool may_still_move();
    void expired();
    void note(unsigned status) const;

    std::shared_ptr<Server::State> server_;
    Socket socket_;
    Timer timer_;
    unsigned timer_round_ = 0;  // a timer that was armed again must not fire for the old deadline
    std::list<std::shared_ptr<Connection>>::iterator place_;

    Phase phase_ = Phase::idle;
    SteadyClock::time_point request_began_{};
    SteadyClock::time_point write_deadline_{};
    bool waiting_ = false;    // for the kernel to have bytes
    bool got_some_ = false;   // at least one byte of this request
    bool last_look_ = false;  // time is up, but the kernel may have something
    std::unique_ptr<RequestParser> parser_;
    std::string input_;   // received, not yet parsed
    std::string output_;  // an answer, as far as it is not sent
    std::size_t sent_ = 0;
    bool interim_ = false;  // output_ is "100 Continue": the same request goes on
    bool keep_alive_ = false;
    bool head_ = false;
    std::size_t lingered_bytes_ = 0;
    std::string method_, target_;  // of the request being answered, for notes
    std::string remote_address_, local_address_;
    std::uint16_t remote_port_ = 0, local_port_ = 0;
};

}  // namespace watercooler::http
