// sauron: collects what the members of a club report, stores it, and answers.
#include <signal.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "club/files.hpp"
#include "program/pages.hpp"
#include "program/start.hpp"
#include "sauron/options.hpp"
#include "sauron/sauron.hpp"

namespace watercooler::sauron {
namespace {

namespace asio = boost::asio;

using program::ReadyLine;

club::Error port_error(const collector::PortError& error, const Options& options) {
    const auto port = std::to_string(options.bind.port);
    switch (error.kind) {
        case collector::PortError::Kind::busy:
            return {"WC-PORT-BUSY", "port " + port + " is taken: " + to_text(options.bind) + " is in use",
                    "try: sauron --port 0 (any that is free)"};
        case collector::PortError::Kind::privileged:
            return {"WC-PORT-PRIV", "port " + port + " needs privilege",
                    "You are uid " + std::to_string(::getuid()) + "; choose a port from 1024 up."};
        case collector::PortError::Kind::no_such_address:
            return {"WC-PORT-HOST", ip_text(options.bind) + " is no address of this machine", "Choose one of its own."};
        case collector::PortError::Kind::other:
            break;
    }
    return {"WC-PORT", "cannot listen at " + to_text(options.bind) + ": " + std::strerror(error.error),
            "Choose another port."};
}

club::Expected<club::Claim> take_seat(const Options& options) {
    const auto name = club::Name::parse_club(options.club);
    if (!name) return tl::unexpected{name.error()};
    const auto place = club::club_place(options.home, *name);
    if (!place) return tl::unexpected{place.error()};
    return club::Claim::take(*place, club::Name::sauron());
}

/// Where the store is: as told, as the file says, or in the club's folder.
club::Expected<std::string> store_address(const Options& options, const club::Claim& claim) {
    if (options.store) return *options.store;
    if (!options.store_file) return "sqlite:" + claim.folder().path() + "/store.db";
    auto text = club::read_file(*options.store_file, 4096);
    if (!text) return tl::unexpected{text.error()};
    if (!*text)
        return club::failed("WC-STORE-ADDRESS", "there is no file " + *options.store_file, "Write the address to it.");
    const auto end = (*text)->find_last_not_of(" \t\r\n");
    return (*text)->substr(0, end == std::string::npos ? 0 : end + 1);
}

club::Expected<std::unique_ptr<store::Store>> open_store(const Options& options, const club::Claim& claim) {
    const auto address = store_address(options, claim);
    if (!address) return tl::unexpected{address.error()};
    auto store = store::open(*address);
    if (!store) return club::failed(store.error().code, store.error().message, store.error().hint);
    return std::move(*store);
}

/// Lets the io_context run until a signal comes, and says which.
std::string run_until_told(asio::io_context& io) {
    std::string why;
    const program::Signals signals{io, [&](const std::string& text) {
                                       // the second one means now
                                       for (const int each : {SIGTERM, SIGINT}) ::signal(each, SIG_DFL);
                                       why = text;
                                       io.stop();
                                   }};
    io.run();
    return why;
}

int serve(const Options& options, const ReadyLine& ready) {
    auto claim = take_seat(options);
    if (!claim) return ready.failed(claim.error());
    const auto token = claim->club().token();
    if (!token) return ready.failed(token.error());
    asio::io_context io{1};
    auto door = collector::Door::open(io, options.bind);
    if (!door) return ready.failed(port_error(door.error(), options));
    auto store = open_store(options, *claim);
    if (!store) return ready.failed(store.error());
    Log log{options.log_to_folder ? std::optional{claim->folder().log_path()} : std::nullopt};
    if (!claim->message().empty()) log.write(Log::Level::warning, claim->message());
    Sauron sauron{{io, options, std::move(*claim), *token, std::move(*store), std::move(*door), log, program::pages()}};
    if (const auto started = sauron.start(); !started) return ready.failed(started.error());
    if (!options.log_to_folder)
        std::fprintf(stderr, "Sauron watches club %s at %s\n", options.club.c_str(), sauron.url().c_str());
    ready.ready(sauron.url());
    sauron.stop(run_until_told(io));
    return program::done;
}

}  // namespace
}  // namespace watercooler::sauron

int main(int argc, char** argv) {
    using namespace watercooler::sauron;
    watercooler::program::prepare();
    watercooler::program::keep_freed_memory();
    const auto parsed = parse_options(argc, argv);
    if (const auto* print = std::get_if<PrintAndExit>(&parsed)) {
        std::fputs(print->text.c_str(), print->code == 0 ? stdout : stderr);
        return print->code;
    }
    const auto& options = std::get<Options>(parsed);
    return serve(options, ReadyLine{options.ready_fd});
}
