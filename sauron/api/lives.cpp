#include "api/lives.hpp"

#include <algorithm>
#include <utility>

#include "json/fields.hpp"

namespace watercooler::api {
namespace {

/// What a member itself calls its settings stands one level further in.
std::optional<std::uint32_t> fanout_in(const json::Value* settings) {
    if (!settings || !settings->object()) return std::nullopt;
    json::Fields fields{*settings};
    if (const auto fanout = fields.number("fanout", 1'000)) return static_cast<std::uint32_t>(*fanout);
    return fanout_in(settings->find("settings"));
}

}  // namespace

LivesByMember by_member(std::vector<store::StreamInfo> streams) {
    LivesByMember members;
    for (auto& stream : streams) members[stream.stream.member].push_back(std::move(stream));
    for (auto& [name, lives] : members) std::ranges::sort(lives, {}, &store::StreamInfo::first_wall_ns);
    return members;
}

About about_of(const std::string& text) {
    About about;
    const auto value = json::parse(text, json::door_bounds);
    if (!value || !value->object()) return about;
    json::Fields fields{*value};
    about.address = fields.text("address");
    about.program = fields.text("program");
    if (const auto port = fields.number("port", 65535)) about.port = static_cast<std::uint16_t>(*port);
    about.fanout = fanout_in(value->find("settings"));
    return about;
}

}  // namespace watercooler::api
