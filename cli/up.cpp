#include "cli/up.hpp"

#include <algorithm>

#include "cli/scale.hpp"

namespace watercooler::cli {
namespace {

std::vector<std::string> extra_of(const ClubFile& file, const ClubFile::Named* named) {
    std::vector<std::string> extra;
    const auto interval = named && named->interval ? named->interval : file.interval;
    if (interval) extra.push_back("--interval=" + std::to_string(interval->count()) + "ms");
    if (file.label) extra.push_back("--label=" + *file.label);
    if (named && named->book) extra.push_back("--book=" + *named->book);
    if (named && named->hold) extra.emplace_back("--hold");
    return extra;
}

}  // namespace

UpPlan plan_up(const ClubFile& file, const Roster& alive) {
    UpPlan plan;
    Roster unnamed;
    for (const auto& member : alive) {
        const bool named = std::ranges::count(file.named, member.name.text(), &ClubFile::Named::name) > 0;
        auto& where = named ? plan.keep : is_chosen_name(member.name.text()) ? unnamed : plan.others;
        where.push_back(member);
    }
    for (const auto& named : file.named) {
        if (std::ranges::any_of(plan.keep, [&](const Member& each) { return each.name.text() == named.name; }))
            continue;
        plan.start.push_back({named.name, named.host, named.port});
        plan.extra.push_back(extra_of(file, &named));
    }
    for (auto count = unnamed.size(); count < file.members; ++count) {
        plan.start.emplace_back();
        plan.extra.push_back(extra_of(file, nullptr));
    }
    const auto last_first = who_may_go(unnamed);
    const auto too_many = unnamed.size() - std::min(unnamed.size(), file.members);
    for (std::size_t at = 0; at < last_first.size(); ++at)
        (at < too_many ? plan.others : plan.keep).push_back(last_first[at]);
    std::ranges::sort(plan.keep, {}, &Member::name);
    std::ranges::sort(plan.others, {}, &Member::name);
    return plan;
}

}  // namespace watercooler::cli
