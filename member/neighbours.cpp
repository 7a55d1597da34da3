#include "member/neighbours.hpp"

#include <dirent.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "club/member_folder.hpp"

namespace watercooler::member {
namespace {

/// An unknown address makes us look again, but not more often than this.
constexpr std::chrono::milliseconds look_every{50};
constexpr std::size_t table_lines_max = 100'000;

/// As /proc/net/tcp and tcp6 write it: each group of four bytes as a number of this machine, then the port.
std::string proc_text(const Address& address) {
    std::string text;
    char part[12];
    for (std::size_t at = 0; at + 4 <= address.ip_size; at += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, address.ip.data() + at, sizeof word);
        std::snprintf(part, sizeof part, "%08X", word);
        text += part;
    }
    std::snprintf(part, sizeof part, ":%04X", address.port);
    return text + part;
}

/// The inode of the socket that is bound there and connected to our port; nothing if it is not of this host.
std::optional<std::string> socket_of(const Address& from, std::uint16_t our_port) {
    std::ifstream table{from.ip_size == 16 ? "/proc/net/tcp6" : "/proc/net/tcp"};
    const auto theirs = proc_text(from);
    char port[8];
    std::snprintf(port, sizeof port, ":%04X", our_port);
    std::string line;
    for (std::size_t count = 0; count < table_lines_max && std::getline(table, line); ++count) {
        if (line.find(theirs) == std::string::npos) continue;
        std::istringstream fields{line};
        std::string slot, local, remote, state, queues, timer, retries, uid, timeout, inode;
        fields >> slot >> local >> remote >> state >> queues >> timer >> retries >> uid >> timeout >> inode;
        if (local == theirs && remote.ends_with(port) && inode != "0") return inode;
    }
    return std::nullopt;
}

bool holds_socket(int pid, const std::string& inode) {
    const auto folder = "/proc/" + std::to_string(pid) + "/fd";
    auto* const entries = ::opendir(folder.c_str());
    if (!entries) return false;
    const auto wanted = "socket:[" + inode + "]";
    bool found = false;
    char target[64];
    while (const auto* entry = ::readdir(entries)) {
        const auto size = ::readlinkat(::dirfd(entries), entry->d_name, target, sizeof target);
        found = found || (size > 0 && std::string_view{target, static_cast<std::size_t>(size)} == wanted);
    }
    ::closedir(entries);
    return found;
}

}  // namespace

Neighbours::Neighbours(const club::Folder& club, const driver::Driver& driver)
    : club_(club), driver_(driver), watch_(club.members_path()) {}

/// Of two records with one address the younger is right: the other's process has ended.
void Neighbours::look() {
    const auto now = driver_.host_now();
    if (looked_ != Instant::min() && now - looked_ < look_every) return;
    looked_ = now;
    listed_.clear();
    for (const auto& member : driver_.node().members(driver_.protocol_now())) listed_[member.address] = member.name;
    if (!watch_.changed()) return;
    const auto names = club_.member_names();
    if (!names) return;
    locals_.clear();
    for (const auto& name : *names) {
        const auto record = club::read_record(club::MemberFolder{club_, name}.record_path());
        const auto address = record && *record ? parse_ip((*record)->address, (*record)->port) : std::nullopt;
        if (!address) continue;
        auto& local = locals_[*address];
        if (local.started < (*record)->started)
            local = {name.text(), (*record)->started, static_cast<int>((*record)->process.pid)};
    }
}

driver::Peer Neighbours::at(const Address& address) {
    if (!locals_.contains(address) || driver_.host_now() - looked_ > std::chrono::seconds{1}) look();
    if (const auto local = locals_.find(address); local != locals_.end()) return {local->second.name, true};
    const auto listed = listed_.find(address);
    return listed == listed_.end() ? driver::Peer{} : driver::Peer{listed->second, false};
}

driver::Peer Neighbours::connected(const Address& from) {
    const auto inode = socket_of(from, driver_.node().settings().address.port);
    if (!inode) return {};
    look();
    for (const auto& [address, local] : locals_)
        if (holds_socket(local.pid, *inode)) return {local.name, true};
    return {};
}

}  // namespace watercooler::member
