#include "core/announcements.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/copies.hpp"

namespace watercooler::core {
namespace {

constexpr std::size_t holders_max = 64;

void dropped(Context& context, const Announcements::News& news, std::string_view peer, std::string_view reason) {
    auto event = about(EventKind::dropped, news.id);
    event.peer = peer;
    event.reason = reason;
    event.cause = news.cause;
    context.emit(std::move(event));
    ++context.totals.queue_drops;
}

bool holds_it(const Announcements::News& news, std::string_view member) {
    return std::find(news.holders.begin(), news.holders.end(), member) != news.holders.end();
}

}  // namespace

void Announcements::add(Context& context, News news) {
    // A newer version of the same entry makes an older one needless.
    std::erase_if(waiting_, [&](const News& one) { return one.id.name == news.id.name && one.id.key == news.id.key; });
    if (waiting_.size() >= waiting_max) {
        dropped(context, waiting_.front(), {}, "announcements-full");
        waiting_.pop_front();
    }
    waiting_.push_back(std::move(news));
    if (!context.timers.armed(TimerKind::announce, {})) context.arm(settings_.announce_delay, TimerKind::announce);
}

bool Announcements::superseded(const message::RumorId& id) const {
    const auto* held = entries_.find({id.name, id.key});
    return !held || held->uuid != id.uuid || held->version != id.version;
}

void Announcements::tell_waiting(Context& context) {
    const auto waiting = std::exchange(waiting_, {});
    std::vector<std::string> except;
    if (waiting.size() == 1) except = waiting.front().holders;
    const auto next = peers_.successor();
    if (next) except.push_back(*next);
    const bool wide = std::any_of(waiting.begin(), waiting.end(), [](const News& one) { return one.wide; });

    if (next) {
        std::vector<Awaited> asked;
        for (const auto& one : waiting) {
            if (!holds_it(one, *next) && !superseded(one.id)) asked.push_back({one, 0, {}, true, 1});
        }
        ask(context, *next, std::move(asked), {});
    }
    if (!wide) return;
    for (const auto& member : peers_.pick(context, settings_.fanout, except)) {
        std::vector<const News*> told;
        for (const auto& one : waiting) {
            if (one.wide && !holds_it(one, member) && !superseded(one.id)) told.push_back(&one);
        }
        tell(context, member, told, false, {});
    }
}

void Announcements::tell(Context& context, const std::string& member, const std::vector<const News*>& news, bool answer,
                         std::string_view reason) {
    if (news.empty()) return;
    message::Announce announce;
    announce.answer = answer;
    announce.from = peers_.self();
    auto because = context;
    for (const auto* one : news) {
        announce.ids.push_back(one->id);
        auto event = about(EventKind::announced, one->id);
        event.peer = member;
        event.hop = one->hops;
        event.reason = reason;
        event.cause = one->cause;
        because.cause = context.emit(std::move(event));
    }
    const auto messages = in_datagrams(peers_, announce, &message::Announce::ids);
    context.totals.announce_messages += messages.size();
    peers_.send(because, member, messages);
}

/// Tells `asked` to a member and waits for its answer to each.
void Announcements::ask(Context& context, const std::string& member, std::vector<Awaited> asked,
                        std::string_view reason) {
    if (asked.empty()) return;
    std::vector<const News*> news;
    for (const auto& one : asked) news.push_back(&one.news);
    tell(context, member, news, true, reason);
    for (auto& one : asked) {
        ++one.tries;
        one.due = context.now + patience(one.tries);
        auto& of_member = awaited_[member];
        const auto uuid = one.news.id.uuid;
        if (!of_member.contains(uuid)) {
            if (awaited_count_ >= awaited_max) {
                dropped(context, one.news, member, "answers-full");
                continue;
            }
            ++awaited_count_;
        }
        of_member[uuid] = std::move(one);
    }
    arm(context, member);
}

/// 100, 100, 200, 200, 400 … ms, were `answer_timeout` 100 ms.
Duration Announcements::patience(std::uint32_t tries) const {
    return settings_.answer_timeout * (1 << std::min((tries - 1) / 2, 3u));
}

void Announcements::arm(Context& context, const std::string& member) {
    const auto of_member = awaited_.find(member);
    if (of_member == awaited_.end() || of_member->second.empty()) {
        if (of_member != awaited_.end()) awaited_.erase(of_member);
        context.cancel(TimerKind::answer, member);
        return;
    }
    const auto first = std::min_element(of_member->second.begin(), of_member->second.end(),
                                        [](const auto& a, const auto& b) { return a.second.due < b.second.due; });
    context.because(first->second.news.cause).arm(first->second.due - context.now, TimerKind::answer, member);
}

void Announcements::tell_again(Context& context, const std::string& member) {
    const auto of_member = awaited_.find(member);
    if (of_member == awaited_.end()) return;
    if (!peers_.reachable(member)) return unreachable(context, member);
    std::vector<Awaited> again, further;
    for (auto row = of_member->second.begin(); row != of_member->second.end();) {
        auto& one = row->second;
        const bool over = superseded(one.news.id) || (one.due <= context.now && one.tries >= tries_max);
        if (!over && one.due > context.now) {
            ++row;
            continue;
        }
        if (!over) {
            if (one.last && one.tries >= tries_before_next) {
                further.push_back(one);
                one.last = false;
            }
            again.push_back(std::move(one));
        }
        row = of_member->second.erase(row);
        --awaited_count_;
    }
    ask(context, member, std::move(again), "again");
    arm(context, member);
    for (auto& one : further) ask_further(context, member, std::move(one));
}

/// Those that follow `after` in hash order are told too: first one, then two, four, eight, so that a row of dead
/// members does not hold up the news for long.
void Announcements::ask_further(Context& context, const std::string& after, Awaited from) {
    auto place = after;
    for (std::uint32_t left = from.width; left > 0; --left) {
        const auto next = peers_.successor(place);
        if (!next || *next == after || *next == peers_.self() || holds_it(from.news, *next)) return;
        const auto told = awaited_.find(*next);
        if (told != awaited_.end() && told->second.contains(from.news.id.uuid)) return;
        ask(context, *next, {Awaited{from.news, 0, {}, left == 1, std::min(from.width * 2, 8u)}}, "further");
        place = *next;
    }
}

void Announcements::unreachable(Context& context, const std::string& member) {
    const auto of_member = awaited_.find(member);
    if (of_member == awaited_.end()) return;
    const auto moved = std::move(of_member->second);
    awaited_.erase(of_member);
    awaited_count_ -= moved.size();
    context.cancel(TimerKind::answer, member);
    for (const auto& [uuid, one] : moved) {
        if (!one.last || superseded(one.news.id)) continue;
        auto next = one;
        next.width = 1;
        ask_further(context, member, std::move(next));
    }
}

void Announcements::holds(Context& context, std::string_view member, const Uuid& uuid) {
    for (auto& news : waiting_) {
        if (news.id.uuid == uuid && !holds_it(news, member) && news.holders.size() < holders_max)
            news.holders.emplace_back(member);
    }
    const auto of_member = awaited_.find(member);
    if (of_member == awaited_.end() || of_member->second.erase(uuid) == 0) return;
    --awaited_count_;
    arm(context, std::string{member});
    // From here on the ring is the business of the one that answered.
    for (auto& [other, rows] : awaited_) {
        if (const auto row = rows.find(uuid); row != rows.end()) row->second.last = false;
    }
}

void Announcements::view(std::vector<MessageView>& views) const {
    const auto add = [&](const News& news, std::string_view peer, std::uint32_t transmits) {
        MessageView view;
        view.kind = "announce";
        view.peer = peer;
        view.about = news.id.name + '/' + news.id.key;
        view.uuid = news.id.uuid;
        view.transmits = transmits;
        view.bytes = peers_.encoded_size(message::Announce{{news.id}, !peer.empty(), peers_.self()});
        views.push_back(std::move(view));
    };
    for (const auto& news : waiting_) add(news, {}, 0);
    for (const auto& [member, rows] : awaited_) {
        for (const auto& [uuid, one] : rows) add(one.news, member, one.tries);
    }
}

}  // namespace watercooler::core
