#include "http/request_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <utility>
#include <watercooler/assert.hpp>

#include "http/target.hpp"

namespace watercooler::http {
namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using error_code = boost::beast::error_code;

namespace {

std::string_view plain(string_view text) { return {text.data(), text.size()}; }

Response header_too_large(std::size_t limit) {
    return error_response(431, "header_too_large",
                          "The request line and headers are longer than " + std::to_string(limit) + " bytes.",
                          "Send fewer or shorter headers, or a shorter address.");
}

Response body_too_large(std::size_t limit) {
    return error_response(413, "body_too_large", "The body is longer than " + std::to_string(limit) + " bytes.",
                          "Send a shorter body.");
}

Response malformed(std::string_view what) {
    return error_response(400, "malformed_request", "This is no HTTP request: " + std::string{what} + ".",
                          "Send HTTP/1.1, for example with curl.");
}

Response bad_target(std::string_view what) {
    return error_response(400, "bad_target", "The address is malformed: " + std::string{what} + ".",
                          "Write a path such as /api/v1/state, with special characters as %XX.");
}

// Beast's parser relies on having seen five bytes of a chunked body's end; no such body has fewer to come.
constexpr std::size_t chunked_bytes_min = 5;

// One chunk per byte costs six bytes for one; whoever spends more than this is not sending a body.
constexpr std::size_t chunked_overhead_max = 8;

}  // namespace

class RequestParser::Sink final : public beast_http::basic_parser<true> {
public:
    explicit Sink(Limits limits) : limits_(limits) {
        WATERCOOLER_ASSERT(limits.header_bytes_max <= 0xffffffff);
        header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        body_limit(limits.body_bytes_max);
    }

    std::size_t feed(std::string_view bytes) {
        WATERCOOLER_ASSERT(!failure && !is_done());
        auto taken = got_some() ? 0 : empty_lines(bytes);
        while (!failure && !is_done()) {
            const auto rest = bytes.substr(taken);
            const auto used = put_some(rest);
            taken += used;
            if (!failure) bound(used, rest.size() - used);
            if (used == 0) break;
        }
        return taken;
    }

    Request request;
    std::optional<Response> failure;
    bool head = false;
    bool continues = false;

private:
    // RFC 9112 2.2: empty lines in front of a request are read over.
    static std::size_t empty_lines(std::string_view bytes) {
        std::size_t size = 0;
        while (bytes.substr(size, 2) == "\r\n") size += 2;
        return size;
    }

    // One step: a part of the header, or of the body. 0 while more bytes are needed.
    std::size_t put_some(std::string_view bytes) {
        if (bytes.empty() || (!got_some() && bytes == "\r")) return 0;
        if (is_header_done() && chunked() && bytes.size() < chunked_bytes_min) return 0;
        error_code error;
        const auto used = put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
        if (error && error != beast_http::error::need_more && !failure) failure = explain(error);
        return used;
    }

    // Beast bounds each piece of a header; the sum over pieces, and what frames a chunked body, is bounded here.
    void bound(std::size_t used, std::size_t waiting) {
        if (!header_seen_) {
            header_bytes_ += used;
            header_seen_ = is_header_done();
            const auto size = header_bytes_ + (header_seen_ ? 0 : waiting);
            if (size > limits_.header_bytes_max) failure = header_too_large(limits_.header_bytes_max);
            return;
        }
        body_wire_bytes_ += used;
        if (body_wire_bytes_ > limits_.body_bytes_max * chunked_overhead_max + limits_.header_bytes_max) {
            failure = body_too_large(limits_.body_bytes_max);
        } else if (used == 0 && waiting > limits_.header_bytes_max) {
            failure = header_too_large(limits_.header_bytes_max);  // a chunk's extension, or trailers
        }
    }

    Response explain(error_code error) const {
        if (error == beast_http::error::header_limit) return header_too_large(limits_.header_bytes_max);
        if (error == beast_http::error::body_limit) return body_too_large(limits_.body_bytes_max);
        return malformed(error.message());
    }

    void fail(Response response, error_code& error) {
        failure = std::move(response);
        error = beast_http::error::bad_value;
    }

    void on_request_impl(beast_http::verb, string_view method, string_view target, int version, error_code&) override {
        head = method == "HEAD";
        request.method = head ? "GET" : plain(method);
        request.target = plain(target);
        version_ = version;
    }

    void on_field_impl(beast_http::field, string_view name, string_view value, error_code&) override {
        if (!header_complete_) request.headers.push_back({std::string{plain(name)}, std::string{plain(value)}});
    }

    void on_header_impl(error_code& error) override {
        header_complete_ = true;  // what comes later is a trailer, and no trailer may pass for a header
        check_encoding(error);
        if (!error) check_expectation(error);
        if (!error) read_target(error);
    }

    // Any other coding would leave the body's end in doubt: what we took for the next request might be data.
    void check_encoding(error_code& error) {
        const auto encodings = request.header_count("Transfer-Encoding");
        if (encodings == 0) return;
        if (version_ < 11) return fail(malformed("HTTP/1.0 has no Transfer-Encoding"), error);
        if (encodings > 1 || !equal_in_any_case(*request.header("Transfer-Encoding"), "chunked")) {
            fail(error_response(501, "unknown_encoding", "The only Transfer-Encoding known here is chunked.",
                                "Send the body with Content-Length."),
                 error);
        }
    }

    void check_expectation(error_code& error) {
        const auto expect = request.header("Expect");
        if (!expect || version_ < 11) return;
        continues = equal_in_any_case(*expect, "100-continue");
        if (continues) return;
        fail(error_response(417, "unknown_expectation", "The only Expect known here is 100-continue.",
                            "Leave the Expect header out."),
             error);
    }

    void read_target(error_code& error) {
        std::string_view rest = request.target;
        if (rest.size() > 7 && equal_in_any_case(rest.substr(0, 7), "http://")) {  // as sent to proxies
            rest.remove_prefix(7);
            const auto authority = rest.substr(0, rest.find_first_of("/?"));
            rest.remove_prefix(authority.size());
            if (!equal_in_any_case(authority, request.header("Host").value_or(""))) {
                return fail(bad_target("it names another host than the Host header"), error);
            }
        }
        auto target = http::parse_target(rest);
        if (!target) return fail(bad_target(target.error()), error);
        request.path = std::move(target->path);
        request.segments = std::move(target->segments);
        request.query = std::move(target->query);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

    std::size_t on_body_impl(string_view bytes, error_code&) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
        return on_body_impl(bytes, error);
    }

    void on_finish_impl(error_code&) override {}
    void on_response_impl(int, string_view, int, error_code&) override {}

    Limits limits_;
    int version_ = 0;
    bool header_complete_ = false;  // the parser says so
    bool header_seen_ = false;      // and its bytes are counted
    std::size_t header_bytes_ = 0;
    std::size_t body_wire_bytes_ = 0;
};

RequestParser::RequestParser(Limits limits) : sink_(std::make_unique<Sink>(limits)) {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) { return sink_->feed(bytes); }
bool RequestParser::header_done() const { return sink_->is_header_done(); }
bool RequestParser::done() const { return !sink_->failure && sink_->is_done(); }
const std::optional<Response>& RequestParser::failure() const { return sink_->failure; }
bool RequestParser::expects_continue() const { return sink_->continues; }
bool RequestParser::keep_alive() const { return sink_->keep_alive(); }
bool RequestParser::is_head() const { return sink_->head; }

Request RequestParser::take() {
    WATERCOOLER_ASSERT(done());
    return std::move(sink_->request);
}

}  // namespace watercooler::http
