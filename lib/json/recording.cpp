#include "json/recording.hpp"

#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

std::string member_json(const RecordingHead::Member& member) {
    Object object;
    object.text("name", member.name);
    if (!member.address.empty()) object.text("address", member.address);
    if (member.boot != BootId{}) object.text("boot", hex_text(member.boot.value));
    if (!member.program.empty()) object.text("program", member.program);
    return object.raw("settings", to_text(member.settings)).done();
}

}  // namespace

std::string write_head(const RecordingHead& head) {
    Object object;
    object.text("schema", recording_schema).text("club", head.club).text("run", head.run);
    if (head.started) object.text("started", to_text(*head.started));
    object.number("event_schema", head.event_schema);
    if (!head.program.empty()) object.text("program", head.program);
    std::vector<std::string> members;
    for (const auto& member : head.members) members.push_back(member_json(member));
    return object.raw("members", array(members)).done() + '\n';
}

}  // namespace watercooler::json
