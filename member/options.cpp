#include "member/options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <utility>
#include <watercooler/rumor.hpp>

#include "club/name.hpp"
#include "member/resolve.hpp"

#ifndef WATERCOOLER_VERSION
#error "the build says which version this is"
#endif

namespace watercooler::member {
namespace {

constexpr std::chrono::milliseconds duration_max = std::chrono::hours{24};
constexpr int exit_usage = 64;

PrintAndExit wrong(const std::string& message, const std::string& hint) {
    return {"error: " + message + "\n  " + hint + "\n", exit_usage};
}

/// The texts as given; `checked` makes Options of them.
struct Given {
    std::string name, club = "office", host = "127.0.0.1", interval = "10s", label, home, book;
    int port = 0;
    int ready_fd = -1;
    bool no_eye = false;
    Options options;
};

void declare(CLI::App& app, Given& given) {
    app.add_option("-n,--name", given.name, "this member's name: [a-z0-9][a-z0-9-]{0,31}")->required();
    app.add_option("-p,--port", given.port, "UDP and TCP port, 0 = the kernel chooses");
    app.add_option("--host", given.host, "numeric address to bind and to tell others (127.0.0.1)");
    app.add_option("-c,--club", given.club, "the club (office)");
    app.add_option("--home", given.home, "folder of clubs ($XDG_STATE_HOME/watercooler)");
    app.add_option("-j,--join", given.options.join, "host:port of somebody to join, beside the club's own members");
    app.add_option("--label", given.label,
                   "memberlist label; none = send and take unlabelled packets (the club's own)");
    app.add_option("-b,--book", given.book, "first favourite book");
    app.add_option("-i,--interval", given.interval, "time between own picks: 200ms, 10s, 5m, 0 = never (10s)");
    app.add_flag("--hold", given.options.hold, "keep the book until told otherwise");
    app.add_flag("--open-gossip", given.options.open_gossip, "take POST /gossip from other hosts too");
    app.add_flag("--tell-http", given.options.tell_http,
                 "tell books over HTTP to nodes on other hosts that told theirs so (see --open-gossip)");
    app.add_option("--sauron", given.options.sauron, "host:port of a Sauron to report to (the club's own)");
    app.add_flag("--no-eye", given.no_eye, "report to no Sauron, and keep nothing for one");
    app.add_flag("--journal", given.options.journal, "keep every event in the folder's journal.jsonl too");
    app.add_option("--ready-fd", given.ready_fd, "write one line to this descriptor when ready, or why not");
    app.add_flag("--log-to-folder", given.options.log_to_folder, "write the log to the club's folder, not to stderr");
    app.set_version_flag("--version", std::string{"watercooler-member "} + WATERCOOLER_VERSION);
    app.footer(
        "One member of a club: gossips over UDP and TCP, serves its dashboard and API over HTTP, all on one port.\n"
        "Usually started by `watercooler new`. Example:\n"
        "  watercooler-member --name jimmy --port 8081 --join 127.0.0.1:8082");
}

std::variant<Options, PrintAndExit> checked(Given given) {
    auto options = std::move(given.options);
    const auto name = club::Name::parse_member(given.name);
    if (!name) return wrong(name.error().message, name.error().hint);
    const auto club_name = club::Name::parse_club(given.club);
    if (!club_name) return wrong(club_name.error().message, club_name.error().hint);
    options.name = name->text();
    options.club = club_name->text();
    if (given.port < 0 || given.port > 65535)
        return wrong("--port " + std::to_string(given.port) + " is no port",
                     "Ports are 1 to 65535; 0 lets the kernel choose.");
    const auto bind = parse_ip(given.host, static_cast<std::uint16_t>(given.port));
    if (!bind) return wrong("--host \"" + given.host + "\" is no numeric address", "Such as 127.0.0.1 or ::1.");
    options.bind = *bind;
    const auto interval = parse_duration(given.interval);
    if (!interval)
        return wrong("--interval \"" + given.interval + "\" is no duration",
                     "Such as 200ms, 10s or 5m, at most 24h; 0 = never.");
    options.interval = *interval;
    if (!given.home.empty()) options.home = given.home;
    if (given.label == "none")
        options.label = "";
    else if (!given.label.empty())
        options.label = given.label;
    if (given.label.size() > 255) return wrong("--label is too long", "At most 255 bytes.");
    if (!given.book.empty()) {
        if (const auto fine = check_payload(given.book); !fine)
            return wrong("--book: " + fine.error().message, "Choose another title.");
        options.book = given.book;
    }
    for (const auto& each : options.sauron) {
        if (const auto where = parse_host_port(each); !where)
            return wrong("--sauron " + where.error(),
                         "Such as --sauron 127.0.0.1:9090; it may be given several times.");
    }
    options.eye = !given.no_eye;
    if (given.ready_fd >= 0) options.ready_fd = given.ready_fd;
    return options;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc{} || number < 0) return std::nullopt;
    const std::string_view unit{parsed.ptr, static_cast<std::size_t>(text.data() + text.size() - parsed.ptr)};
    std::int64_t scale = 0;
    if (unit == "ms")
        scale = 1;
    else if (unit == "s")
        scale = 1000;
    else if (unit == "m")
        scale = 60'000;
    else if (unit == "h")
        scale = 3'600'000;
    else if (number != 0 || !unit.empty())
        return std::nullopt;
    if (scale != 0 && number > duration_max.count() / scale) return std::nullopt;
    return std::chrono::milliseconds{number * scale};
}

std::variant<Options, PrintAndExit> parse_options(int argc, char** argv) {
    CLI::App app{"watercooler-member: one member of a gossiping club"};
    Given given;
    declare(app, given);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return PrintAndExit{app.help(), 0};
    } catch (const CLI::CallForVersion& version) {
        return PrintAndExit{std::string{version.what()} + "\n", 0};
    } catch (const CLI::ParseError& error) {
        return wrong(error.what(), "watercooler-member --help lists the flags.");
    }
    given.options.argv.assign(argv, argv + argc);
    return checked(std::move(given));
}

}  // namespace watercooler::member
