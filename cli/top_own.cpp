#include "cli/top_own.hpp"

#include <algorithm>
#include <utility>

#include "cli/bulk.hpp"
#include "json/info.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t events_max = 1000, log_lines_max = 500;

bool changed_something(EventKind kind) {
    static const auto kinds = split_list(usual_events.substr(usual_events.find(':') + 1));
    return std::ranges::count(kinds, to_text(kind)) > 0;
}

template <class T>
void keep_latest(std::vector<T>& all, std::size_t most) {
    if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
}

}  // namespace

TopAgreement agreement_of(const TopLacks& lacks, std::size_t running) {
    if (running == 0) return {std::nullopt, "UNKNOWN. Nobody runs."};
    const auto lacks_some = [](const auto& each) { return !each.second.empty(); };
    const auto lacking = static_cast<std::size_t>(std::ranges::count_if(lacks, lacks_some));
    const auto whole = std::to_string(lacks.size() - lacking) + " of " + std::to_string(running);
    if (lacking == 0 && lacks.size() < running) return {std::nullopt, whole + " were asked so far, and hold the same."};
    if (lacking == 0) return {true, "CONVERGED. " + whole + " hold the same."};
    const auto& [first, lacked] = *std::ranges::find_if(lacks, lacks_some);
    return {false,
            "NOT CONVERGED. " + whole + " hold all; " + first + " lacks the newest of " + some_names(lacked, 1) + "."};
}

std::string lacking_text(const TopLacks& lacks) {
    std::string text;
    for (const auto& [name, lacked] : lacks)
        if (!lacked.empty()) text += name + " lacks the newest of " + some_names(lacked) + "\n";
    return text;
}

std::string TopActivity::question(const std::string& member) const {
    const auto after = member == member_ && !events_.empty() ? events_.back().event.seq.value : 0;
    return "/api/v1/activity?limit=512&after=" + std::to_string(after);
}

void TopActivity::take(const std::string& member, const std::string& body) {
    auto events = json::read_events(body);
    if (!events) return;
    const bool other_life =
        !events->empty() && !events_.empty() && !(events->front().context.boot == events_.front().context.boot);
    if (member != member_ || other_life) events_.clear();
    member_ = member;
    for (auto& each : *events) events_.push_back(std::move(each));
    keep_latest(events_, events_max);
}

void TopActivity::add(const TopWanted& wanted, TopSight& sight) const {
    const auto& filter = wanted.events_filter;
    sight.recent_of = (filter.empty() ? "what changed" : "\"" + filter + "\"") + ", as " + member_ + " tells it";
    for (const auto& record : events_) {
        const auto text = to_text(record.event);
        const bool fitting =
            filter.empty() ? changed_something(record.event.kind) : text.find(filter) != std::string::npos;
        const auto& at = record.context.wall_time;
        if (fitting) sight.recent.push_back({at ? json::to_text(*at).substr(11, 12) : "", record.context.member, text});
    }
    keep_latest(sight.recent, wanted.happenings);
}

const std::vector<std::string>& TopLog::read(const club::MemberFolder& member) {
    const auto& name = member.name().text();
    if (name != member_) {
        lines_.clear();
        file_.emplace(name, member.log_path());
        member_ = name;
    }
    for (auto& line : file_->read_new()) lines_.push_back(std::move(line.text));
    keep_latest(lines_, log_lines_max);
    return lines_;
}

}  // namespace watercooler::cli
