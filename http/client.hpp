#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "http/message.hpp"

namespace boost::asio {
class io_context;
}

namespace watercooler::http {

/// One request to be sent. Method, target and headers must be well formed: anything else is our own mistake, so what
/// people typed goes through percent_encoded() (target.hpp) first.
struct ClientRequest {
    std::string method{"GET"};
    std::string host{"127.0.0.1"};  ///< A numeric address, IPv6 without brackets, or "localhost".
    std::uint16_t port{};
    std::string target{"/"};
    std::vector<Field> headers{};
    std::string body{};
    std::string content_type{"application/json"};  ///< Sent if there is a body.
    /// A longer answer is a bad response. Unit: bytes. Default: 16 MiB.
    std::size_t response_bytes_max{16 * 1024 * 1024};
};

/// Why there is no answer. The request may have had its effect unless it is `refused` or `unreachable`.
struct ClientError {
    enum class Kind {
        refused,       ///< Nobody listens there.
        timed_out,     ///< No whole answer before the deadline: stopped, frozen hard, or far away.
        unreachable,   ///< No such address, or no way to it.
        bad_response,  ///< The connection broke, or what came is no HTTP.
    };
    Kind kind;
    std::string message;  ///< For people: "127.0.0.1:81: connection refused".
};

using ClientResult = tl::expected<Response, ClientError>;

/// Asks and waits, for `timeout` at most. Any status is an answer: only its absence is an error.
ClientResult fetch(const ClientRequest& request, std::chrono::milliseconds timeout);

/// Asks without waiting: `done` is called once, from the io_context.
void ask(boost::asio::io_context& io, ClientRequest request, std::chrono::milliseconds timeout,
         std::function<void(ClientResult)> done);

/// Asks many, at most `concurrency` at the same time, all within the same `timeout`. Results are in the order of
/// `requests`; what was not begun when the time was up has timed out.
std::vector<ClientResult> fetch_all(std::span<const ClientRequest> requests, std::chrono::milliseconds timeout,
                                    std::size_t concurrency = 64);

}  // namespace watercooler::http
