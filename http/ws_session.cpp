#include "http/ws_session.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <list>
#include <utility>

#include "http/response_text.hpp"
#include "http/server.hpp"
#include "http/socket.hpp"
#include "http/utf8.hpp"

namespace watercooler::http {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using error_code = boost::system::error_code;

namespace {

// One handler type per signature: each lambda would instantiate Beast's operations once more.
using Done = std::function<void(error_code)>;
using DoneBytes = std::function<void(error_code, std::size_t)>;

constexpr std::size_t close_reason_bytes_max = 123;
constexpr std::size_t idle_buffer_bytes_max = 4096;
constexpr std::uint16_t binary_refused = 1003, no_code = 1005, gone_silently = 1006, too_slow = 1013;

std::string_view cut_to_fit(std::string_view reason) {
    std::size_t size = 0;
    while (size < reason.size()) {
        const auto next = utf8_size(reason.substr(size));
        if (next == 0 || size + next > close_reason_bytes_max) break;
        size += next;
    }
    return reason.substr(0, size);
}

std::uint16_t code_of(error_code error, const websocket::close_reason& said) {
    if (error == websocket::error::closed) return said.code == 0 ? no_code : said.code;
    if (error == websocket::error::message_too_big) return websocket::close_code::too_big;
    if (error == websocket::error::bad_frame_payload) return websocket::close_code::bad_payload;
    if (error == websocket::condition::protocol_violation) return websocket::close_code::protocol_error;
    return gone_silently;
}

/// A socket that tells when Beast begins to tear it down: to wait for the peer to close, however long that takes.
struct HookedSocket : Socket {
    explicit HookedSocket(Socket socket) : Socket(std::move(socket)) {}
    std::function<void()> teardown_begins;
};

template <class Handler>
void async_teardown(beast::role_type role, HookedSocket& socket, Handler&& handler) {
    socket.teardown_begins();
    websocket::async_teardown(role, static_cast<Socket&>(socket), std::forward<Handler>(handler));
}

class Session final : public WsSession, public std::enable_shared_from_this<Session> {
public:
    Session(Socket socket, const Limits& limits, WsEvents events)
        : limits_(limits), events_(std::move(events)), timer_(socket.get_executor()), stream_(std::move(socket)) {
        stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
        stream_.next_layer().teardown_begins = [this] { limit_goodbye(); };
        stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
            for (const auto& field : safety_headers()) response.set(field.name, field.value);
        }));
        stream_.read_message_max(limits.websocket_message_bytes_max);
        stream_.auto_fragment(false);  // a message goes out whole, without a buffer of its own
        stream_.text(true);
    }

    void accept(const Request& asked) {
        beast::http::request<beast::http::empty_body> request{beast::http::verb::get, asked.target, 11};
        for (const auto& field : asked.headers) request.insert(field.name, field.value);
        stream_.async_accept(request, Done{[self = shared_from_this()](error_code error) {
                                 if (error) return self->finish(error);
                                 self->open_ = true;
                                 if (const auto opened = std::exchange(self->events_.opened, nullptr)) opened();
                                 self->read();
                             }});
    }

    using WebSocket::send;
    bool send(std::shared_ptr<const std::string> text) override {
        if (!open_ || closing_ || !stream_.is_open()) return false;
        if (buffered_ + text->size() > limits_.websocket_buffered_bytes_max) {
            drop_waiting();
            close(too_slow, "too slow: more messages waited than fit");
            return false;
        }
        buffered_ += text->size();
        queue_.push_back(std::move(text));
        write();
        return true;
    }

    void on_text(std::function<void(std::string_view)> callback) override { on_text_ = std::move(callback); }
    void on_closed(std::function<void(std::uint16_t, std::string_view)> callback) override {
        on_closed_ = std::move(callback);
    }

    void close(std::uint16_t code, std::string_view reason) override {
        if (!open_ || closing_) return;
        closing_.emplace(code, cut_to_fit(reason));
        limit_goodbye();
        write();
    }

    std::size_t buffered() const override { return buffered_; }

    void abandon() override {
        on_text_ = nullptr;
        on_closed_ = nullptr;
        events_ = {};
        finish(asio::error::operation_aborted);
    }

