#include "sim/view.hpp"

#include <algorithm>
#include <utility>

#include "message/text.hpp"

namespace watercooler::sim {
namespace {

using Show = std::string (*)(const Host&, Instant);

std::string add(std::string line, const std::string& item) { return line + (line.empty() ? "" : ", ") + item; }

std::string members(const Host& host, Instant now) {
    std::string line;
    for (const auto& member : host.node->members(now))
        line = add(line, word(member.name) + " " + std::string{to_text(member.status)} + " " +
                             std::to_string(member.incarnation.value));
    return line;
}

std::string books(const Host& host, Instant now) {
    std::string line;
    for (const auto& entry : host.node->entries(now))
        line = add(line, word(entry.origin) + " " + entry.key + "=" + word(entry.value) + " v" +
                             std::to_string(entry.version.value) + (entry.stranger ? " stranger" : ""));
    return line;
}

std::string counters(const Host& host, Instant) {
    std::string line;
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        if (const auto count = host.node->counters()[kind]; count != 0)
            line = add(line, std::string{to_text(static_cast<EventKind>(kind))} + " " + std::to_string(count));
    }
    return line;
}

std::string totals(const Host& host, Instant) {
    const auto totals = host.node->totals();
    const std::pair<const char*, std::uint64_t> all[] = {{"copies", totals.payload_copies},
                                                         {"pushed", totals.copies_pushed},
                                                         {"answered", totals.copies_answered},
                                                         {"synced", totals.copies_synced},
                                                         {"corrected", totals.copies_corrected},
                                                         {"duplicates in", totals.copies_duplicate_in},
                                                         {"announcements", totals.announce_messages},
                                                         {"queue drops", totals.queue_drops},
                                                         {"awareness", totals.awareness}};
    std::string line;
    for (const auto& [name, value] : all) {
        if (value != 0) line = add(line, std::string{name} + " " + std::to_string(value));
    }
    return line;
}

std::string held(const Host& host, Instant) {
    std::string line;
    std::size_t shown = 0;
    const auto views = host.gate->held();
    for (const auto& item : views) {
        if (++shown > 8) break;
        line = add(line, item.kind + " " + word(item.peer));
    }
    if (views.size() > shown) line = add(line, "... " + std::to_string(views.size()) + " in all");
    if (const auto dropped = host.gate->held_dropped()) line = add(line, std::to_string(dropped) + " dropped");
    return line;
}

std::string messages(const Host& host, Instant now) {
    std::string line;
    for (const auto& message : host.node->messages(now))
        line = add(line, message.kind + " " + word(message.about) +
                             (message.peer.empty() ? "" : " for " + word(message.peer)));
    return line;
}

constexpr std::pair<std::string_view, std::pair<std::string_view, Show>> shows[] = {
    {"members", {"list", members}}, {"books", {"hold", books}}, {"counters", {"count", counters}},
    {"totals", {"count", totals}},  {"held", {"keep", held}},   {"messages", {"queue", messages}}};

}  // namespace

bool is_view(const std::string& what) {
    return std::any_of(std::begin(shows), std::end(shows), [&](const auto& show) { return show.first == what; });
}

std::vector<std::string> views(const Network& network, const std::string& what,
                               const std::vector<std::string>& handles) {
    const auto* show =
        std::find_if(std::begin(shows), std::end(shows), [&](const auto& each) { return each.first == what; });
    if (show == std::end(shows)) return {};
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // what is seen, by whom
    for (const auto& host : network.hosts()) {
        if (!host.running() || std::find(handles.begin(), handles.end(), host.handle) == handles.end()) continue;
        const auto seen = show->second.second(host, host.gate->protocol_now(network.now()));
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& each) { return each.first == seen; });
        if (group == groups.end()) group = groups.insert(groups.end(), {seen, {}});
        group->second.push_back(host.handle);
    }
    std::vector<std::string> lines;
    for (const auto& [seen, by] : groups) {
        std::string line;
        for (const auto& handle : by) line += handle + " ";
        line += std::string{show->second.first} + (by.size() == 1 ? "s: " : ": ") + (seen.empty() ? "nothing" : seen);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace watercooler::sim
