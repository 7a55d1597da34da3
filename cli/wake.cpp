#include "cli/wake.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "club/files.hpp"

namespace watercooler::cli {
namespace {

void send_nothing(const club::UniqueFd& v4, const club::UniqueFd& v6, const std::string& host, std::uint16_t port) {
    sockaddr_in to4{};
    sockaddr_in6 to6{};
    if (::inet_pton(AF_INET, host == "0.0.0.0" ? "127.0.0.1" : host.c_str(), &to4.sin_addr) == 1) {
        to4.sin_family = AF_INET;
        to4.sin_port = htons(port);
        (void)::sendto(v4.get(), "", 0, MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to4), sizeof to4);
    } else if (::inet_pton(AF_INET6, host == "::" ? "::1" : host.c_str(), &to6.sin6_addr) == 1) {
        to6.sin6_family = AF_INET6;
        to6.sin6_port = htons(port);
        (void)::sendto(v6.get(), "", 0, MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to6), sizeof to6);
    }
}

}  // namespace

void wake_all(const Roster& members) {
    const club::UniqueFd v4{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    const club::UniqueFd v6{::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    for (const auto& member : members)
        if (member.runs() && member.known())
            send_nothing(v4, v6, member.probe.record->address, member.probe.record->port);
}

}  // namespace watercooler::cli