private:
    void read() {
        stream_.async_read(buffer_, DoneBytes{[self = shared_from_this()](error_code error, std::size_t) {
                               if (error) return self->finish(error);
                               self->received();
                               self->read();
                           }});
    }

    void received() {
        const auto bytes = buffer_.cdata();
        if (!stream_.got_text()) {
            close(binary_refused, "text messages only");
        } else if (on_text_ && !closing_) {
            const auto callback = on_text_;  // it may set another one while it runs
            callback({static_cast<const char*>(bytes.data()), bytes.size()});
        }
        buffer_.consume(buffer_.size());
        if (buffer_.capacity() > idle_buffer_bytes_max) buffer_.shrink_to_fit();
    }

    void write() {
        if (writing_ || !open_) return;
        if (queue_.empty()) {
            if (closing_) say_goodbye();
            return;
        }
        writing_ = true;
        stream_.async_write(asio::buffer(*queue_.front()),
                            DoneBytes{[self = shared_from_this()](error_code error, std::size_t) {
                                self->writing_ = false;
                                self->buffered_ -= self->queue_.front()->size();
                                self->queue_.pop_front();
                                if (error) return self->close_socket();
                                self->write();
                            }});
    }

    void say_goodbye() {
        if (std::exchange(said_goodbye_, true)) return;
        websocket::close_reason reason;
        reason.code = static_cast<websocket::close_code>(closing_->first);
        reason.reason = beast::string_view{closing_->second.data(), closing_->second.size()};
        // The read that is always under way learns how this ended.
        stream_.async_close(reason, Done{[self = shared_from_this()](error_code) { self->close_socket(); }});
    }

    // Once we or Beast have begun to end this: Beast alone would wait for minutes. (A control callback would tell of
    // the peer's goodbye sooner, but makes Beast 1.81 lock up when both say goodbye at once.)
    void limit_goodbye() {
        if (std::exchange(goodbye_limited_, true)) return;
        timer_.expires_after(limits_.websocket_close_time);
        timer_.async_wait([weak = weak_from_this()](error_code error) {
            const auto self = weak.lock();
            if (self && !error) self->finish(asio::error::timed_out);
        });
    }

    // All but the message that is being written: its bytes may be half on their way.
    void drop_waiting() {
        while (queue_.size() > (writing_ ? 1u : 0u)) {
            buffered_ -= queue_.back()->size();
            queue_.pop_back();
        }
    }

    void close_socket() {
        error_code ignored;
        stream_.next_layer().close(ignored);
    }

    // By the read that is always under way, or by our own patience, whichever ends first.
    void finish(error_code error) {
        if (std::exchange(finished_, true)) return;
        const auto& said = stream_.reason();
        const auto code = closing_ ? closing_->first : code_of(error, said);
        const std::string reason = closing_ ? closing_->second : std::string{said.reason.data(), said.reason.size()};
        open_ = false;
        timer_.cancel();
        close_socket();
        on_text_ = nullptr;  // callbacks may hold this object
        if (const auto callback = std::exchange(on_closed_, nullptr)) callback(code, reason);
        if (const auto gone = std::exchange(events_, {}).gone) gone();
    }

    const Limits limits_;
    WsEvents events_;
    Timer timer_;
    websocket::stream<HookedSocket, false> stream_;
    beast::flat_buffer buffer_;
    std::list<std::shared_ptr<const std::string>> queue_;  // the first is being written
    std::size_t buffered_ = 0;
    bool open_ = false;
    bool writing_ = false;
    bool said_goodbye_ = false;
    bool goodbye_limited_ = false;
    bool finished_ = false;
    std::optional<std::pair<std::uint16_t, std::string>> closing_;  // our goodbye, said once the queue is empty
    std::function<void(std::string_view)> on_text_;
    std::function<void(std::uint16_t, std::string_view)> on_closed_;
};

bool is_key(std::string_view key) {  // base64 of 16 bytes
    const auto letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return key.size() == 24 && key.substr(22) == "==" && key.find_first_not_of(letters) == 22;
}

}  // namespace

std::optional<Response> bad_upgrade(const Request& request) {
    if (request.header_count("Sec-WebSocket-Version") != 1 || request.header("Sec-WebSocket-Version") != "13") {
        auto response = error_response(426, "websocket_version", "The WebSocket version must be 13.",
                                       "Send Sec-WebSocket-Version: 13.");
        response.headers = {{"Sec-WebSocket-Version", "13"}};
        return response;
    }
    if (request.header_count("Sec-WebSocket-Key") != 1 || !is_key(*request.header("Sec-WebSocket-Key"))) {
        return error_response(400, "websocket_key", "Sec-WebSocket-Key must be 16 bytes in base64.",
                              "Use a WebSocket client.");
    }
    if (request.header_count("Host") != 1 || !request.body.empty()) {
        return error_response(400, "bad_upgrade", "A WebSocket upgrade has one Host header and no body.",
                              "Use a WebSocket client.");
    }
    return std::nullopt;
}

std::shared_ptr<WsSession> start_websocket(asio::io_context& io, int connected_fd, const Request& request,
                                           const Limits& limits, WsEvents events) {
    sockaddr_storage local{};
    socklen_t size = sizeof local;
    ::getsockname(connected_fd, reinterpret_cast<sockaddr*>(&local), &size);
    Socket socket{io};
    error_code error;
    socket.assign(local.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), connected_fd, error);
    if (error) {
        ::close(connected_fd);
        return nullptr;
    }
    const auto session = std::make_shared<Session>(std::move(socket), limits, std::move(events));
    session->accept(request);
    return session;
}

}  // namespace watercooler::http
