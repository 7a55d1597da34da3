#pragma once

// From what a node believes to what its API answers.
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/event.hpp>
#include <watercooler/freeze_gate.hpp>
#include <watercooler/member.hpp>
#include <watercooler/node.hpp>

#include "json/info.hpp"
#include "json/rumor.hpp"

namespace watercooler::json {

EntryInfo entry_info(const EntryView& entry);
/// Members in the given order, each with the entries whose origin it is. `now`: protocol time, of both views.
std::vector<MemberInfo> member_infos(const std::vector<MemberView>& members, const std::vector<EntryView>& entries,
                                     std::string_view self, Instant now);
/// The entries whose origin is no member.
std::vector<EntryInfo> stranger_infos(const std::vector<MemberView>& members, const std::vector<EntryView>& entries);
/// The books table: every member, with or without a book, then everyone else with one. Only the key `book`.
/// Who speaks only HTTP is known by the key `http-peers` of living members.
std::vector<BookRow> book_rows(const std::vector<MemberView>& members, const std::vector<EntryView>& entries);
/// Own entry of a member that tells nodes which speak only HTTP: where they are, `127.0.0.1:9000 127.0.0.1:9001`.
inline constexpr std::string_view http_peers_key = "http-peers";
/// By place, as that entry writes it: the living members that tell the node there.
std::map<std::string, std::set<std::string>, std::less<>> http_hosts(const std::vector<MemberView>& members,
                                                                     const std::vector<EntryView>& entries);
/// One number per event kind by its name, and the totals by theirs.
std::map<std::string, std::uint64_t> counters(const EventCounters& events, const Totals& totals);
MessagesInfo::Queued queued_info(const MessageView& message);
MessagesInfo::Held held_info(const FreezeGate::HeldView& held, Instant host_now);

/// What became of a rumor that came through the HTTP door.
OutcomeInfo outcome_info(const GivenRumor& given, const Told& told);
/// The same for one that is kept for the thaw.
OutcomeInfo held_outcome(const GivenRumor& given);

}  // namespace watercooler::json
