#include "answers/causal.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::answers {

using json::EventRecord;

namespace {

/// Who is not known by name is called by address.
bool is_address(std::string_view peer) { return peer.find(':') != std::string_view::npos; }

}  // namespace

bool CausalOrder::is_receipt(const EventRecord& record) {
    const auto kind = record.event.kind;
    return record.event.packet && (kind == EventKind::received || kind == EventKind::held);
}

/// The latest `sent` of these bytes that fits: the same bytes may have gone to others.
std::optional<Ref> CausalOrder::sent_for(const EventRecord& receipt) const {
    const auto found = sends_.find(*receipt.event.packet);
    if (found == sends_.end()) return std::nullopt;
    const auto& [event, context] = receipt;
    const auto fits = [&](const Send& send) {
        const auto from = send.ref.member == event.peer || is_address(event.peer);
        const auto to = send.to == context.member || is_address(send.to);
        return from && to && !(send.ref.member == context.member && send.ref.boot == context.boot);
    };
    const auto last = std::find_if(found->second.rbegin(), found->second.rend(), fits);
    if (last == found->second.rend()) return std::nullopt;
    return last->ref;
}

void CausalOrder::put(EventRecord record) {
    now_ns_ = std::max(now_ns_, time_of(record));
    give_up(now_ns_ - options_.wait_ns);
    StreamName stream{record.context.member, record.context.boot};
    const auto behind = blocked_.find(stream);
    if (behind != blocked_.end()) {
        behind->second.events.push_back(std::move(record));
        ++held_;
    } else {
        const auto sent = is_receipt(record) ? sent_for(record) : std::nullopt;
        if (!is_receipt(record) || sent) {
            go_on(record, sent);
        } else {
            blocked_[stream].events.push_back(std::move(record));
            ++held_;
            advance(stream, false);
        }
    }
    drain();
    while (held_ > options_.held_max) give_up(waiting_.begin()->first + 1);
}

void CausalOrder::finish() {
    while (!waiting_.empty()) give_up(INT64_MAX);
}

void CausalOrder::give_up(std::int64_t before_ns) {
    while (!waiting_.empty() && waiting_.begin()->first < before_ns) {
        const auto stream = waiting_.begin()->second;
        advance(stream, true);
        drain();
    }
}

void CausalOrder::drain() {
    while (!ready_.empty()) {
        const auto stream = std::move(ready_.front());
        ready_.pop_front();
        advance(stream, false);
    }
}

void CausalOrder::go_on(const EventRecord& record, const std::optional<Ref>& sent) {
    sink_.event(record, sent);
    if (record.event.kind != EventKind::sent || !record.event.packet) return;
    remember(record);
    const auto waiters = waiters_.find(*record.event.packet);
    if (waiters == waiters_.end()) return;
    ready_.insert(ready_.end(), waiters->second.begin(), waiters->second.end());
}

void CausalOrder::remember(const EventRecord& sent) {
    sends_[*sent.event.packet].push_back({ref_of(sent), sent.event.peer});
    order_.push_back(*sent.event.packet);
    if (order_.size() <= options_.sends_max) return;
    const auto oldest = sends_.find(order_.front());
    order_.pop_front();
    const auto ref = oldest->second.front().ref;
    oldest->second.erase(oldest->second.begin());
    if (oldest->second.empty()) sends_.erase(oldest);
    if (sink_.forgotten) sink_.forgotten(ref);
}

/// Lets a stream go on as far as it can. `without`: its first event even without its `sent`.
void CausalOrder::advance(const StreamName& stream, bool without) {
    const auto found = blocked_.find(stream);
    if (found == blocked_.end()) return;
    auto& [events, waits] = found->second;
    if (std::exchange(waits, false)) {
        const auto& head = events.front();
        waiting_.erase({time_of(head), stream});
        const auto waiters = waiters_.find(*head.event.packet);
        waiters->second.erase(stream);
        if (waiters->second.empty()) waiters_.erase(waiters);
    }
    for (; !events.empty(); without = false) {
        const auto& head = events.front();
        const auto sent = is_receipt(head) ? sent_for(head) : std::nullopt;
        if (is_receipt(head) && !sent && !without) {
            waits = true;
            waiting_.emplace(time_of(head), stream);
            waiters_[*head.event.packet].insert(stream);
            return;
        }
        const auto record = std::move(events.front());
        events.pop_front();
        --held_;
        go_on(record, sent);
    }
    blocked_.erase(found);
}

}  // namespace watercooler::answers
