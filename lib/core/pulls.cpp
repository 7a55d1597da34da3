#include "core/pulls.hpp"

#include <algorithm>
#include <utility>

#include "core/copies.hpp"

namespace watercooler::core {
namespace {

void dropped(Context& context, const message::RumorId& id, std::string_view reason) {
    auto event = about(EventKind::dropped, id);
    event.reason = reason;
    context.emit(std::move(event));
    ++context.totals.queue_drops;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void Pulls::lack(Context& context, const std::string& announcer, const std::vector<message::RumorId>& ids,
                 bool answer) {
    std::vector<Open*> asked;
    for (const auto& id : ids) {
        if (const auto known = open_.find(id.uuid); known != open_.end()) {
            auto& pull = known->second;
            const bool listed = contains(pull.candidates, announcer) || contains(pull.asked, announcer);
            if (!listed && pull.candidates.size() < candidates_max) pull.candidates.push_back(announcer);
            if (answer && !contains(pull.waiting, announcer) && pull.waiting.size() < candidates_max) {
                pull.waiting.push_back(announcer);
            }
        } else if (open_.size() >= open_max) {
            dropped(context, id, "pulls-full");
        } else {
            auto& pull = open_[id.uuid];
            pull.id = id;
            pull.cause = context.cause;
            asked.push_back(&pull);
        }
    }
    ask(context, announcer, asked);
}

void Pulls::ask(Context& context, const std::string& member, const std::vector<Open*>& pulls) {
    if (pulls.empty()) return;
    message::Pull message;
    message.from = peers_.self();
    auto because = context;
    for (auto* pull : pulls) {
        message.ids.push_back(pull->id);
        pull->asked.push_back(member);
        auto event = about(EventKind::pulled, pull->id);
        event.peer = member;
        because.cause = context.emit(std::move(event));
        because.arm(settings_.answer_timeout, TimerKind::pull, to_text(pull->id.uuid));
        ++pull->tries;
    }
    peers_.send(because, member, in_datagrams(peers_, message, &message::Pull::ids));
}

/// The next announcer that can be reached, else anybody who was not asked; empty if there is nobody.
std::string Pulls::next_to_ask(Context& context, Open& pull) {
    while (!pull.candidates.empty()) {
        const auto candidate = std::move(pull.candidates.front());
        pull.candidates.erase(pull.candidates.begin());
        if (peers_.reachable(candidate)) return candidate;
    }
    auto picked = peers_.pick(context, 1, pull.asked);
    if (picked.empty()) picked = peers_.pick(context, 1, {});
    return picked.empty() ? std::string{} : picked.front();
}

void Pulls::ask_elsewhere(Context& context, Open& pull) {
    const auto tries = pull.tries;
    for (int left = tries + 1 < tries_before_two ? 1 : 2; left > 0; --left) {
        const auto member = next_to_ask(context, pull);
        if (!member.empty()) ask(context, member, {&pull});
    }
    pull.tries = tries + 1;
    if (!context.timers.armed(TimerKind::pull, to_text(pull.id.uuid))) {
        context.arm(settings_.answer_timeout, TimerKind::pull, to_text(pull.id.uuid));
    }
}

void Pulls::unanswered(Context& context, const std::string& uuid) {
    const auto parsed = parse_uuid(uuid);
    if (!parsed) return;
    const auto found = open_.find(*parsed);
    if (found == open_.end()) return;
    if (known(entries_, found->second.id)) {
        open_.erase(found);
    } else if (found->second.tries >= tries_max) {
        dropped(context, found->second.id, "pull-unanswered");
        open_.erase(found);
    } else {
        ask_elsewhere(context, found->second);
    }
}

std::vector<std::string> Pulls::close(Context& context, const Uuid& uuid) {
    const auto found = open_.find(uuid);
    if (found == open_.end()) return {};
    auto waiting = std::move(found->second.waiting);
    open_.erase(found);
    context.cancel(TimerKind::pull, to_text(uuid));
    return waiting;
}

void Pulls::unreachable(Context& context, const std::string& member) {
    for (auto& [uuid, pull] : open_) {
        std::erase(pull.candidates, member);
        if (!pull.asked.empty() && pull.asked.back() == member && pull.tries < tries_max) ask_elsewhere(context, pull);
    }
}

void Pulls::view(std::vector<MessageView>& views) const {
    for (const auto& [uuid, pull] : open_) {
        MessageView view;
        view.kind = "pull";
        view.peer = pull.asked.empty() ? std::string{} : pull.asked.back();
        view.about = pull.id.name + '/' + pull.id.key;
        view.uuid = uuid;
        view.transmits = pull.tries;
        view.bytes = peers_.encoded_size(message::Pull{{pull.id}, {}, peers_.self()});
        views.push_back(std::move(view));
    }
}

}  // namespace watercooler::core
