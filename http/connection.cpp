#include "http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "http/response_text.hpp"

namespace watercooler::http {
namespace asio = boost::asio;
using error_code = boost::system::error_code;

namespace {

constexpr std::size_t read_bytes_max = 8 * 1024;
// Closing with unread bytes would reset the connection and take our last answer with it, so they are read and
// dropped first; whoever goes on and on is reset after all.
constexpr std::size_t linger_bytes_max = 1024 * 1024;
// How long what the kernel has already may take to reach us once the time is up.
constexpr std::chrono::milliseconds last_look_time{50};

// An IPv4 peer of an IPv6 socket is an IPv4 peer.
std::string text(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

}  // namespace

Connection::Connection(std::shared_ptr<Server::State> server, Socket socket)
    : server_(std::move(server)), socket_(std::move(socket)), timer_(socket_.get_executor()) {
    error_code error;
    const auto remote = socket_.remote_endpoint(error);
    const auto local = socket_.local_endpoint(error);
    remote_address_ = text(remote.address());
    remote_port_ = remote.port();
    local_address_ = text(local.address());
    local_port_ = local.port();
}

void Connection::start(std::list<std::shared_ptr<Connection>>::iterator place) {
    place_ = place;
    begin_request();
    wait_readable();
}

bool Connection::waits_for_peer() const {
    return phase_ == Phase::idle || phase_ == Phase::header || phase_ == Phase::body || phase_ == Phase::lingering;
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    disarm();
    error_code ignored;
    socket_.close(ignored);
    server_->connections.erase(place_);
}

void Connection::wait_readable() {
    if (std::exchange(waiting_, true)) return;
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
        self->waiting_ = false;
        if (!self->waits_for_peer()) return;  // the bytes wait in the kernel until we ask again
        if (error) return self->close();
        self->read_some();
    });
}

void Connection::read_some() {
    std::array<char, read_bytes_max> bytes;
    error_code error;
    const auto size = socket_.read_some(asio::buffer(bytes), error);
    if (error == asio::error::would_block) return wait_readable();
    if (error) return peer_finished(error == asio::error::eof);
    received({bytes.data(), size});
}

void Connection::received(std::string_view bytes) {
    if (phase_ == Phase::lingering) {
        lingered_bytes_ += bytes.size();
        return lingered_bytes_ > linger_bytes_max ? close() : wait_readable();
    }
    input_ += bytes;
    if (phase_ == Phase::idle) begin_request();
    got_some_ = true;
    advance();
}

void Connection::peer_finished(bool politely) {
    if (phase_ == Phase::lingering || !politely || !got_some_) return close();
    refuse(error_response(400, "incomplete_request", "The connection was closed before the request was complete.",
                          "Send as many bytes as Content-Length says."));
}

void Connection::begin_request() {
    phase_ = Phase::header;
    request_began_ = SteadyClock::now();
    got_some_ = !input_.empty();
    last_look_ = false;
    method_.clear();
    target_.clear();
    parser_ = std::make_unique<RequestParser>(
        RequestParser::Limits{server_->limits.header_bytes_max, server_->limits.body_bytes_max});
    arm(request_began_ + server_->limits.header_time);
}

void Connection::advance() {
    input_.erase(0, parser_->feed(input_));
    if (parser_->failure()) return refuse(*parser_->failure());
    if (parser_->done()) return handle();
    if (phase_ == Phase::header && parser_->header_done()) return ask_for_body();
    wait_readable();
}

void Connection::ask_for_body() {
    phase_ = Phase::body;
    arm(request_began_ + server_->limits.request_time);
    if (!parser_->expects_continue() || !input_.empty()) return wait_readable();
    interim_ = true;
    write("HTTP/1.1 100 Continue\r\n\r\n");
}

void Connection::handle() {
    phase_ = Phase::handling;
    disarm();
    keep_alive_ = parser_->keep_alive();
    head_ = parser_->is_head();
    auto request = parser_->take();
    parser_.reset();
    request.remote_address = remote_address_;
    request.remote_port = remote_port_;
    request.local_address = local_address_;
    request.local_port = local_port_;
    method_ = head_ ? "HEAD" : request.method;
    target_ = request.target;
    if (is_websocket_upgrade(request)) return upgrade(std::move(request));
    server_->handlers.request(std::move(request), Reply{[weak = weak_from_this()](const Response& response) {
                                  if (const auto self = weak.lock()) self->respond(response);
                              }});
}

