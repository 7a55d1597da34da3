#include "cli/port_holder.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

#include "club/files.hpp"

namespace watercooler::cli {
namespace {

constexpr std::uint64_t text_bytes_max = 8 * 1024 * 1024;

std::string read_text(const std::string& path) {
    std::ifstream file{path};
    std::string text;
    std::array<char, 65536> block{};
    while (file && text.size() < text_bytes_max) {
        file.read(block.data(), block.size());
        text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    }
    return text;
}

template <class Number>
std::optional<Number> number_of(std::string_view text, int base) {
    Number value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Shape: "sl: local:PORT remote:PORT state tx:rx tr:when retr uid timeout inode …", numbers in hexadecimal up to the
/// uid.
std::optional<HeldPort> parse_line(const std::string& line) {
    std::istringstream words{line};
    std::array<std::string, 10> word;
    for (auto& each : word)
        if (!(words >> each)) return std::nullopt;
    const auto colon = word[1].rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    const auto port = number_of<std::uint16_t>(std::string_view{word[1]}.substr(colon + 1), 16);
    const auto inode = number_of<std::uint64_t>(word[9], 10);
    if (!port || !inode) return std::nullopt;
    return HeldPort{*port, *inode, word[3] == "0A" || word[3] == "07"};
}

/// The number in "socket:[12345]".
std::optional<std::uint64_t> socket_inode(const std::string& link_path) {
    std::array<char, 64> target{};
    const auto size = ::readlink(link_path.c_str(), target.data(), target.size());
    if (size <= 0) return std::nullopt;
    const std::string_view text{target.data(), static_cast<std::size_t>(size)};
    if (!text.starts_with("socket:[") || !text.ends_with("]")) return std::nullopt;
    return number_of<std::uint64_t>(text.substr(8, text.size() - 9), 10);
}

bool has_socket(const std::string& pid, const std::set<std::uint64_t>& inodes) {
    const auto folder = "/proc/" + pid + "/fd";
    const auto entries = club::list_folder(folder);
    if (!entries || !*entries) return false;
    return std::ranges::any_of(**entries, [&](const std::string& fd) {
        const auto inode = socket_inode(folder + "/" + fd);
        return inode && inodes.count(*inode) > 0;
    });
}

}  // namespace

std::vector<HeldPort> parse_proc_net(std::string_view text) {
    std::vector<HeldPort> ports;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);)
        if (const auto port = parse_line(line)) ports.push_back(*port);
    return ports;
}

std::optional<PortHolder> find_port_holder(std::uint16_t port) {
    std::set<std::uint64_t> inodes;
    for (const auto* table : {"tcp", "tcp6", "udp", "udp6"})
        for (const auto& held : parse_proc_net(read_text(std::string{"/proc/net/"} + table)))
            if (held.port == port && held.listening && held.inode != 0) inodes.insert(held.inode);
    if (inodes.empty()) return std::nullopt;
    const auto processes = club::list_folder("/proc");
    if (!processes || !*processes) return std::nullopt;
    for (const auto& entry : **processes) {
        const auto pid = number_of<pid_t>(entry, 10);
        if (!pid || !has_socket(entry, inodes)) continue;
        auto name = read_text("/proc/" + entry + "/comm");
        name.erase(std::ranges::find(name, '\n'), name.end());
        return PortHolder{*pid, name};
    }
    return std::nullopt;
}

}  // namespace watercooler::cli
