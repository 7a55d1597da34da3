#include "cli/calls.hpp"

#include <cstdlib>
#include <functional>
#include <utility>
#include <watercooler/assert.hpp>

#include "json/info.hpp"

namespace watercooler::cli {
namespace {

/// Where a member that listens on every address is reached on this host.
std::string host_of(const std::string& address) {
    if (address == "0.0.0.0") return "127.0.0.1";
    return address == "::" ? "::1" : address;
}

Failure unreachable(const Member& member, std::string why) {
    return {Exit::unreachable, "WC-MEMBER-SILENT", member.name.text() + " does not answer", std::move(why), {}};
}

/// 401 and 403: not permitted; the rest of 4xx is about what was asked for.
Exit exit_of_status(unsigned status) {
    if (status == 401 || status == 403) return Exit::forbidden;
    return status >= 500 ? Exit::unreachable : Exit::usage;
}

std::vector<Result<std::string>> fetch_bodies(const Roster& members, std::chrono::milliseconds patience,
                                              const std::function<http::ClientRequest(const Member&)>& request_of) {
    std::vector<http::ClientRequest> requests;
    for (const auto& member : members) requests.push_back(request_of(member));
    const auto answers = http::fetch_all(requests, patience);
    std::vector<Result<std::string>> bodies;
    for (std::size_t at = 0; at < answers.size(); ++at) bodies.push_back(body_of(members[at], answers[at]));
    return bodies;
}

}  // namespace

http::ClientRequest get(const Member& member, std::string target) {
    WATERCOOLER_ASSERT(member.probe.record);
    http::ClientRequest request;
    request.host = host_of(member.probe.record->address);
    request.port = member.probe.record->port;
    request.target = std::move(target);
    return request;
}

http::ClientRequest order(const Member& member, std::string method, std::string target, std::string body,
                          const std::string& token) {
    auto request = get(member, std::move(target));
    request.method = std::move(method);
    request.body = std::move(body);
    request.headers = {{"Authorization", "Bearer " + token}};
    return request;
}

Result<std::string> body_of(const Member& member, const http::ClientResult& answer) {
    if (!answer) return tl::unexpected{unreachable(member, answer.error().message)};
    if (answer->status < 400) return answer->body;
    const auto error = json::read_error(answer->body);
    if (!error) return tl::unexpected{unreachable(member, "status " + std::to_string(answer->status))};
    return tl::unexpected{Failure{exit_of_status(answer->status),
                                  "WC-MEMBER-SAYS",
                                  member.name.text() + " says: " + error->message,
                                  error->hint,
                                  {}}};
}

std::vector<Result<std::string>> ask_all(const Roster& members, const std::string& target,
                                         std::chrono::milliseconds patience) {
    return fetch_bodies(members, patience, [&](const Member& member) { return get(member, target); });
}

std::vector<Result<std::string>> order_all(const Roster& members, const std::string& target, const std::string& body,
                                           const std::string& token, std::chrono::milliseconds patience) {
    return fetch_bodies(members, patience,
                        [&](const Member& member) { return order(member, "POST", target, body, token); });
}

std::optional<double> metric(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') continue;
        const std::string value{line.substr(name.size() + 1)};
        char* end = nullptr;
        const double number = std::strtod(value.c_str(), &end);
        if (end != value.c_str()) return number;
    }
    return std::nullopt;
}

}  // namespace watercooler::cli
