#pragma once

#include <vector>

#include "json/info.hpp"
#include "member/activity.hpp"
#include "member/member.hpp"

namespace watercooler::member {

// What a member's API answers, as of now.
json::StateInfo state_of(const Member& member);
std::vector<json::BookRow> books_of(const Member& member);
json::MessagesInfo messages_of(const Member& member);
json::ControlInfo control_of(const Member& member, bool changed);
std::vector<json::EventRecord> records_of(const Member& member, const std::vector<Activity::Row>& rows);

}  // namespace watercooler::member
