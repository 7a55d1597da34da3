#include "sim/agreement.hpp"

#include <map>
#include <set>

#include "message/text.hpp"

namespace watercooler::sim {
namespace {

using Books = std::map<std::pair<std::string, std::string>, std::pair<Version, Uuid>>;

std::string difference(const Host& host, const std::set<std::string>& living, Instant now) {
    std::set<std::string> missing = living;
    for (const auto& member : host.node->members(now)) {
        missing.erase(member.name);
        const bool believed = member.status == Status::alive, doubted = member.status == Status::suspect;
        if (living.contains(member.name) ? believed : !believed && !doubted) continue;
        return host.handle + " holds " + word(member.name) + " " + std::string{to_text(member.status)};
    }
    if (!missing.empty()) return host.handle + " does not know " + word(*missing.begin());
    return {};
}

Books books_of(const Host& host, Instant now) {
    Books books;
    for (const auto& entry : host.node->entries(now)) books[{entry.origin, entry.key}] = {entry.version, entry.uuid};
    return books;
}

}  // namespace

std::string disagreement(const Network& network) {
    std::set<std::string> living;
    const Host* first = nullptr;
    for (const auto& host : network.hosts()) {
        if (!host.running()) continue;
        living.insert(host.name());
        if (!first) first = &host;
    }
    if (!first) return {};
    // The cheap look first: members and entries have sums that are equal where beliefs are.
    for (const auto& host : network.hosts()) {
        if (!host.running()) continue;
        const auto ours = first->node->fingerprint(), theirs = host.node->fingerprint();
        if (ours.first != theirs.first) return first->handle + " and " + host.handle + " differ over members";
        if (ours.second != theirs.second) return first->handle + " and " + host.handle + " differ over entries";
    }
    Books books;
    for (const auto& host : network.hosts()) {
        if (!host.running()) continue;
        const auto now = host.gate->protocol_now(network.now());
        if (const auto text = difference(host, living, now); !text.empty()) return text;
        const auto theirs = books_of(host, now);
        if (&host == first) books = theirs;
        if (theirs != books) return first->handle + " and " + host.handle + " differ over entries";
    }
    return {};
}

std::string summary(const Network& network) {
    std::map<std::size_t, std::vector<std::string>> by_count;
    for (const auto& host : network.hosts()) {
        if (!host.running()) continue;
        std::size_t alive = 0;
        for (const auto& member : host.node->members(host.gate->protocol_now(network.now())))
            alive += member.status == Status::alive;
        by_count[alive].push_back(host.handle);
    }
    std::string text;
    for (const auto& [alive, handles] : by_count) {
        if (!text.empty()) text += ", ";
        if (by_count.size() == 1)
            text += std::to_string(handles.size()) + (handles.size() == 1 ? " member sees " : " members see ");
        else
            for (const auto& handle : handles)
                text += handle + (&handle == &handles.back() ? (handles.size() == 1 ? " sees " : " see ") : " ");
        text += std::to_string(alive);
    }
    return text.empty() ? "nobody lives" : text + " alive";
}

}  // namespace watercooler::sim