void Connection::upgrade(Request request) {
    keep_alive_ = false;
    if (const auto bad = bad_upgrade(request)) return respond(*bad);
    if (!input_.empty()) {
        return respond(error_response(400, "early_frame", "A WebSocket's first frame came before it was open.",
                                      "Wait for the answer 101."));
    }
    if (!server_->handlers.upgrade) {
        return respond(error_response(404, "no_websocket", "There is no WebSocket here.", "Ask with plain HTTP."));
    }
    if (const auto refusal = server_->handlers.upgrade(request)) return respond(*refusal);
    if (phase_ == Phase::handling) hand_over(std::move(request));
}

void Connection::hand_over(Request request) {
    error_code error;
    const int fd = socket_.release(error);
    if (error) return close();
    const auto state = server_;
    const auto place = state->websockets.emplace(state->websockets.end());
    const auto asked = std::make_shared<const Request>(std::move(request));
    const auto opened = [state, place, asked] {
        const auto& answered = state->handlers.answered;
        if (answered) answered({asked->method, asked->target, asked->remote_address, 101});
        state->handlers.opened(*asked, *place);
    };
    const auto gone = [state, place] { state->websockets.erase(place); };
    *place = start_websocket(state->io, fd, *asked, state->limits, {.opened = opened, .gone = gone});
    if (!*place) gone();
    close();
}

void Connection::respond(const Response& response) {
    if (phase_ != Phase::handling) return;  // closed in the meantime
    note(response.status);
    write_deadline_ = SteadyClock::now() + server_->limits.write_time;
    write(response_text(response, {.keep_alive = keep_alive_, .head = head_}));
}

void Connection::refuse(const Response& response) {
    keep_alive_ = false;
    head_ = parser_ && parser_->is_head();
    phase_ = Phase::handling;
    respond(response);
}

void Connection::write(std::string bytes) {
    phase_ = Phase::writing;
    last_look_ = false;
    output_ = std::move(bytes);
    sent_ = 0;
    write_some();
}

void Connection::write_some() {
    arm(SteadyClock::now() + server_->limits.write_stall);
    socket_.async_write_some(asio::buffer(output_.data() + sent_, output_.size() - sent_),
                             [self = shared_from_this()](error_code error, std::size_t size) {
                                 if (self->phase_ == Phase::closed) return;
                                 if (error) return self->close();
                                 self->sent_ += size;
                                 self->last_look_ = false;
                                 self->sent_ < self->output_.size() ? self->write_some() : self->written();
                             });
}

void Connection::written() {
    output_ = {};  // an idle connection holds no buffer
    if (std::exchange(interim_, false)) {
        phase_ = Phase::body;
        arm(request_began_ + server_->limits.request_time);
        return wait_readable();
    }
    if (!keep_alive_) return linger();
    auto& all = server_->connections;
    all.splice(all.end(), all, place_);  // the one silent for the shortest time
    if (!input_.empty()) {
        begin_request();
        return advance();
    }
    input_ = {};
    phase_ = Phase::idle;
    last_look_ = false;
    arm(SteadyClock::now() + server_->limits.idle_time);
    wait_readable();
}

void Connection::linger() {
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    if (error) return close();
    phase_ = Phase::lingering;
    last_look_ = true;  // whatever still comes is not worth a look
    input_ = {};
    arm(SteadyClock::now() + server_->limits.linger_time);
    wait_readable();
}

void Connection::arm(SteadyClock::time_point deadline) {
    if (phase_ == Phase::writing && !interim_) deadline = std::min(deadline, write_deadline_);
    timer_.expires_at(deadline);
    timer_.async_wait([self = shared_from_this(), round = ++timer_round_](error_code error) {
        if (!error && round == self->timer_round_) self->expired();
    });
}

void Connection::disarm() {
    ++timer_round_;
    timer_.cancel();
}

bool Connection::may_still_move() {
    if (phase_ == Phase::writing) return true;
    error_code error;
    return waits_for_peer() && socket_.available(error) > 0;
}

void Connection::expired() {
    // A process that was stopped wakes to find every deadline passed, and what came in time still in the kernel.
    if (!last_look_ && may_still_move()) {
        last_look_ = true;
        return arm(SteadyClock::now() + last_look_time);
    }
    if (!waits_for_peer() || phase_ == Phase::lingering) return close();
    if (phase_ == Phase::idle || !got_some_) return close();
    refuse(error_response(408, "request_too_slow", "The request was not complete in time.",
                          "Send the whole request at once."));
}

void Connection::note(unsigned status) const {
    if (server_->handlers.answered) server_->handlers.answered({method_, target_, remote_address_, status});
}

}  // namespace watercooler::http
