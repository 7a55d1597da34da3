// watercooler-member: one member of a club as a process.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "http/server.hpp"
#include "json/info.hpp"
#include "member/api.hpp"
#include "member/live.hpp"
#include "member/member.hpp"
#include "member/options.hpp"
#include "member/snapshot.hpp"
#include "program/pages.hpp"
#include "program/start.hpp"

namespace watercooler::member {
namespace {

namespace asio = boost::asio;

using program::ReadyLine;

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
    Api api{member, live, program::pages()};
    server = std::make_unique<http::Server>(io, api.limits(), api.handlers());
    const program::Signals signals{io, [&](const std::string& why) { member.leave(why); },
                                   [&] { log.write(Log::Level::info, "state " + json::write(state_of(member))); }};
    if (const auto started = member.start(); !started) return ready.failed(started.error());
    std::fprintf(stderr, "%s reads its first book at %s\n", options.name.c_str(), member.url().c_str());
    ready.ready(member.url());
    io.run();
    return member.exit_code();
}

int run(const Options& options) {
    const ReadyLine ready{options.ready_fd};
    auto link = ClubLink::take(options);
    if (!link) return ready.failed(link.error());
    Log log{options.log_to_folder ? std::optional{link->log_path()} : std::nullopt};
    auto port = driver::bind_port(options.bind);
    if (!port) {
        const auto error = port_error(port.error(), options);
        log.write(Log::Level::error, error.message);
        return ready.failed(error);
    }
    return serve(options, std::move(*link), std::move(*port), log, ready);
}

}  // namespace
}  // namespace watercooler::member

int main(int argc, char** argv) {
    using namespace watercooler::member;
    watercooler::program::prepare();
    const auto parsed = parse_options(argc, argv);
    if (const auto* print = std::get_if<PrintAndExit>(&parsed)) {
        std::fputs(print->text.c_str(), print->code == 0 ? stdout : stderr);
        return print->code;
    }
    return run(std::get<Options>(parsed));
}
