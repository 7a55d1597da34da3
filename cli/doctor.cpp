#include "cli/doctor.hpp"

#include <string_view>

namespace watercooler::cli {
namespace {

using How = Check::How;

constexpr std::uint64_t open_files_few = 1024, processes_few = 512;
constexpr std::uint64_t disk_kib_few = 100 * 1024, memory_kib_few = 256 * 1024;
constexpr std::uint64_t member_kib = 12 * 1024;  // what one may take

std::string limit_text(const std::optional<std::uint64_t>& limit) {
    return limit ? "at most " + std::to_string(*limit) : std::string{"no limit"};
}

std::string mib_text(std::uint64_t kib) { return std::to_string(kib / 1024) + " MiB"; }

std::vector<Check> limits(const MachineFacts& facts) {
    const bool few_files = facts.open_files && *facts.open_files < open_files_few;
    const bool few_processes = facts.processes && *facts.processes < processes_few;
    return {
        {"open files", few_files ? How::trouble : How::well, limit_text(facts.open_files),
         few_files ? "ulimit -n 4096: asking many members at once takes an open file for each" : ""},
        {"processes", few_processes ? How::hint : How::well, limit_text(facts.processes),
         few_processes ? "ulimit -u 4096: each member is a process of its own" : ""},
    };
}

Check memory(const MachineFacts& facts) {
    if (!facts.memory_kib) return {"memory", How::hint, "unknown", "mount /proc: it tells"};
    const bool few = *facts.memory_kib < memory_kib_few;
    return {"memory", few ? How::hint : How::well,
            mib_text(*facts.memory_kib) + " free, enough for about " + std::to_string(*facts.memory_kib / member_kib) +
                " members",
            few ? "end other programs, or start fewer members" : ""};
}

std::vector<Check> folder(const MachineFacts& facts) {
    std::vector<Check> checks;
    const bool usable = facts.home_trouble.empty();
    checks.push_back({"folder", usable ? How::well : How::trouble, facts.home,
                      usable ? "" : facts.home_trouble + "; choose another with --home DIR"});
    if (facts.home_free_kib) {
        const bool few = *facts.home_free_kib < disk_kib_few;
        checks.push_back(
            {"disk", few ? How::trouble : How::well, mib_text(*facts.home_free_kib) + " free",
             few ? "make room, or choose another place with --home DIR: logs and Sauron's store grow" : ""});
    }
    if (usable)
        checks.push_back({"locks", facts.locks ? How::well : How::trouble,
                          facts.locks ? "held and given back" : "refused",
                          facts.locks ? "" : "this file system knows no flock; choose a local one with --home DIR"});
    return checks;
}

std::vector<Check> ports(const MachineFacts& facts) {
    const auto base = std::to_string(facts.base_port);
    const bool enough = facts.free_ports >= facts.wanted_ports;
    const bool ephemeral = facts.base_port >= facts.ephemeral_low && facts.base_port <= facts.ephemeral_high;
    const auto privileged = std::to_string(facts.unprivileged_start);
    return {
        {"ports", enough ? How::well : How::hint,
         std::to_string(facts.free_ports) + " of " + std::to_string(facts.wanted_ports) + " are free from " + base +
             " on",
         enough ? ""
                : "others are passed over; choose another beginning with --from :PORT, or base_port in config.toml"},
        {"outgoing ports", ephemeral ? How::hint : How::well,
         std::to_string(facts.ephemeral_low) + " to " + std::to_string(facts.ephemeral_high),
         ephemeral ? "your first port lies among them, and none of them is chosen: begin lower, with --from :8081"
                   : ""},
        {"privileged ports", How::well, facts.unprivileged_start == 0 ? "none" : "below " + privileged, ""},
    };
}

std::vector<Check> kernel(const MachineFacts& facts) {
    return {
        {"/proc", facts.proc ? How::well : How::trouble, facts.proc ? "tells who a process is" : "does not tell",
         facts.proc ? "" : "mount -t proc proc /proc: without it no member starts"},
        {"IPv6", facts.ipv6 ? How::well : How::hint, facts.ipv6 ? "[::1] can be used" : "[::1] cannot be used",
         facts.ipv6 ? "" : "sysctl net.ipv6.conf.lo.disable_ipv6=0, if you want members on IPv6"},
        {"pidfd", facts.pidfd ? How::well : How::trouble, facts.pidfd ? "there" : "not there",
         facts.pidfd ? "" : "Linux 5.3 or newer: without it no process can be signalled that may be gone already"},
    };
}

Check program(const std::string& name, const std::optional<std::string>& found, const std::string& version,
              const std::string& missing_fix, How missing) {
    if (!found) return {name, missing, "not to be found", missing_fix};
    if (*found == version) return {name, How::well, *found, ""};
    return {name, How::trouble, *found, "of another version than this program (" + version + "): script/build"};
}

std::vector<Check> programs(const MachineFacts& facts) {
    std::vector<Check> checks{
        {"watercooler", How::well, facts.version, ""},
        program("watercooler-member", facts.member_version, facts.version, "script/build, or put it on PATH",
                How::trouble),
        program("sauron", facts.sauron_version, facts.version,
                "script/setup sauron, then script/build: it wants SQLite's and PostgreSQL's headers", How::hint),
    };
    if (facts.other_versions.empty()) return checks;
    std::string names;
    for (const auto& name : facts.other_versions) names += (names.empty() ? "" : ", ") + name;
    checks.push_back({"members", How::hint, "of another version: " + names, "watercooler restart --rolling"});
    return checks;
}

}  // namespace

std::vector<Check> examine(const MachineFacts& facts) {
    auto checks = programs(facts);
    const auto add = [&](const std::vector<Check>& more) { checks.insert(checks.end(), more.begin(), more.end()); };
    add(folder(facts));
    add(ports(facts));
    add(limits(facts));
    add({memory(facts)});
    add(kernel(facts));
    add({{"terminal", facts.utf8 ? How::well : How::hint, facts.utf8 ? "UTF-8" : "no UTF-8",
          facts.utf8 ? "" : "export LC_ALL=C.UTF-8: shapes are shown as ASCII until then"}});
    return checks;
}

}  // namespace watercooler::cli
