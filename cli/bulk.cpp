#include "cli/bulk.hpp"

#include <algorithm>
#include <utility>

#include "cli/shown.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::string_view failed_word = "failed";

/// Those of whom the same is to be said.
struct Group {
    const MemberOutcome* first;
    std::vector<std::string> names;
};

std::vector<Group> groups_of(const std::vector<MemberOutcome>& outcomes) {
    std::vector<Group> groups;
    for (const auto& each : outcomes) {
        const auto same = std::ranges::find_if(groups, [&](const Group& group) {
            return group.first->what == each.what && group.first->detail == each.detail;
        });
        if (same == groups.end())
            groups.push_back({&each, {each.name}});
        else
            same->names.push_back(each.name);
    }
    return groups;
}

std::string group_line(const Context& context, const Group& group) {
    auto text =
        paint(some_names(group.names, group.names.size()), Paint::bold, context.style()) + ": " + group.first->what;
    if (!group.first->detail.empty()) text += ": " + shown(group.first->detail);
    return text + "\n";
}

void print_json(const Context& context, std::string_view thing, const std::vector<MemberOutcome>& outcomes,
                const std::string& more) {
    std::vector<std::string> objects;
    for (const auto& each : outcomes) {
        json::Object object;
        object.text("name", each.name).text("outcome", each.what);
        if (!each.detail.empty()) object.text("detail", each.detail);
        objects.push_back(object.done());
    }
    auto text = json::answer(thing).raw("outcomes", json::array(objects)).done();
    if (!more.empty()) text.insert(text.size() - 1, "," + more);
    context.out(text + "\n");
}

}  // namespace

MemberOutcome failed(std::string name, const Failure& failure) {
    auto detail = failure.message;
    if (detail.starts_with(name + " ")) detail.erase(0, name.size() + 1);  // the outcome says who
    const bool same_for_all = failure.code == "WC-MEMBER-SILENT";          // the cause only repeats the address
    if (!failure.cause.empty() && !same_for_all) detail += " (" + failure.cause + ")";
    return {std::move(name), std::string{failed_word}, std::move(detail), failure.exit};
}

std::string count_text(const std::vector<MemberOutcome>& outcomes, std::string_view usual) {
    std::vector<std::pair<std::string, std::size_t>> counts{{std::string{usual}, 0}};
    std::size_t failures = 0;
    for (const auto& each : outcomes) {
        if (each.failed()) {
            ++failures;
            continue;
        }
        const auto found = std::ranges::find(counts, each.what, &std::pair<std::string, std::size_t>::first);
        if (found == counts.end())
            counts.emplace_back(each.what, 1);
        else
            ++found->second;
    }
    counts.emplace_back(std::string{failed_word}, failures);
    std::string text;
    for (const auto& [what, count] : counts) text += (text.empty() ? "" : ", ") + what + " " + std::to_string(count);
    return text;
}

Exit exit_of(const std::vector<MemberOutcome>& outcomes) {
    const auto failures = std::ranges::count_if(outcomes, &MemberOutcome::failed);
    if (failures == 0) return Exit::done;
    if (static_cast<std::size_t>(failures) < outcomes.size()) return Exit::partly;
    return std::ranges::find_if(outcomes, &MemberOutcome::failed)->exit;
}

Exit report(const Context& context, std::string_view thing, std::string_view usual,
            const std::vector<MemberOutcome>& outcomes, const std::string& more) {
    if (context.json()) {
        print_json(context, thing, outcomes, more);
        return exit_of(outcomes);
    }
    const bool single = outcomes.size() == 1;
    for (const auto& group : groups_of(outcomes)) {
        if (group.first->failed())
            context.warn(group_line(context, group));
        else if (single || context.verbose() || !group.first->detail.empty())
            context.out(group_line(context, group));
    }
    if (!single) context.out(count_text(outcomes, usual) + "\n");
    return exit_of(outcomes);
}

std::string some_names(const std::vector<std::string>& names, std::size_t most) {
    std::string text;
    for (std::size_t at = 0; at < std::min(most, names.size()); ++at) text += (at ? ", " : "") + shown(names[at]);
    if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
    return text;
}

void report_plan(const Context& context, std::string_view thing, const std::vector<std::string>& names) {
    if (context.json()) {
        std::vector<std::string> quoted;
        for (const auto& name : names) quoted.push_back(json::quote(name));
        context.out(json::answer("plan").text("verb", thing).raw("names", json::array(quoted)).done() + "\n");
        return;
    }
    const auto most = context.verbose() ? names.size() : 12;
    context.out("would " + std::string{thing} + " " + (names.empty() ? "nobody" : some_names(names, most)) + "\n");
}

}  // namespace watercooler::cli
