#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <watercooler/address.hpp>

namespace watercooler {

/// Everything a Node is told about itself and its manners. Ranges are checked once, by `check`.
struct Settings {
    /// This node's name; unique in its club; compared byte for byte. 1 to 128 bytes.
    std::string name{};
    /// Where others reach this node, by UDP and TCP alike.
    Address address{};
    /// Tags told to everyone in the node's metadata, beside `wc`. Encoded: at most 512 bytes.
    std::map<std::string, std::string> tags{};

    /// Time from one probe to the next.
    /// Range: 10 ms to 10 min. Default: 1 s. Source: memberlist LAN default; SWIM 3.1, T'.
    std::chrono::milliseconds probe_interval{1000};
    /// How long a direct ping may go unanswered before helpers are asked.
    /// Range: 1 ms to probe_interval. Default: 500 ms. Source: memberlist LAN default.
    std::chrono::milliseconds probe_timeout{500};
    /// Helpers asked to ping a silent member. Range: 0 to 16. Default: 3. Source: memberlist; SWIM's k.
    std::uint32_t indirect_checks{3};
    /// Patience with a suspect: multiplier x log10(n) x probe_interval. Range: 1 to 32. Default: 4. Source: memberlist
    /// LAN.
    std::uint32_t suspicion_multiplier{4};
    /// Longest patience, as a multiple of the shortest. Range: 1 to 32. Default: 6. Source: memberlist; Lifeguard.
    std::uint32_t suspicion_max_multiplier{6};
    /// Ceiling of the own health score, which stretches the probe interval. Range: 1 to 64. Default: 8. Source:
    /// memberlist; Lifeguard's LHM.
    std::uint32_t awareness_max{8};
    /// How often each update is told on: multiplier x ceil(log10(n + 1)). Range: 1 to 32. Default: 4. Source:
    /// memberlist LAN.
    std::uint32_t retransmit_multiplier{4};
    /// Time from one round of gossip to the next. Range: 10 ms to 1 min. Default: 200 ms. Source: memberlist LAN.
    std::chrono::milliseconds gossip_interval{200};
    /// Members told per round of gossip. Range: 1 to 16. Default: 3. Source: memberlist LAN.
    std::uint32_t gossip_nodes{3};
    /// How long the dead are still told, and remembered as dead. Range: 1 s to 1 h. Default: 30 s. Source: memberlist
    /// LAN.
    std::chrono::milliseconds gossip_to_the_dead{30'000};
    /// Time from one full exchange with a member of another kind to the next; grows with n above 32. 0 = never.
    /// Range: 0 or 1 s to 1 h. Default: 30 s. Source: memberlist LAN.
    std::chrono::milliseconds push_pull_interval{30'000};
    /// How long one stream exchange may take. Range: 100 ms to 5 min. Default: 10 s. Source: memberlist LAN.
    std::chrono::milliseconds stream_timeout{10'000};
    /// Largest datagram we send, envelopes included.
    /// Unit: bytes. Range: 512 to 65507. Default: 1400. Source: memberlist LAN default.
    std::uint32_t datagram_bytes_max{1400};

    /// Members a rumor is pushed, and announced, to. Range: 1 to 16. Default: 3.
    std::uint32_t fanout{3};
    /// Announcements wait this long for company. Range: 0 to 100 ms. Default: 5 ms.
    std::chrono::milliseconds announce_delay{5};
    /// How long an announcement to the next in hash order, or a pull, may go unanswered before it is tried again.
    /// Range: 5 ms to 10 s. Default: 100 ms: far above a round trip on loopback or LAN, far below a person's patience.
    std::chrono::milliseconds answer_timeout{100};
    /// How long a difference of fingerprints must last before it is reconciled, and the least time between two
    /// reconciliations. Range: 100 ms to 1 min. Default: 1 s.
    std::chrono::milliseconds sync_interval{1000};
    /// A wake-up later than this means that the process was asleep. Range: 100 ms to 1 min. Default: 500 ms.
    std::chrono::milliseconds asleep_gap{500};
    /// How long entries of strangers and of the reaped are kept. Range: 1 s to 7 days. Default: 1 h.
    std::chrono::milliseconds entry_age_max{3'600'000};
    /// Uuids remembered for telling duplicates. Range: 16 to 1,048,576. Default: 16,384.
    std::uint32_t seen_count_max{16'384};
    /// How long a uuid is remembered. Range: 1 s to 7 days. Default: 10 min.
    std::chrono::milliseconds seen_age_max{600'000};
    /// Time between two attempts to reach somebody that was lost. Range: 1 s to 1 h. Default: 10 s.
    std::chrono::milliseconds reconnect_interval{10'000};
    /// How long the lost are remembered and tried again. Range: 1 min to 30 days. Default: 24 h. Source: Serf's
    /// reconnect timeout.
    std::chrono::milliseconds reconnect_age_max{86'400'000};
};

/// The first setting that is out of range or contradicts another, as a sentence; empty if all is well.
std::string check(const Settings& settings);

}  // namespace watercooler
