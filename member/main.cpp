// watercooler-member: one member of a club as a process.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "club/files.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "json/info.hpp"
#include "member/api.hpp"
#include "member/live.hpp"
#include "member/member.hpp"
#include "member/options.hpp"
#include "member/snapshot.hpp"

namespace watercooler::member {
namespace {

namespace asio = boost::asio;

enum ExitCode { done = 0, name_taken = 4, port_busy = 5, not_permitted = 6, not_ready = 7 };

/// Tells whoever started us how it went, in one line, if they asked.
class ReadyLine {
public:
    explicit ReadyLine(std::optional<int> fd) : fd_(fd) {}
    void ready(const std::string& url) const { say("{\"ready\":true,\"url\":" + http::json_quoted(url) + "}\n"); }
    void failed(const club::Error& error) const {
        say("{\"ready\":false,\"code\":" + http::json_quoted(error.code) +
            ",\"message\":" + http::json_quoted(error.message) + ",\"hint\":" + http::json_quoted(error.hint) + "}\n");
    }

private:
    void say(const std::string& line) const {
        if (!fd_) return;
        (void)!::write(*fd_, line.data(), line.size());
        ::close(*fd_);
    }
    std::optional<int> fd_;
};

/// 256 connections, streams of our own, and room to spare.
void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

club::Error port_error(const driver::PortError& error, const Options& options) {
    const auto where = to_text(options.bind) + " (" + error.what + ")";
    const auto port = std::to_string(options.bind.port);
    switch (error.kind) {
        case driver::PortError::Kind::busy:
            return {"WC-PORT-BUSY", "port " + port + " is taken: " + where + " is in use",
                    "Choose another port, or 0."};
        case driver::PortError::Kind::privileged:
            return {"WC-PORT-PRIV", "port " + port + " needs privilege",
                    "You are uid " + std::to_string(::getuid()) + "; choose a port from 1024 up."};
        case driver::PortError::Kind::no_such_address:
            return {"WC-PORT-HOST", ip_text(options.bind) + " is no address of this machine", "Choose one of its own."};
        case driver::PortError::Kind::other:
            break;
    }
    return {"WC-PORT", "cannot use " + where + ": " + std::strerror(error.error), "Choose another port."};
}

int code_of(const club::Error& error) {
    if (error.code == "WC-NAME-TAKEN") return name_taken;
    if (error.code == "WC-PORT-BUSY") return port_busy;
    if (error.code == "WC-PORT-PRIV" || error.code == "WC-CLUB-PERM" || error.code == "WC-CLUB-OWNER" ||
        error.code == "WC-CLUB-READONLY")
        return not_permitted;
    return not_ready;
}

int fail(const ReadyLine& ready, const club::Error& error) {
    std::fprintf(stderr, "error: %s (%s)\n  %s\n", error.message.c_str(), error.code.c_str(), error.hint.c_str());
    ready.failed(error);
    return code_of(error);
}

void leave_on_signals(asio::signal_set& signals, Member& member) {
    signals.async_wait([&](boost::system::error_code error, int number) {
        if (error) return;
        if (number == SIGUSR1) {
            member.log().write(Log::Level::info, "state " + json::write(state_of(member)));
        } else {
            member.leave(number == SIGINT ? "interrupted" : "asked to stop");
        }
        leave_on_signals(signals, member);
    });
}

driver::Hooks http_hooks(std::unique_ptr<http::Server>& server) {
    driver::Hooks hooks;
    hooks.http = [&](driver::Descriptor connection) { server->adopt(connection.release()); };
    hooks.http_count = [&] { return server ? server->connections() : 0; };
    hooks.give_up_http = [&] { return server && server->close_oldest_idle(); };
    return hooks;
}

int serve(const Options& options, ClubLink link, driver::Port port, Log& log, const ReadyLine& ready) {
    asio::io_context io{1};
    std::unique_ptr<http::Server> server;
    Member member{io, options, std::move(link), std::move(port), log, http_hooks(server)};
    Live live{member};
    Api api{member, live};
    server = std::make_unique<http::Server>(io, api.limits(), api.handlers());
    asio::signal_set signals{io, SIGTERM, SIGINT, SIGUSR1};
    leave_on_signals(signals, member);
    if (const auto started = member.start(); !started) return fail(ready, started.error());
    std::fprintf(stderr, "%s reads its first book at %s\n", options.name.c_str(), member.url().c_str());
    ready.ready(member.url());
    io.run();
    return member.exit_code();
}

int run(const Options& options) {
    const ReadyLine ready{options.ready_fd};
    auto link = ClubLink::take(options);
    if (!link) return fail(ready, link.error());
    Log log{options.log_to_folder ? std::optional{link->log_path()} : std::nullopt};
    auto port = driver::bind_port(options.bind);
    if (!port) {
        const auto error = port_error(port.error(), options);
        log.write(Log::Level::error, error.message);
        return fail(ready, error);
    }
    return serve(options, std::move(*link), std::move(*port), log, ready);
}

}  // namespace
}  // namespace watercooler::member

int main(int argc, char** argv) {
    using namespace watercooler::member;
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);  // a member outlives the terminal it was started from
    watercooler::club::survive_file_size_limit();
    const auto parsed = parse_options(argc, argv);
    if (const auto* print = std::get_if<PrintAndExit>(&parsed)) {
        std::fputs(print->text.c_str(), print->code == 0 ? stdout : stderr);
        return print->code;
    }
    raise_file_limit();
    return run(std::get<Options>(parsed));
}
