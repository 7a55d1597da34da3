#include "api/club_state.hpp"

#include <algorithm>
#include <utility>

#include "api/resource.hpp"
#include "club/member_folder.hpp"
#include "http/client.hpp"
#include "json/faults.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::api {
namespace {

constexpr std::chrono::seconds looked_is_young{1};
constexpr std::chrono::milliseconds answer_patience{250};
constexpr std::size_t names_written_max = 100;

/// A moment of the host's boot clock as wall time.
std::int64_t wall_of(club::BootTime at) { return wall_now_ns() + (at - club::boot_time()).count(); }

void read_word(const club::FreezePage& page, ClubState& state) {
    const auto word = page.load();
    const auto thaw_at = page.thaw_at();
    // Its members thaw it when they look; with nobody there it may be late.
    if (!word.frozen || (thaw_at && *thaw_at <= club::boot_time())) return;
    state.frozen = true;
    state.steps = word.steps;
    state.since_ns = wall_of(page.frozen_at());
    if (thaw_at) state.thaw_at_ns = wall_of(*thaw_at);
}

}  // namespace

club::Expected<ClubState> ClubStateReader::read() {
    ClubState state;
    const auto page = folder_.freeze_page();
    if (!page) return tl::unexpected{page.error()};
    read_word(*page, state);
    if (auto looked = look(); !looked) return tl::unexpected{looked.error()};
    state.living = processes_.living;
    state.stopped = processes_.stopped;
    const auto posted = club::FaultBoard{folder_}.read_if_attended();
    if (!posted) return tl::unexpected{posted.error()};
    for (const auto& each : posted->faults) state.faults.push_back({each});
    ask_time_left(state.faults);
    return state;
}

club::Expected<void> ClubStateReader::look() {
    const auto now = std::chrono::steady_clock::now();
    if (looked_ && now - *looked_ < looked_is_young) return {};
    const auto members = club::probe_members(folder_);
    if (!members) return tl::unexpected{members.error()};
    Processes found;
    for (const auto& [folder, probe] : *members) {
        if (probe.status == club::MemberStatus::ended) continue;
        ++found.living;
        if (probe.status == club::MemberStatus::stopped) found.stopped.push_back(folder.name().text());
        if (probe.status == club::MemberStatus::running && probe.record && !found.someone)
            found.someone.emplace(probe.record->address, probe.record->port);
    }
    processes_ = std::move(found);
    looked_ = now;
    return {};
}

/// A fault's time is protocol time, which only members count; one of them is as good as another.
void ClubStateReader::ask_time_left(std::vector<ClubState::Fault>& faults) const {
    if (faults.empty() || !processes_.someone) return;
    http::ClientRequest request;
    request.host = processes_.someone->first;
    request.port = processes_.someone->second;
    request.target = "/api/v1/faults";
    const auto answer = http::fetch(request, answer_patience);
    if (!answer || answer->status != 200) return;
    const auto told = json::read_faults(answer->body);
    if (!told) return;
    for (auto& fault : faults) {
        const auto same = std::ranges::find_if(
            told->faults, [&](const json::FaultInfo& each) { return !each.own && each.id == fault.posted.id; });
        if (same != told->faults.end()) fault.left_ms = same->left_ms;
    }
}

namespace {

std::string_view frozen_word(const ClubState& state) {
    if (state.frozen) return "soft";
    if (state.stopped.empty()) return "no";
    return state.stopped.size() == state.living ? "hard" : "mixed";
}

void put_time(json::Object& object, std::string_view name, const std::optional<std::int64_t>& ns) {
    ns ? object.text(name, json::to_text(json::WallTime{*ns})) : object.null(name);
}

void put_number(json::Object& object, std::string_view name, const std::optional<std::uint64_t>& number) {
    number ? object.number(name, *number) : object.null(name);
}

std::string fault_json(const ClubState::Fault& fault) {
    json::Object object;
    const auto& [id, length, words] = fault.posted;
    object.number("id", id).text("fault", words);
    put_number(object, "for_ms", length ? std::optional{static_cast<std::uint64_t>(length->count())} : std::nullopt);
    put_number(object, "left_ms", fault.left_ms);
    return object.done();
}

}  // namespace

std::string to_json(const ClubState& state, const std::string& club, const std::string& cli, bool able) {
    auto object = json::answer("club_state");
    object.text("club", club).text("cli", cli).flag("able", able).text("frozen", frozen_word(state));
    put_time(object, "since", state.since_ns);
    put_time(object, "thaw_at", state.thaw_at_ns);
    object.number("steps", state.steps).number("living", state.living).number("stopped_count", state.stopped.size());
    std::vector<std::string> stopped, faults;
    for (std::size_t at = 0; at < std::min(state.stopped.size(), names_written_max); ++at)
        stopped.push_back(json::quote(state.stopped[at]));
    for (const auto& each : state.faults) faults.push_back(fault_json(each));
    return object.raw("stopped", json::array(stopped)).raw("faults", json::array(faults)).done();
}

}  // namespace watercooler::api
