#include "answers/exports.hpp"

#include <algorithm>

#include "answers/text.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::answers {

using json::EventRecord;

std::string to_jsonl(const EventRecord& record) { return json::write_event(record.event, record.context) + '\n'; }

ShivizLog::ShivizLog(Write write, CausalOrder::Options options)
    : write_(std::move(write)),
      order_({.event = [this](const EventRecord& record, const std::optional<Ref>& sent) { event(record, sent); },
              .forgotten = [this](const Ref& sent) { sends_.erase(sent); }},
             options) {}

/// ShiViz ends a host's name at the first space.
std::size_t ShivizLog::host_of(const std::string& member) {
    const auto [place, fresh] = index_.try_emplace(member, hosts_.size());
    if (!fresh) return place->second;
    auto name = escaped(member);
    std::ranges::replace(name, ' ', '_');
    if (name.empty()) name = "_";
    while (std::ranges::find(hosts_, name) != hosts_.end()) name += '_';
    hosts_.push_back(std::move(name));
    clocks_.emplace_back();
    return place->second;
}

std::string ShivizLog::text(const Clock& clock) const {
    json::Object object;
    for (std::size_t host = 0; host < clock.size(); ++host) {
        if (clock[host] > 0) object.number(hosts_[host], clock[host]);
    }
    return object.done();
}

void ShivizLog::event(const EventRecord& record, const std::optional<Ref>& sent) {
    const auto host = host_of(record.context.member);
    auto& clock = clocks_[host];
    const auto seen = sent ? sends_.find(*sent) : sends_.end();
    if (seen != sends_.end()) {
        clock.resize(std::max(clock.size(), seen->second.size()));
        for (std::size_t i = 0; i < seen->second.size(); ++i) clock[i] = std::max(clock[i], seen->second[i]);
    }
    clock.resize(std::max(clock.size(), host + 1));
    ++clock[host];
    if (record.event.kind == EventKind::sent && record.event.packet) sends_.insert_or_assign(ref_of(record), clock);
    write_(clock_text(time_of(record)) + ' ' + to_text(record.event) + '\n' + hosts_[host] + ' ' + text(clock) + '\n');
}

}  // namespace watercooler::answers
