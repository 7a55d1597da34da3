#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <watercooler/event.hpp>

#include "json/tree.hpp"
#include "json/wall_time.hpp"

namespace watercooler::json {

/// What stands beside every event of one node; the driver adds the wall time.
struct EventContext {
    std::string club, member;
    BootId boot;
    std::optional<WallTime> wall_time;
    friend bool operator==(const EventContext&, const EventContext&) = default;
};
struct EventRecord {
    Event event;
    EventContext context;
    friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

/// One event as one object: `club, member, boot, seq, protocol_time_ns, wall_time, kind`, then what applies of `cause,
/// peer, uuid, origin, key, version, hop, bytes, packet, incarnation, count, reason, value`. boot and packet are 16 hex
/// digits, since no JSON number holds 64 bits.
std::string write_event(const Event& event, const EventContext& context);
/// Reads that back; fields of a later schema are ignored. Errors: the first field that is missing or wrong.
Read<EventRecord> read_event(std::string_view text);
Read<EventRecord> read_event(const Value& value, std::string where = {});

}  // namespace watercooler::json
