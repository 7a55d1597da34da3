#include "program/start.hpp"

#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "club/files.hpp"
#include "http/message.hpp"

namespace watercooler::program {
namespace {

constexpr std::pair<std::string_view, ExitCode> exit_codes[] = {
    {"WC-NAME-TAKEN", name_taken},    {"WC-SAURON-TAKEN", name_taken},     {"WC-STORE-TAKEN", name_taken},
    {"WC-PORT-BUSY", port_busy},      {"WC-PORT-PRIV", not_permitted},     {"WC-CLUB-PERM", not_permitted},
    {"WC-CLUB-OWNER", not_permitted}, {"WC-CLUB-READONLY", not_permitted}, {"WC-STORE-ADDRESS", wrong_usage},
    {"WC-STORE-NEWER", bad_file},     {"WC-STORE-FOREIGN", bad_file},      {"WC-STORE-DAMAGED", bad_file},
};

/// Connections, streams of our own, and room to spare.
void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// One datagram to the socket that systemd has named; `@` begins an abstract name. Nobody is told when there is none.
void notify_systemd(const std::string& text) {
    const char* socket_name = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto size = socket_name ? std::strlen(socket_name) : 0;
    if (size < 2 || size >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, socket_name, size);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    const club::UniqueFd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    (void)!::sendto(socket.get(), text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
                    static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size));
}

}  // namespace

ExitCode exit_code_of(const club::Error& error) {
    for (const auto& [code, exit] : exit_codes)
        if (error.code == code) return exit;
    return not_ready;
}

void prepare() {
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);  // it outlives the terminal it was started from
    club::survive_file_size_limit();
    raise_file_limit();
}

void keep_freed_memory() {
    ::mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
    ::mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
    ::mallopt(M_TOP_PAD, 1024 * 1024);
}

void ReadyLine::ready(const std::string& url) const {
    say("{\"ready\":true,\"url\":" + http::json_quoted(url) + "}\n");
    notify_systemd("READY=1\nSTATUS=" + url + "\n");
}

ExitCode ReadyLine::failed(const club::Error& error) const {
    std::fprintf(stderr, "error: %s (%s)\n  %s\n", error.message.c_str(), error.code.c_str(), error.hint.c_str());
    say("{\"ready\":false,\"code\":" + http::json_quoted(error.code) +
        ",\"message\":" + http::json_quoted(error.message) + ",\"hint\":" + http::json_quoted(error.hint) + "}\n");
    return exit_code_of(error);
}

void ReadyLine::say(const std::string& line) const {
    if (!fd_) return;
    (void)!::write(*fd_, line.data(), line.size());
    ::close(*fd_);
}

Signals::Signals(boost::asio::io_context& io, std::function<void(const std::string&)> end, std::function<void()> tell)
    : signals_(io, SIGTERM, SIGINT), end_(std::move(end)), tell_(std::move(tell)) {
    if (tell_) signals_.add(SIGUSR1);
    wait();
}

void Signals::wait() {
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (error) return;
        if (number == SIGUSR1)
            tell_();
        else
            end_(number == SIGINT ? "interrupted" : "asked to stop");
        wait();
    });
}

}  // namespace watercooler::program
