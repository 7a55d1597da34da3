#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace watercooler::http {

/// Reads one request from bytes that come in pieces of any size. No socket, no clock.
///
/// Shape:  HTTP/1.0 or 1.1; a body by Content-Length or chunked; trailers are read over.
/// Errors: `failure()` is the answer for the peer, after which the connection's bytes mean nothing any more:
///         400 malformed, 413 body and 431 header over their limit, 417 unknown expectation,
///         501 another transfer encoding.
class RequestParser {
public:
    /// Unit: bytes. The header counts from the method to the empty line; the body as decoded.
    struct Limits {
        std::size_t header_bytes_max;
        std::size_t body_bytes_max;
    };

    explicit RequestParser(Limits limits);
    ~RequestParser();

    /// Takes what it can use of `bytes` and says how much that was; the rest must begin the next call.
    /// Bytes behind the end of the request are never taken. Not to be called once done or failed.
    std::size_t feed(std::string_view bytes);

    bool header_done() const;
    bool done() const;
    const std::optional<Response>& failure() const;

    /// Once the header is done: the peer holds its body back until it reads "100 Continue".
    bool expects_continue() const;
    /// Once done: the peer would send another request on this connection.
    bool keep_alive() const;
    /// Once done: the answer has no body.
    bool is_head() const;
    /// Once done, and once only: the request, without addresses.
    Request take();

private:
    class Sink;
    std::unique_ptr<Sink> sink_;
};

}  // namespace watercooler::http
