#include "answers/spacetime.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "answers/causal.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::answers {

using json::EventRecord;

namespace {

/// Makes one diagram; each step stands on those before it.
class Weaver {
public:
    Weaver(const Window& window, Spacetime& result);

    void order(std::vector<EventRecord> records);
    void count();
    void put_nodes();
    void send();
    void arrive();
    void drop();
    void judge();
    void freeze(const std::set<std::string>& frozen);
    void tidy();

private:
    struct Item {
        EventRecord record;
        std::optional<Ref> sent{};
        Line line{};
        std::size_t lane = 0;
        std::optional<std::size_t> node{};
    };
    using Arrow = Spacetime::Arrow;

    bool in_window(const Item& item) const;
    bool shown(const Item& item) const { return (window_.lines & bit(item.line)) != 0; }
    bool with_nobody(const Item& item) const;
    std::optional<std::size_t> lane_of(const std::string& name) const;
    const Item* sent_of(const Item& item) const;
    Arrow* arrow_for(const Item& receipt);
    Arrow arrow_from_outside(const Item& receipt) const;
    Arrow* of_packet(const EventRecord& dropped);
    Fate fate_without_receipt(const Arrow& arrow) const;
    void land(Arrow& arrow, const Item& receipt);

    const Window& window_;
    Spacetime& result_;
    std::map<std::string, std::size_t> lanes_;
    std::vector<Item> items_;  // in causal order
    std::vector<std::vector<std::size_t>> of_lane_;
    std::map<Ref, std::size_t> index_;
    std::map<Ref, std::size_t> arrow_of_;  // by what was sent
    std::map<PacketHash, std::vector<std::size_t>> arrows_of_;
    std::int64_t horizon_ns_ = INT64_MIN;
};

bool is_packet(const EventRecord& record) {
    using enum EventKind;
    const auto kind = record.event.kind;
    return kind == sent || kind == received || kind == held || kind == dropped || kind == refused;
}
bool is_receipt(const EventRecord& record) {
    return record.event.packet && (record.event.kind == EventKind::received || record.event.kind == EventKind::held);
}

/// Whether events of one life are missing between these two.
bool gap_between(const EventRecord& before, const EventRecord& after) {
    return before.context.boot == after.context.boot && after.event.seq.value != before.event.seq.value + 1;
}

Weaver::Weaver(const Window& window, Spacetime& result) : window_(window), result_(result) {
    result_.from_ns = window.from_ns;
    result_.to_ns = window.to_ns;
    result_.lanes = window.lanes;
    of_lane_.resize(window.lanes.size());
    horizon_ns_ = window.known_until_ns;
    for (std::size_t lane = 0; lane < window.lanes.size(); ++lane) lanes_.emplace(window.lanes[lane], lane);
}

std::optional<std::size_t> Weaver::lane_of(const std::string& name) const {
    const auto found = lanes_.find(name);
    return found == lanes_.end() ? std::nullopt : std::optional{found->second};
}

bool Weaver::in_window(const Item& item) const {
    const auto at = time_of(item.record);
    return at >= result_.from_ns && at <= result_.to_ns;
}

/// A packet to or from somebody whom nobody wants to see.
bool Weaver::with_nobody(const Item& item) const {
    return is_packet(item.record) && window_.without.contains(item.record.event.peer);
}

const Weaver::Item* Weaver::sent_of(const Item& item) const {
    if (!item.sent) return nullptr;
    const auto found = index_.find(*item.sent);
    return found == index_.end() ? nullptr : &items_[found->second];
}

/// What is held says nothing of what it is; that says the `sent`.
void Weaver::order(std::vector<EventRecord> records) {
    CausalOrder causal{{.event =
                            [this](const EventRecord& record, const std::optional<Ref>& sent) {
                                const auto lane = lane_of(record.context.member);
                                if (!lane) return;
                                horizon_ns_ = std::max(horizon_ns_, time_of(record));
                                Item item{.record = record, .sent = sent, .line = line_of(record.event), .lane = *lane};
                                if (const auto* origin = sent_of(item)) item.line = origin->line;
                                index_.emplace(ref_of(record), items_.size());
                                of_lane_[*lane].push_back(items_.size());
                                items_.push_back(std::move(item));
                            },
                        .forgotten = {}},
                       {.wait_ns = Window::margin_ns, .held_max = 100'000, .sends_max = SIZE_MAX}};
    for (auto& record : records) causal.put(std::move(record));
    causal.finish();
}

/// Also where the window has to end, so that no more than `events_max` are told.
void Weaver::count() {
    std::vector<std::int64_t> times;
    for (const auto& item : items_) {
        if (!in_window(item)) continue;
        if (with_nobody(item)) {
            ++result_.left_out;
            continue;
        }
        ++result_.counts[static_cast<std::size_t>(item.line)];
        if (shown(item)) times.push_back(time_of(item.record));
    }
    if (times.size() <= window_.events_max) return;
    const auto last = times.begin() + static_cast<std::ptrdiff_t>(window_.events_max);
    std::ranges::nth_element(times, last);
    result_.to_ns = std::max(result_.from_ns, *last - 1);
}

void Weaver::put_nodes() {
    std::vector<std::uint32_t> latest(result_.lanes.size(), 0);
    for (auto& item : items_) {
        if (!in_window(item) || !shown(item) || with_nobody(item)) continue;
        if (result_.nodes.size() >= window_.events_max) break;  // many at the very same time
        auto& rank = latest[item.lane];
        const auto* origin = sent_of(item);
        if (origin && origin->node) rank = std::max(rank, result_.nodes[*origin->node].rank);
        ++rank;
        item.node = result_.nodes.size();
        result_.nodes.push_back({item.record, item.lane, item.line, rank});
    }
}

void Weaver::send() {
    for (const auto& item : items_) {
        const auto& [event, context] = item.record;
        if (event.kind != EventKind::sent || !event.packet || !shown(item) || with_nobody(item)) continue;
        Arrow arrow{.from = item.lane, .to = lane_of(event.peer), .sender = context.member, .receiver = event.peer};
        arrow.sent = item.node;
        arrow.sent_ns = time_of(item.record);
        arrow.line = item.line;
        arrow_of_.emplace(ref_of(item.record), result_.arrows.size());
        arrows_of_[*event.packet].push_back(result_.arrows.size());
        result_.arrows.push_back(std::move(arrow));
    }
}

/// The arrow that ends with this receipt. The same bytes may have been sent twice, and may come twice.
Weaver::Arrow* Weaver::arrow_for(const Item& receipt) {
    if (!receipt.sent) return nullptr;
    const auto found = arrow_of_.find(*receipt.sent);
    if (found == arrow_of_.end()) return nullptr;
    auto& arrow = result_.arrows[found->second];
    const bool held = receipt.record.event.kind == EventKind::held;
    const auto taken = [&](const Arrow& one) { return held ? one.held.has_value() : one.received_ns.has_value(); };
    if (!taken(arrow)) return &arrow;
    for (const auto at : arrows_of_[*receipt.record.event.packet]) {
        auto& other = result_.arrows[at];
        const bool here = !other.to || *other.to == receipt.lane;
        if (other.from == arrow.from && here && !taken(other) && *other.sent_ns <= time_of(receipt.record))
            return &other;
    }
    auto again = arrow;
    again.held = again.received = {};
    again.received_ns = {};
    result_.arrows.push_back(std::move(again));
    return &result_.arrows.back();
}

Weaver::Arrow Weaver::arrow_from_outside(const Item& receipt) const {
    Arrow arrow{.from = lane_of(receipt.record.event.peer),
                .to = receipt.lane,
                .sender = receipt.record.event.peer,
                .receiver = receipt.record.context.member};
    arrow.line = receipt.line;
    return arrow;
}

void Weaver::land(Arrow& arrow, const Item& receipt) {
    arrow.to = receipt.lane;
    arrow.receiver = receipt.record.context.member;
    if (receipt.record.event.kind == EventKind::held) {
        arrow.held = receipt.node;
        if (!arrow.received_ns) arrow.fate = Fate::held;
        return;
    }
    arrow.received = receipt.node;
    arrow.received_ns = time_of(receipt.record);
    arrow.fate = Fate::received;
}

void Weaver::arrive() {
    std::map<std::pair<std::size_t, PacketHash>, std::size_t> held;  // that came from outside
    for (const auto& item : items_) {
        if (!is_receipt(item.record) || !shown(item) || with_nobody(item)) continue;
        if (auto* arrow = arrow_for(item)) {
            land(*arrow, item);
            continue;
        }
        const std::pair key{item.lane, *item.record.event.packet};
        const auto waits = held.find(key);
        if (waits != held.end() && !result_.arrows[waits->second].received_ns) {
            land(result_.arrows[waits->second], item);
            continue;
        }
        if (item.record.event.kind == EventKind::held) held[key] = result_.arrows.size();
        result_.arrows.push_back(arrow_from_outside(item));
        land(result_.arrows.back(), item);
    }
}

/// What was thrown away is told on the side that does it: by the sender, or by who would have got it.
Weaver::Arrow* Weaver::of_packet(const EventRecord& dropped) {
    const auto found = arrows_of_.find(*dropped.event.packet);
    if (found == arrows_of_.end()) return nullptr;
    const auto& member = dropped.context.member;
    const auto& peer = dropped.event.peer;
    for (const auto at : found->second) {
        auto& arrow = result_.arrows[at];
        const bool by_sender = arrow.sender == member && arrow.receiver == peer;
        const bool by_receiver = arrow.receiver == member && arrow.sender == peer;
        if ((by_sender || by_receiver) && !arrow.received_ns && arrow.fate != Fate::dropped) return &arrow;
    }
    return nullptr;
}

void Weaver::drop() {
    for (const auto& item : items_) {
        const auto& [event, context] = item.record;
        if (event.kind == EventKind::dropped && event.packet) {
            if (auto* arrow = of_packet(item.record)) {
                arrow->fate = Fate::dropped;
                arrow->why = event.reason;
                if (arrow->sender != context.member) arrow->received_ns = time_of(item.record);
            }
        }
        if (event.kind != EventKind::refused) continue;
        const auto found = arrow_of_.find({context.member, context.boot, event.cause});
        if (found == arrow_of_.end() || result_.arrows[found->second].received_ns) continue;
        result_.arrows[found->second].fate = Fate::refused;
        result_.arrows[found->second].why = "nobody listens there";
    }
}

/// Lost is only what a receiver that goes on telling, without a gap, does not tell of within `margin_ns`.
Fate Weaver::fate_without_receipt(const Arrow& arrow) const {
    if (!arrow.to) return Fate::outside;
    const auto sent = *arrow.sent_ns, until = sent + Window::margin_ns;
    const auto& all = of_lane_[*arrow.to];
    const auto time = [&](std::size_t at) { return time_of(items_[at].record); };
    auto at = std::ranges::partition_point(all, [&](std::size_t item) { return time(item) <= sent; });
    bool told = false;
    for (; at != all.end() && time(*at) <= until; ++at) {
        told = true;
        if (at != all.begin() && gap_between(items_[*std::prev(at)].record, items_[*at].record)) return Fate::unknown;
    }
    if (horizon_ns_ < until) return Fate::open;
    return told ? Fate::lost : Fate::unknown;
}

void Weaver::judge() {
    for (auto& arrow : result_.arrows) {
        if (arrow.fate == Fate::open && arrow.sent_ns) arrow.fate = fate_without_receipt(arrow);
    }
}

/// A thaw says how long time stood still, so the beginning is known even where its event is not here.
void Weaver::freeze(const std::set<std::string>& frozen) {
    std::vector<std::optional<Spacetime::Freeze>> open(result_.lanes.size());
    for (const auto& name : frozen) {
        if (const auto lane = lane_of(name)) open[*lane] = Spacetime::Freeze{.lane = *lane, .from_ns = {}, .to_ns = {}};
    }
    const auto close = [&](std::size_t lane, std::optional<std::int64_t> at) {
        auto span = *std::exchange(open[lane], std::nullopt);
        span.to_ns = at;
        const bool over = span.to_ns && *span.to_ns < result_.from_ns;
        if (!over && span.from_ns.value_or(INT64_MIN) <= result_.to_ns) result_.freezes.push_back(span);
    };
    for (const auto& item : items_) {
        const auto at = time_of(item.record);
        const auto& event = item.record.event;
        auto& span = open[item.lane];
        if (event.kind == EventKind::frozen && !span)
            span = Spacetime::Freeze{.lane = item.lane, .from_ns = at, .to_ns = {}};
        if (event.kind == EventKind::thawed) {
            const auto since = at - static_cast<std::int64_t>(event.count.value_or(0));
            if (!span || !span->from_ns) span = Spacetime::Freeze{.lane = item.lane, .from_ns = since, .to_ns = {}};
            close(item.lane, at);
        }
        if (span && (event.kind == EventKind::started || event.kind == EventKind::stopped)) close(item.lane, at);
    }
    for (std::size_t lane = 0; lane < open.size(); ++lane) {
        if (open[lane]) close(lane, std::nullopt);
    }
}

/// Only arrows of which something is in the window.
void Weaver::tidy() {
    std::erase_if(result_.arrows, [](const Arrow& arrow) { return !arrow.sent && !arrow.held && !arrow.received; });
    std::ranges::sort(result_.freezes, {},
                      [](const auto& span) { return std::pair{span.lane, span.from_ns.value_or(INT64_MIN)}; });
}

}  // namespace

Spacetime spacetime(const Window& window, std::vector<EventRecord> records, const std::set<std::string>& frozen) {
    Spacetime result;
    Weaver weaver{window, result};
    weaver.order(std::move(records));
    weaver.count();
    weaver.put_nodes();
    weaver.send();
    weaver.arrive();
    weaver.drop();
    weaver.judge();
    weaver.freeze(frozen);
    weaver.tidy();
    return result;
}

std::vector<std::string> most_anomalous(const std::vector<EventRecord>& records, std::size_t most) {
    std::map<std::string, std::size_t> counts;
    for (const auto& [event, context] : records) {
        const bool about_peer = event.kind == EventKind::suspected || event.kind == EventKind::died ||
                                event.kind == EventKind::probe_failed || event.kind == EventKind::refused;
        if (about_peer && !event.peer.empty() && event.peer.find(':') == std::string::npos) ++counts[event.peer];
        ++counts[context.member];
    }
    std::vector<std::pair<std::string, std::size_t>> all{counts.begin(), counts.end()};
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(most, all.size()); ++i) names.push_back(all[i].first);
    return names;
}

// ---- as JSON ----

namespace {

template <class Number>
void add_if(json::Object& object, std::string_view name, const std::optional<Number>& value) {
    if (value) object.number(name, *value);
}
void add_offset(json::Object& object, std::string_view name, const std::optional<std::int64_t>& at,
                std::int64_t from_ns) {
    if (at) object.number(name, *at - from_ns);
}

}  // namespace

std::string to_json(const Spacetime::Node& node, std::int64_t from_ns) {
    json::Object object;
    object.number("lane", node.lane).number("rank", node.rank).text("line", to_text(node.line));
    object.number("offset_ns", time_of(node.record) - from_ns);
    return object.raw("event", json::write_event(node.record.event, node.record.context)).done();
}

std::string to_json(const Spacetime::Arrow& arrow, std::int64_t from_ns) {
    json::Object object;
    object.text("line", to_text(arrow.line)).text("fate", to_text(arrow.fate));
    object.text("sender", arrow.sender).text("receiver", arrow.receiver);
    add_if(object, "from", arrow.from);
    add_if(object, "to", arrow.to);
    add_if(object, "sent", arrow.sent);
    add_if(object, "held", arrow.held);
    add_if(object, "received", arrow.received);
    add_offset(object, "sent_offset_ns", arrow.sent_ns, from_ns);
    add_offset(object, "received_offset_ns", arrow.received_ns, from_ns);
    if (!arrow.why.empty()) object.text("why", arrow.why);
    return object.done();
}

std::string to_json(const Spacetime::Freeze& freeze, std::int64_t from_ns) {
    json::Object object;
    object.number("lane", freeze.lane);
    add_offset(object, "from_offset_ns", freeze.from_ns, from_ns);
    add_offset(object, "to_offset_ns", freeze.to_ns, from_ns);
    return object.done();
}

}  // namespace watercooler::answers
