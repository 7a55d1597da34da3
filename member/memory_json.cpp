#include "member/memory_json.hpp"

#include <boost/json.hpp>
#include <stdexcept>
#include <watercooler/rumor.hpp>

namespace watercooler::member {

namespace json = boost::json;

namespace {

constexpr std::string_view schema = "watercooler.state/v1";

std::string text(const json::object& object, std::string_view key) {
    return std::string{json::value_to<std::string>(object.at(key))};
}

template <class Number>
Number number(const json::object& object, std::string_view key) {
    return object.at(key).to_number<Number>();  // throws when it does not fit
}

Memory::Entry entry_of(const json::object& object) {
    Memory::Entry entry;
    entry.key = text(object, "key");
    entry.value = text(object, "value");
    entry.version = Version{number<std::uint64_t>(object, "version")};
    const auto uuid = parse_uuid(text(object, "uuid"));
    const bool fine =
        uuid && check_key(entry.key) && check_payload(entry.value) && entry.version.value <= limits::version_max;
    if (!fine) throw std::invalid_argument{"entry"};
    entry.uuid = *uuid;
    return entry;
}

Memory::Peer peer_of(const json::object& object) {
    const auto address = parse_address(text(object, "address"));
    if (!address) throw std::invalid_argument{"peer"};
    return {text(object, "name"), *address};
}

Memory memory_of(const json::object& object) {
    if (text(object, "schema") != schema) throw std::invalid_argument{"schema"};
    Memory memory;
    memory.incarnation = Incarnation{number<std::uint32_t>(object, "incarnation")};
    memory.member_clock = number<std::uint64_t>(object, "member_clock");
    memory.event_clock = number<std::uint64_t>(object, "event_clock");
    memory.query_clock = number<std::uint64_t>(object, "query_clock");
    for (const auto& each : object.at("entries").as_array()) memory.entries.push_back(entry_of(each.as_object()));
    for (const auto& each : object.at("peers").as_array()) memory.peers.push_back(peer_of(each.as_object()));
    return memory;
}

}  // namespace

std::string write_memory(const Memory& memory) {
    json::array entries, peers;
    for (const auto& entry : memory.entries)
        entries.push_back({{"key", entry.key},
                           {"value", entry.value},
                           {"version", entry.version.value},
                           {"uuid", to_text(entry.uuid)}});
    for (const auto& peer : memory.peers) peers.push_back({{"name", peer.name}, {"address", to_text(peer.address)}});
    return json::serialize(json::object{{"schema", schema},
                                        {"incarnation", memory.incarnation.value},
                                        {"member_clock", memory.member_clock},
                                        {"event_clock", memory.event_clock},
                                        {"query_clock", memory.query_clock},
                                        {"entries", std::move(entries)},
                                        {"peers", std::move(peers)}});
}

std::optional<Memory> read_memory(std::string_view text) {
    try {
        boost::system::error_code error;
        const auto value = json::parse({text.data(), text.size()}, error);
        if (error) return std::nullopt;
        return memory_of(value.as_object());
    } catch (const std::exception&) {  // of the library's conversions
        return std::nullopt;
    }
}

}  // namespace watercooler::member
