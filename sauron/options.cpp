#include "sauron/options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <utility>

#include "club/name.hpp"

namespace watercooler::sauron {
namespace {

constexpr int exit_usage = 64;
constexpr std::uint64_t retain_bytes_min = 1'000'000;

PrintAndExit wrong(const std::string& message, const std::string& hint) {
    return {"error: " + message + "\n  " + hint + "\n", exit_usage};
}

/// The texts as given; `checked` makes Options of them.
struct Given {
    std::string club = "office", home, bind = "127.0.0.1", store, store_file, retain_age, retain_size, otlp;
    int port = 9090, ready_fd = -1;
    bool log_to_folder = false;
};

void declare(CLI::App& app, Given& given) {
    app.add_option("-c,--club", given.club, "the club (office)");
    app.add_option("--home", given.home, "folder of clubs ($XDG_STATE_HOME/watercooler)");
    app.add_option("-p,--port", given.port, "TCP port for eyes and HTTP (9090), 0 = the kernel chooses");
    app.add_option("--bind", given.bind, "numeric address to listen at (127.0.0.1)");
    app.add_option("--store", given.store, "sqlite, sqlite:PATH or postgresql://… (a file in the club's folder)");
    app.add_option("--store-file", given.store_file, "a file with that address, for one that holds a password");
    app.add_option("--retain-age", given.retain_age, "forget events that are older: 12h, 7d (never)");
    app.add_option("--retain-size", given.retain_size, "forget the oldest events beyond this: 500MB, 4GB (never)");
    app.add_option("--otlp", given.otlp, "hand the traces of rumors to this OTLP receiver: http://127.0.0.1:4318");
    app.add_option("--ready-fd", given.ready_fd, "write one line to this descriptor when ready, or why not");
    app.add_flag("--log-to-folder", given.log_to_folder, "write the log to the club's folder, not to stderr");
    app.set_version_flag("--version", std::string{"sauron "} + WATERCOOLER_VERSION);
    app.footer(
        "Collects what the members of a club report, stores it, and answers questions about it.\n"
        "Usually started by `watercooler sauron start`. Example:\n  sauron --club office --port 9090");
}

std::optional<PrintAndExit> check_limits(const Given& given, Options& options) {
    if (!given.retain_age.empty()) {
        options.retain_age = parse_age(given.retain_age);
        if (!options.retain_age)
            return wrong("--retain-age \"" + given.retain_age + "\" is no age", "Such as 90s, 12h or 7d.");
    }
    if (!given.retain_size.empty()) {
        options.retain_bytes = parse_size(given.retain_size);
        if (!options.retain_bytes)
            return wrong("--retain-size \"" + given.retain_size + "\" is no size",
                         "Such as 500MB or 4GB; at least 1MB.");
    }
    if (!given.otlp.empty()) {
        options.otlp = parse_otlp(given.otlp);
        if (!options.otlp)
            return wrong("--otlp \"" + given.otlp + "\" is no address of a receiver",
                         "Such as http://127.0.0.1:4318; https is not spoken here.");
    }
    return std::nullopt;
}

std::optional<PrintAndExit> check_store(const Given& given, Options& options) {
    if (!given.store.empty() && !given.store_file.empty())
        return wrong("--store and --store-file say the same thing twice", "Give one of them.");
    if (has_password(given.store))
        return wrong("--store must not hold a password: everybody on this host can read it",
                     "Leave it out and set PGPASSWORD or ~/.pgpass, or write the address to a file: --store-file FILE");
    if (!given.store.empty() && given.store != "sqlite") options.store = given.store;
    if (!given.store_file.empty()) options.store_file = given.store_file;
    return std::nullopt;
}

std::variant<Options, PrintAndExit> checked(const Given& given) {
    Options options;
    const auto club = club::Name::parse_club(given.club);
    if (!club) return wrong(club.error().message, club.error().hint);
    options.club = club->text();
    if (!given.home.empty()) options.home = given.home;
    if (given.port < 0 || given.port > 65535)
        return wrong("--port " + std::to_string(given.port) + " is no port",
                     "Ports are 1 to 65535; 0 lets the kernel choose.");
    const auto bind = parse_ip(given.bind, static_cast<std::uint16_t>(given.port));
    if (!bind) return wrong("--bind \"" + given.bind + "\" is no numeric address", "Such as 127.0.0.1 or ::1.");
    options.bind = *bind;
    if (auto no = check_store(given, options)) return *no;
    if (auto no = check_limits(given, options)) return *no;
    if (given.ready_fd >= 0) options.ready_fd = given.ready_fd;
    options.log_to_folder = given.log_to_folder;
    return options;
}

/// The number that the text begins with, and what stands behind it.
std::optional<std::pair<std::uint64_t, std::string_view>> number_and_unit(std::string_view text) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{}) return std::nullopt;
    return std::pair{number, text.substr(static_cast<std::size_t>(read.ptr - text.data()))};
}

}  // namespace

