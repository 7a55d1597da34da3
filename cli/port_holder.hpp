#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watercooler::cli {

/// One line of /proc/net/{tcp,udp}{,6}: a socket that holds a port.
struct HeldPort {
    std::uint16_t port = 0;
    std::uint64_t inode = 0;
    bool listening = false;  ///< TCP: state 0A; UDP: state 07 (bound)

    friend bool operator==(const HeldPort&, const HeldPort&) = default;
};
/// Lines that are not of that shape are passed over, the heading too.
std::vector<HeldPort> parse_proc_net(std::string_view text);

struct PortHolder {
    pid_t pid = 0;
    std::string program;  ///< as in /proc/PID/comm
};
/// Which process holds the port, if /proc lets us see it: another user's processes do not show theirs.
std::optional<PortHolder> find_port_holder(std::uint16_t port);

}  // namespace watercooler::cli
