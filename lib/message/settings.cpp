#include <watercooler/rumor.hpp>
#include <watercooler/settings.hpp>

#include "message/text.hpp"

namespace watercooler {
namespace {

using std::chrono::milliseconds;

std::string outside(std::string_view field, std::string value, std::string range) {
    return std::string{field} + " is " + value + "; it must be " + range + '.';
}

/// One row of the ranges in settings.hpp. `zero`: 0 is allowed too, and means "never".
struct TimeRange {
    std::string_view field;
    milliseconds value, least, most;
    bool zero = false;
};
struct CountRange {
    std::string_view field;
    std::uint32_t value, least, most;
};

std::string check_range(const TimeRange& row) {
    if (row.value >= row.least && row.value <= row.most) return {};
    if (row.zero && row.value == milliseconds{0}) return {};
    const auto text = [](milliseconds time) { return std::to_string(time.count()) + " ms"; };
    return outside(row.field, text(row.value),
                   (row.zero ? "0 (never) or from " : "from ") + text(row.least) + " to " + text(row.most));
}

std::string check_range(const CountRange& row) {
    if (row.value >= row.least && row.value <= row.most) return {};
    return outside(row.field, std::to_string(row.value),
                   "from " + std::to_string(row.least) + " to " + std::to_string(row.most));
}

template <class Row, std::size_t size>
std::string check_all(const Row (&rows)[size]) {
    for (const auto& row : rows) {
        if (auto problem = check_range(row); !problem.empty()) return problem;
    }
    return {};
}

std::string check_times(const Settings& s) {
    constexpr milliseconds second{1000}, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
    const TimeRange rows[] = {
        {"probe_interval", s.probe_interval, milliseconds{10}, 10 * minute},
        {"probe_timeout", s.probe_timeout, milliseconds{1}, s.probe_interval},
        {"gossip_interval", s.gossip_interval, milliseconds{10}, minute},
        {"gossip_to_the_dead", s.gossip_to_the_dead, second, hour},
        {"push_pull_interval", s.push_pull_interval, second, hour, true},
        {"stream_timeout", s.stream_timeout, milliseconds{100}, 5 * minute},
        {"announce_delay", s.announce_delay, milliseconds{0}, milliseconds{100}},
        {"answer_timeout", s.answer_timeout, milliseconds{5}, 10 * second},
        {"sync_interval", s.sync_interval, milliseconds{100}, minute},
        {"asleep_gap", s.asleep_gap, milliseconds{100}, minute},
        {"entry_age_max", s.entry_age_max, second, 7 * day},
        {"seen_age_max", s.seen_age_max, second, 7 * day},
        {"reconnect_interval", s.reconnect_interval, second, hour},
        {"reconnect_age_max", s.reconnect_age_max, minute, 30 * day},
    };
    return check_all(rows);
}

std::string check_counts(const Settings& s) {
    const CountRange rows[] = {
        {"indirect_checks", s.indirect_checks, 0, 16},
        {"suspicion_multiplier", s.suspicion_multiplier, 1, 32},
        {"suspicion_max_multiplier", s.suspicion_max_multiplier, 1, 32},
        {"awareness_max", s.awareness_max, 1, 64},
        {"retransmit_multiplier", s.retransmit_multiplier, 1, 32},
        {"gossip_nodes", s.gossip_nodes, 1, 16},
        {"datagram_bytes_max", s.datagram_bytes_max, 512, 65'507},
        {"fanout", s.fanout, 1, 16},
        {"seen_count_max", s.seen_count_max, 16, 1'048'576},
    };
    return check_all(rows);
}

std::string check_name(const std::string& name) {
    if (name.empty()) return "name is empty; it must be 1 to 128 bytes.";
    if (name.size() > limits::origin_bytes_max) {
        return outside("name", std::to_string(name.size()) + " bytes", "1 to 128 bytes");
    }
    if (find_bad_utf8(name)) return "name is not valid UTF-8.";
    for (std::string_view rest = name; !rest.empty();) {
        const auto c = *first_code_point(rest);
        if (is_control(c.value)) return "name has a control character; none is allowed.";
        rest.remove_prefix(c.size);
    }
    return {};
}

std::string check_address(const Address& address) {
    if (address.ip_size != 4 && address.ip_size != 16) return "address is missing; it must be an IPv4 or IPv6 address.";
    if (address.port == 0) return "address has port 0; others could not reach it. Give the port that was bound.";
    return {};
}

/// Bytes of a string in the tag map. Source: msgpack's old spec, raw of up to 31 bytes, then raw 16.
std::size_t encoded_bytes(std::string_view text) { return text.size() + (text.size() < 32 ? 1 : 3); }

std::string check_tags(const std::map<std::string, std::string>& tags) {
    constexpr std::size_t bytes_max = 512, header_bytes = 4;  // 0xff, then the map's head
    if (tags.contains("wc")) return "tags has `wc`, which every node sets itself; leave it out.";
    std::size_t bytes = header_bytes + encoded_bytes("wc") + encoded_bytes("1");
    for (const auto& [name, value] : tags) bytes += encoded_bytes(name) + encoded_bytes(value);
    if (bytes <= bytes_max) return {};
    return outside("tags", std::to_string(bytes) + " bytes once encoded", "at most 512 bytes");
}

}  // namespace

std::string check(const Settings& settings) {
    if (auto problem = check_name(settings.name); !problem.empty()) return problem;
    if (auto problem = check_address(settings.address); !problem.empty()) return problem;
    if (auto problem = check_tags(settings.tags); !problem.empty()) return problem;
    if (auto problem = check_times(settings); !problem.empty()) return problem;
    return check_counts(settings);
}

}  // namespace watercooler
