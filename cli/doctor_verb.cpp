#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/context.hpp"
#include "cli/doctor.hpp"
#include "cli/member_spec.hpp"
#include "cli/ports.hpp"
#include "cli/roster.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "cli/starter.hpp"
#include "club/files.hpp"
#include "club/process.hpp"
#include "json/write.hpp"
#include "program/child.hpp"

namespace watercooler::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t ports_looked_at = 20;

std::optional<std::uint64_t> soft_limit(decltype(RLIMIT_NOFILE) which) {
    rlimit limit{};
    if (::getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
    return limit.rlim_cur;
}

std::optional<std::uint64_t> free_memory_kib() {
    std::ifstream file{"/proc/meminfo"};
    for (std::string word; file >> word;) {
        std::uint64_t kib = 0;
        if (word == "MemAvailable:" && file >> kib) return kib;
    }
    return std::nullopt;
}

/// The nearest folder on the way that is there already.
fs::path existing_part(fs::path path) {
    std::error_code error;
    while (!fs::exists(path, error) && path != path.parent_path()) path = path.parent_path();
    return path;
}

/// Tries what clubs need of a folder, and leaves nothing behind.
void look_at_folder(MachineFacts& facts) {
    const auto place = existing_part(facts.home);
    struct statvfs disk{};
    if (::statvfs(place.c_str(), &disk) == 0) facts.home_free_kib = disk.f_bavail * disk.f_frsize / 1024;
    auto name = (place / ".watercooler-doctor-XXXXXX").string();
    const club::UniqueFd file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file) {
        facts.home_trouble = std::string{"cannot write there: "} + std::strerror(errno);
        return;
    }
    facts.locks = ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
    ::unlink(name.c_str());
}

void look_at_ports(MachineFacts& facts) {
    const auto rules = read_port_rules();
    facts.unprivileged_start = rules.unprivileged_start;
    facts.ephemeral_low = rules.ephemeral_low;
    facts.ephemeral_high = rules.ephemeral_high;
    facts.wanted_ports = ports_looked_at;
    for (std::uint32_t port = facts.base_port; port < std::uint32_t{facts.base_port} + ports_looked_at && port <= 65535;
         ++port)
        if (probe_port("127.0.0.1", static_cast<std::uint16_t>(port)) == PortState::free) ++facts.free_ports;
    facts.ipv6 = probe_port("::1", 0) == PortState::free &&
                 choose_port("::1", facts.base_port, {}, rules, [](const std::string& host, std::uint16_t port) {
                     return probe_port(host, port);
                 }).has_value();
}

void look_at_kernel(MachineFacts& facts) {
    facts.proc = club::own_identity().has_value();
    const auto pidfd = ::syscall(SYS_pidfd_open, ::getpid(), 0);
    facts.pidfd = pidfd >= 0;
    if (pidfd >= 0) ::close(static_cast<int>(pidfd));
}

/// What `PROGRAM --version` says behind the name; nothing if there is no such program.
std::optional<std::string> version_of(const std::string& name) {
    const auto file = find_program(name);
    if (!file) return std::nullopt;
    constexpr std::chrono::milliseconds patience{2'000};
    program::ChildCommand command{.program = *file, .words = {"--version"}, .folder = std::nullopt};
    auto text = program::run_child(command, {.time = patience}).out;
    text = text.substr(0, text.find('\n'));
    return text.substr(text.rfind(' ') + 1);
}

void look_at_programs(const Context& context, MachineFacts& facts) {
    facts.version = WATERCOOLER_VERSION;
    facts.member_version = version_of("watercooler-member");
    facts.sauron_version = version_of("sauron");
    const auto club = club::Folder::open_existing(context.place());
    if (!club) return;
    const auto roster = read_roster(*club);
    if (!roster) return;
    for (const auto& member : *roster)
        if (member.known() && member.probe.record->version != facts.version)
            facts.other_versions.push_back(member.name.text());
}

MachineFacts look_at_machine(const Context& context) {
    MachineFacts facts;
    facts.home = club::split_path(context.place().path).first;
    const auto base = parse_port_base(context.settings().base_port.value);
    facts.base_port = base ? base->port : first_port;
    facts.open_files = soft_limit(RLIMIT_NOFILE);
    facts.processes = soft_limit(RLIMIT_NPROC);
    facts.memory_kib = free_memory_kib();
    facts.utf8 = context.style().utf8;
    look_at_folder(facts);
    look_at_ports(facts);
    look_at_kernel(facts);
    look_at_programs(context, facts);
    return facts;
}

std::string_view how_text(Check::How how) {
    return how == Check::How::well ? "well" : how == Check::How::hint ? "hint" : "trouble";
}

std::string check_json(const Check& check) {
    json::Object object;
    object.text("name", check.name).text("how", how_text(check.how)).text("found", check.found);
    if (!check.fix.empty()) object.text("fix", check.fix);
    return object.done();
}

std::string check_lines(const Context& context, const Check& check, std::size_t name_width) {
    const auto mark = check.how == Check::How::well   ? Mark::alive
                      : check.how == Check::How::hint ? Mark::suspect
                                                      : Mark::dead;
    auto name = check.name;
    name.resize(name_width, ' ');
    const auto column = name_width + 4;
    auto text = shape(mark, context.style()) + " " + name + "  " + shown(check.found) + "\n";
    if (!check.fix.empty())
        text += std::string(column, ' ') +
                "fix: " + wrapped(shown(check.fix), context.width(), column + 5, column + 5) + "\n";
    return text;
}

}  // namespace

Result<Exit> run_doctor(Context& context, const Arguments&) {
    const auto checks = examine(look_at_machine(context));
    const auto troubles = std::ranges::count(checks, Check::How::trouble, &Check::how);
    const auto hints = std::ranges::count(checks, Check::How::hint, &Check::how);
    if (context.json()) {
        std::vector<std::string> objects;
        for (const auto& check : checks) objects.push_back(check_json(check));
        context.out(json::answer("doctor").flag("ok", troubles == 0).raw("checks", json::array(objects)).done() + "\n");
    } else {
        std::size_t widest = 0;
        for (const auto& check : checks) widest = std::max(widest, check.name.size());
        for (const auto& check : checks) context.out(check_lines(context, check, widest));
        context.note(troubles + hints == 0 ? "all is well\n"
                                           : std::to_string(troubles) + " in trouble, " + std::to_string(hints) +
                                                 (hints == 1 ? " hint\n" : " hints\n"));
    }
    return troubles == 0 ? Exit::done : Exit::violated;
}

}  // namespace watercooler::cli
