#pragma once

// Whether this machine can carry a club, from facts that somebody else gathered.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watercooler::cli {

/// One thing that was looked at.
struct Check {
    enum class How { well, hint, trouble };  ///< a hint: it works, but not for everything

    std::string name;  ///< "open files"
    How how = How::well;
    std::string found;  ///< what it is
    std::string fix;    ///< a sentence or a command; empty when all is well
};

/// What is true of the machine. Absent: it could not be found out.
struct MachineFacts {
    std::optional<std::uint64_t> open_files, processes;  ///< soft limits; absent: none
    std::optional<std::uint64_t> memory_kib;             ///< that can be had now
    std::string home;                                    ///< the folder of clubs
    std::string home_trouble;                            ///< why it cannot be used; empty: it can
    std::optional<std::uint64_t> home_free_kib;
    bool locks = true;  ///< flock works there
    std::uint16_t base_port = 0, free_ports = 0, wanted_ports = 0;
    std::uint16_t unprivileged_start = 0, ephemeral_low = 0, ephemeral_high = 0;
    bool proc = true, ipv6 = true, pidfd = true;
    std::string version;
    std::optional<std::string> member_version, sauron_version;  ///< absent: the program is not to be found
    std::vector<std::string> other_versions;                    ///< living members of another version
    bool utf8 = true;
};

std::vector<Check> examine(const MachineFacts& facts);

}  // namespace watercooler::cli
