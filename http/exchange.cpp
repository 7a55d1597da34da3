#include "http/exchange.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::http {
namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::beast::string_view;
using error_code = boost::system::error_code;
using Kind = ClientError::Kind;

namespace {

constexpr std::uint32_t header_bytes_max = 64 * 1024;

/// Reads one response from pieces; interim ones (100 Continue) are the caller's to skip.
class ResponseParser final : public beast_http::basic_parser<false> {
public:
    ResponseParser(bool head, std::size_t body_bytes_max) {
        header_limit(header_bytes_max);
        body_limit(body_bytes_max);
        skip(head);
        eager(true);
    }

    bool is_interim() const { return response.status / 100 == 1; }

    Response response;

private:
    void on_response_impl(int code, string_view, int, error_code&) override {
        response.status = static_cast<unsigned>(code);
        response.content_type.clear();
    }

    void on_field_impl(beast_http::field name, string_view text, string_view value, error_code& error) override {
        // Beast bounds each piece of a header; this bounds their sum, trailers included.
        header_bytes_ += text.size() + value.size();
        if (header_bytes_ > header_bytes_max) error = beast_http::error::header_limit;
        if (header_complete_) return;  // a trailer
        const std::string copy{value.data(), value.size()};
        if (name == beast_http::field::content_type) response.content_type = copy;
        response.headers.push_back({std::string{text.data(), text.size()}, copy});
    }

    void on_header_impl(error_code&) override { header_complete_ = true; }

    std::size_t on_body_impl(string_view bytes, error_code&) override {
        response.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
        return on_body_impl(bytes, error);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}
    void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}

    bool header_complete_ = false;
    std::size_t header_bytes_ = 0;
};

void assert_one_line(std::string_view text, std::string_view forbidden) {
    WATERCOOLER_ASSERT(text.find_first_of(forbidden) == std::string_view::npos);
}

std::string request_text(const ClientRequest& request) {
    assert_one_line(request.method, "\r\n ");
    assert_one_line(request.target, "\r\n ");
    WATERCOOLER_ASSERT(request.target.starts_with('/'));
    std::string out = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + host_and_port(request) +
                      "\r\nConnection: close\r\n";
    for (const auto& field : request.headers) {
        assert_one_line(field.name, "\r\n: ");
        assert_one_line(field.value, "\r\n");
        out += field.name + ": " + field.value + "\r\n";
    }
    const bool empty = request.body.empty();
    if (!empty) out += "Content-Type: " + request.content_type + "\r\n";
    if (!empty || (request.method != "GET" && request.method != "HEAD")) {
        out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return out + "\r\n" + request.body;
}

/// Nothing if the host is neither an address nor localhost: names are not looked up here.
std::vector<tcp::endpoint> endpoints(const ClientRequest& request) {
    const auto port = request.port;
    if (equal_in_any_case(request.host, "localhost")) {
        return {{asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}};
    }
    error_code error;
    const auto address = asio::ip::make_address(request.host, error);
    if (error) return {};
    return {{address, port}};
}

ClientError connect_error(const ClientRequest& request, error_code error) {
    const auto kind = error == asio::error::connection_refused ? Kind::refused
                      : error == asio::error::timed_out        ? Kind::timed_out
                                                               : Kind::unreachable;
    return {kind, host_and_port(request) + ": " + error.message()};
}

/// One request on one connection of its own, from connecting to the last byte.
class Connection final : public Exchange, public std::enable_shared_from_this<Connection> {
public:
    Connection(asio::io_context& io, const ClientRequest& request, std::function<void(ClientResult)> done)
        : socket_(io), request_(request), done_(std::move(done)) {}

    void start() override {
        endpoints_ = endpoints(request_);
        if (endpoints_.empty()) {
            const auto why = host_and_port(request_) + ": not a numeric address, and not localhost";
            return asio::post(socket_.get_executor(), [self = shared_from_this(), why] {
                self->finish(tl::unexpected{ClientError{Kind::unreachable, why}});
            });
        }
        output_ = request_text(request_);
        connect(0);
    }

    void give_up() override {
        done_ = nullptr;
        error_code ignored;
        socket_.close(ignored);
    }

private:
    void connect(std::size_t which) {
        error_code ignored;
        socket_.close(ignored);
        socket_.async_connect(endpoints_[which], [self = shared_from_this(), which](error_code error) {
            if (!self->done_) return;
            if (!error) return self->write();
            // Of several addresses the first tells most: ::1 may just not exist here.
            if (which == 0) self->connect_error_ = error;
            if (which + 1 < self->endpoints_.size()) return self->connect(which + 1);
            self->finish(tl::unexpected{connect_error(self->request_, self->connect_error_)});
        });
    }

    void write() {
        asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](error_code error, std::size_t) {
            if (!self->done_) return;
            // A server that refuses a request may close before it has read it all: its answer still counts.
            self->write_error_ = error;
            self->begin_response();
            self->read();
        });
    }

    void begin_response() { parser_.emplace(request_.method == "HEAD", request_.response_bytes_max); }

    void read() {
        socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](error_code error, std::size_t size) {
            if (!self->done_) return;
            if (error) return self->ended(error);
            self->input_.append(self->chunk_.data(), size);
            self->advance();
        });
    }

    void advance() {
        while (!input_.empty()) {
            // Beast's parser relies on having seen five bytes of a chunked body's end.
            if (parser_->is_header_done() && parser_->chunked() && input_.size() < 5) break;
            error_code error;
            input_.erase(0, parser_->put(asio::buffer(input_), error));
            if (error && error != beast_http::error::need_more) return fail(error.message());
            if (parser_->is_done()) {
                if (!parser_->is_interim()) return finish(std::move(parser_->response));
                begin_response();
            } else if (error) {
                break;
            }
        }
        if (input_.size() > header_bytes_max) return fail("endless headers");
        read();
    }

    void ended(error_code error) {
        if (error != asio::error::eof) return fail((write_error_ ? write_error_ : error).message());
        if (!parser_->got_some()) return fail("closed without an answer");
        error_code incomplete;
        parser_->put_eof(incomplete);
        if (incomplete) return fail("closed in the middle of its answer");
        finish(std::move(parser_->response));
    }

    void fail(const std::string& why) {
        finish(tl::unexpected{ClientError{Kind::bad_response, host_and_port(request_) + ": " + why}});
    }

    void finish(ClientResult result) {
        const auto done = std::exchange(done_, nullptr);
        give_up();
        if (done) done(std::move(result));
    }

    Socket socket_;
    const ClientRequest& request_;
    std::function<void(ClientResult)> done_;
    std::vector<tcp::endpoint> endpoints_;
    std::string output_;
    std::string input_;
    std::array<char, 16 * 1024> chunk_{};
    error_code connect_error_;
    error_code write_error_;
    std::optional<ResponseParser> parser_;
};

}  // namespace

std::string host_and_port(const ClientRequest& request) {
    const bool v6 = request.host.find(':') != std::string::npos;
    return (v6 ? '[' + request.host + ']' : request.host) + ':' + std::to_string(request.port);
}

std::shared_ptr<Exchange> make_exchange(asio::io_context& io, const ClientRequest& request,
                                        std::function<void(ClientResult)> done) {
    return std::make_shared<Connection>(io, request, std::move(done));
}

}  // namespace watercooler::http
