#include "http/guard.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace watercooler::http {
namespace {

/// "[::1]:81" split; `port` is empty if there is none.
struct Authority {
    std::string host;  // without brackets, addresses in their shortest form
    std::string port;
    bool has_port;
};

/// One way to write each address, so that equal addresses are equal text. Names stay as they are.
std::string shortest(const std::string& host) {
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    for (const int family : {AF_INET, AF_INET6}) {
        if (::inet_pton(family, host.c_str(), bytes.data()) == 1) {
            return ::inet_ntop(family, bytes.data(), text.data(), text.size());
        }
    }
    return host;
}

/// Nothing if it is not even shaped like a host and a port.
std::optional<Authority> parse_authority(std::string_view text) {
    const bool bracketed = text.starts_with('[');
    const auto end = bracketed ? text.find(']') : text.find(':');
    if (bracketed && end == text.npos) return std::nullopt;
    const auto host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    const auto rest = end == text.npos ? std::string_view{} : text.substr(bracketed ? end + 1 : end);
    if (host.empty() || host.find('\0') != host.npos || (!rest.empty() && !rest.starts_with(':'))) return std::nullopt;
    if (bracketed != (host.find(':') != host.npos)) return std::nullopt;  // brackets are for IPv6, and IPv6 needs them
    return Authority{shortest(std::string{host}), std::string{rest.empty() ? rest : rest.substr(1)}, !rest.empty()};
}

bool is_our_host(const std::string& host, const Request& request, const Guard& guard) {
    for (const auto* ours : {"localhost", "127.0.0.1", "::1"}) {
        if (equal_in_any_case(host, ours)) return true;
    }
    if (!request.local_address.empty() && host == shortest(request.local_address)) return true;
    return std::any_of(guard.hosts.begin(), guard.hosts.end(),
                       [&](const std::string& ours) { return equal_in_any_case(host, shortest(ours)); });
}

bool is_ours(std::string_view text, const Request& request, const Guard& guard) {
    const auto authority = parse_authority(text);
    if (!authority || !is_our_host(authority->host, request, guard)) return false;
    return authority->has_port ? authority->port == std::to_string(guard.port) : guard.port == 80;
}

std::optional<Response> check_host(const Request& request, const Guard& guard) {
    const auto hint = "Use http://localhost:" + std::to_string(guard.port) + ", with this very port.";
    const auto count = request.header_count("Host");
    if (count == 0) return error_response(400, "host_missing", "The Host header is missing.", hint);
    if (count > 1) return error_response(400, "host_repeated", "There is more than one Host header.", hint);
    const auto host = *request.header("Host");
    if (is_ours(host, request, guard)) return std::nullopt;
    return error_response(403, "host_not_ours", "\"" + std::string{host} + "\" is not a name of this server.", hint);
}

bool is_our_origin(std::string_view origin, const Request& request, const Guard& guard) {
    constexpr std::string_view scheme = "http://";
    if (!equal_in_any_case(origin.substr(0, scheme.size()), scheme)) return false;
    return is_ours(origin.substr(scheme.size()), request, guard);
}

std::optional<Response> check_source(const Request& request, const Guard& guard) {
    const std::string hint = "Only this server's own pages, and programs that are no browsers, may do this.";
    if (request.header_count("Origin") > 1) {
        return error_response(403, "origin_repeated", "There is more than one Origin header.", hint);
    }
    if (const auto origin = request.header("Origin"); origin && !is_our_origin(*origin, request, guard)) {
        return error_response(403, "origin_not_ours",
                              "A page of \"" + std::string{*origin} + "\" cannot change anything here.", hint);
    }
    for (const auto& field : request.headers) {
        if (!equal_in_any_case(field.name, "Sec-Fetch-Site")) continue;
        if (field.value == "same-origin" || field.value == "none") continue;
        return error_response(403, "cross_site", "A page of another site cannot change anything here.", hint);
    }
    return std::nullopt;
}

/// In a time that depends on the lengths only.
bool same_secret(std::string_view given, std::string_view secret) {
    unsigned difference = given.size() == secret.size() ? 0 : 1;
    for (std::size_t at = 0; at < given.size(); ++at) {
        const auto expected = secret.empty() ? '\0' : secret[at % secret.size()];
        difference |= static_cast<unsigned char>(given[at]) ^ static_cast<unsigned char>(expected);
    }
    return difference == 0;
}

}  // namespace

std::optional<Response> check_origin(const Request& request, const Guard& guard) {
    if (auto refusal = check_host(request, guard)) return refusal;
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && request.header_count("Upgrade") == 0) return std::nullopt;
    return check_source(request, guard);
}

std::optional<Response> check_token(const Request& request, std::string_view token) {
    constexpr std::string_view scheme = "Bearer ";
    const auto given = request.header_count("Authorization") == 1 ? *request.header("Authorization") : "";
    const bool bearer = equal_in_any_case(given.substr(0, scheme.size()), scheme);
    if (bearer && !token.empty() && same_secret(given.substr(scheme.size()), token)) return std::nullopt;
    auto response = error_response(401, bearer ? "token_wrong" : "token_missing",
                                   bearer ? "The token is not this club's." : "This needs the club's token.",
                                   "Send Authorization: Bearer TOKEN; the token is in the club's folder.");
    response.headers = {
        {"WWW-Authenticate", bearer ? "Bearer realm=\"club\", error=\"invalid_token\"" : "Bearer realm=\"club\""}};
    return response;
}

}  // namespace watercooler::http
