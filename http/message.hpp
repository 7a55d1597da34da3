#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// HTTP as plain values. Nothing here opens a socket, and nothing here knows what is being served.
namespace watercooler::http {

/// A name and its value: a header, or a parameter of a query.
struct Field {
    std::string name;
    std::string value;

    friend bool operator==(const Field&, const Field&) = default;
};

/// One request, whole: it exists only once its last byte has come and every limit was kept.
struct Request {
    std::string method;  ///< As sent, "GET" where "HEAD" was sent: the server leaves out the body by itself.
    std::string target;  ///< As sent, for logs.
    std::string path;    ///< Percent-decoded, begins with '/', has no control characters; may be invalid UTF-8.
    std::vector<std::string> segments;  ///< The path between its slashes, each decoded: so one may have a slash in it.
    std::vector<Field> query;           ///< Decoded ('+' is a space), in the order sent.
    std::vector<Field> captures;        ///< What a router found at the `{name}` places of its pattern.
    std::vector<Field> headers;         ///< In the order sent, duplicates included, trailers left out.
    std::string body;
    std::string remote_address;  ///< Numeric; an IPv4 peer of an IPv6 socket is written as IPv4.
    std::uint16_t remote_port{};
    std::string local_address;  ///< Numeric: where the connection arrived.
    std::uint16_t local_port{};

    /// The first header of that name, in any case; nothing if there is none.
    std::optional<std::string_view> header(std::string_view name) const;
    /// How many headers have that name, in any case.
    std::size_t header_count(std::string_view name) const;
    /// The first parameter of the query with exactly that name.
    std::optional<std::string_view> parameter(std::string_view name) const;
    /// What the router found for `{name}`. The pattern must have it: asking for another is our own mistake.
    const std::string& capture(std::string_view name) const;
};

/// An answer. The server adds length, connection and safety headers; of those a handler may only say another
/// Cache-Control.
struct Response {
    unsigned status{200};
    std::string content_type{"application/json"};
    std::string body{};
    std::vector<Field> headers{};  ///< Extra ones. Control characters become spaces; CORS headers are our own mistake.
    /// For text/html only. Empty: nothing may be loaded, framed or submitted.
    std::string content_security_policy{};

    /// The first extra header of that name, in any case; nothing if there is none.
    std::optional<std::string_view> header(std::string_view name) const;
};

/// `{"error":{"code":"…","message":"…","hint":"…"}}` with that status.
/// `code` is for programs and never changes, `message` says what is wrong, `hint` what to do about it.
Response error_response(unsigned status, std::string_view code, std::string_view message, std::string_view hint);

/// `text` as a JSON string, quotes included. Invalid UTF-8 becomes U+FFFD: the result is always valid JSON.
std::string json_quoted(std::string_view text);

/// Whether `text` and `other` are equal but for the case of ASCII letters.
bool equal_in_any_case(std::string_view text, std::string_view other);

/// Whether a comma-separated header value has that word, in any case: `has_word("keep-alive, Upgrade", "upgrade")`.
bool has_word(std::string_view list, std::string_view word);

/// Whether the request asks for a WebSocket: GET with `Connection: upgrade` and `Upgrade: websocket`.
bool is_websocket_upgrade(const Request& request);

/// Whether the peer is on this host: 127.0.0.0/8 or ::1.
bool from_loopback(const Request& request);

/// "Not Found" for 404; "Unknown" where there is no such status.
std::string_view status_text(unsigned status);

}  // namespace watercooler::http