std::optional<std::chrono::seconds> parse_age(std::string_view text) {
    const auto parts = number_and_unit(text);
    if (!parts || parts->first == 0) return std::nullopt;
    const std::pair<std::string_view, std::uint64_t> units[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}};
    constexpr std::uint64_t age_max = 100ull * 366 * 86'400;
    for (const auto& [unit, seconds] : units)
        if (parts->second == unit && parts->first <= age_max / seconds)
            return std::chrono::seconds{static_cast<std::int64_t>(parts->first * seconds)};
    return std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto parts = number_and_unit(text);
    if (!parts) return std::nullopt;
    const std::pair<std::string_view, std::uint64_t> units[] = {
        {"", 1},          {"KB", 1'000},    {"MB", 1'000'000},   {"GB", 1'000'000'000}, {"TB", 1'000'000'000'000},
        {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1ull << 30}, {"TiB", 1ull << 40}};
    for (const auto& [unit, bytes] : units) {
        if (parts->second != unit || parts->first > (1ull << 60) / bytes) continue;
        const auto size = parts->first * bytes;
        if (size >= retain_bytes_min) return size;
    }
    return std::nullopt;
}

std::optional<OtlpTarget> parse_otlp(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    OtlpTarget target;
    const auto slash = url.find('/');
    auto authority = url.substr(0, slash);
    if (slash != std::string_view::npos && slash + 1 < url.size()) target.path = std::string{url.substr(slash)};
    const bool bracketed = authority.starts_with('[');
    const auto end = bracketed ? authority.find(']') : authority.find(':');
    if (bracketed && end == std::string_view::npos) return std::nullopt;
    target.host = std::string{bracketed ? authority.substr(1, end - 1) : authority.substr(0, end)};
    const auto rest = end == std::string_view::npos ? std::string_view{} : authority.substr(bracketed ? end + 1 : end);
    if (target.host != "localhost" && !parse_ip(target.host, 0)) return std::nullopt;
    for (const char c : target.path)
        if (c <= ' ' || c > '~') return std::nullopt;
    if (rest.empty()) return target;
    const auto port = rest.front() == ':' ? number_and_unit(rest.substr(1)) : std::nullopt;
    if (!port || !port->second.empty() || port->first == 0 || port->first > 65535) return std::nullopt;
    target.port = static_cast<std::uint16_t>(port->first);
    return target;
}

bool has_password(std::string_view store) {
    if (store.find("password=") != std::string_view::npos) return true;
    const auto scheme = store.find("://");
    if (scheme == std::string_view::npos) return false;
    const auto authority = store.substr(scheme + 3, store.find('/', scheme + 3) - scheme - 3);
    const auto at = authority.rfind('@');
    return at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos;
}

std::variant<Options, PrintAndExit> parse_options(int argc, char** argv) {
    CLI::App app{"sauron: sees everything that a club does"};
    Given given;
    declare(app, given);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return PrintAndExit{app.help(), 0};
    } catch (const CLI::CallForVersion& version) {
        return PrintAndExit{std::string{version.what()} + "\n", 0};
    } catch (const CLI::ParseError& error) {
        return wrong(error.what(), "sauron --help lists the flags.");
    }
    auto parsed = checked(given);
    if (auto* options = std::get_if<Options>(&parsed)) options->argv.assign(argv, argv + argc);
    return parsed;
}

}  // namespace watercooler::sauron
