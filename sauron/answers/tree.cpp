#include "answers/tree.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "answers/lives.hpp"
#include "answers/tree_gap.hpp"

namespace watercooler::answers {

using json::EventRecord;

std::string_view to_text(How how) {
    constexpr std::string_view names[] = {"born", "memory", "refutation", "door",   "push",
                                          "pull", "sync",   "correction", "gossip", "http"};
    return names[static_cast<std::size_t>(how)];
}

namespace {

/// Doors bring a rumor at hop 0; whoever tells another says at least 1.
bool came_by_gossip(const Event& event) { return event.hop.value_or(0) > 0; }
/// The answer of a node that speaks only HTTP: it heard.
bool heard_by_http(const Event& event) {
    return event.kind == EventKind::received && event.reason.starts_with("http 2");
}
bool says(const std::optional<EventRecord>& record, std::string_view word) {
    return record && record->event.reason.find(word) != std::string::npos;
}

class Builder {
public:
    Builder(const Uuid& uuid, const std::vector<EventRecord>& told, Events& events, const TreeOptions& options)
        : trail_(events), options_(options) {
        tree_.uuid = uuid;
        for (const auto& record : told) {
            if (record.event.uuid == uuid) told_.push_back(&record);
        }
        const auto earlier = [](const auto* a, const auto* b) { return comes_before(*a, *b); };
        if (!std::ranges::is_sorted(told_, earlier)) std::ranges::sort(told_, earlier);  // mostly it is
    }

    std::optional<RumorTree> build() {
        for (const auto* record : told_) learn(*record);
        if (tree_.nodes.empty()) return std::nullopt;
        for (const auto* record : told_) learn_by_http(*record);
        about();
        for (const auto* record : told_) count(*record);
        collect_pulls();
        for (auto& node : tree_.nodes) follow(node);
        cut_circles();
        parents_first();
        for (std::size_t i = 0; i < tree_.nodes.size(); ++i) place(i);
        audience();
        times();
        path();
        return std::move(tree_);
    }

private:
    TreeNode* node_of(const std::string& member) {
        const auto found = index_.find(member);
        return found == index_.end() ? nullptr : &tree_.nodes[found->second];
    }

    /// The first time counts: who forgot it, or came back without memory, learns it again.
    void learn(const EventRecord& record) {
        const auto& event = record.event;
        if (event.kind != EventKind::applied && event.kind != EventKind::born) return;
        if (index_.contains(record.context.member)) return;
        index_[record.context.member] = tree_.nodes.size();
        records_.push_back(&record);
        tree_.nodes.push_back({.member = record.context.member,
                               .cite = ref_of(record),
                               .time_ns = time_of(record),
                               .hop = event.hop.value_or(0),
                               .how = how_it_began(event),
                               .told_by = event.peer});
    }
    /// Who does not report is known by the answer that it gave. A member of that name tells for itself.
    void learn_by_http(const EventRecord& record) {
        const auto& event = record.event;
        if (!heard_by_http(event) || index_.contains(event.peer)) return;
        index_[event.peer] = tree_.nodes.size();
        tree_.nodes.push_back({.member = event.peer,
                               .cite = ref_of(record),
                               .time_ns = time_of(record),
                               .hop = event.hop.value_or(0),
                               .how = How::http,
                               .told_by = record.context.member});
    }
    static How how_it_began(const Event& event) {
        if (event.kind == EventKind::applied) return came_by_gossip(event) ? How::gossip : How::door;
        if (event.reason == "remembered") return How::memory;
        return event.reason == "refutation" ? How::refutation : How::born;
    }

    void about() {
        const auto root = std::ranges::find_if(records_, [](const auto* r) { return !came_by_gossip(r->event); });
        const auto& first = root == records_.end() ? *records_.front() : **root;
        tree_.birth_known = root != records_.end();
        tree_.born_ns = time_of(first);
        tree_.origin = first.event.origin;
        tree_.key = first.event.key;
        tree_.value = first.event.value;
        tree_.version = first.event.version;
    }

    void count(const EventRecord& record) {
        const auto& event = record.event;
        auto* node = node_of(record.context.member);
        const auto copy = [&](bool news) {
            ++tree_.copies;
            if (!news) ++tree_.redundant;
            if (node != nullptr) ++node->copies;
            if (node != nullptr && !news) ++node->duplicates;
        };
        switch (event.kind) {
            case EventKind::applied:
                if (came_by_gossip(event)) copy(node->cite == ref_of(record));
                break;
            case EventKind::duplicate:
            case EventKind::stale:
            case EventKind::refuted:
                if (came_by_gossip(event)) copy(false);
                break;
            case EventKind::rejected:
                ++tree_.rejections;
                if (came_by_gossip(event)) copy(false);
                break;
            case EventKind::announced:
                ++tree_.announcements;
                if (node != nullptr) ++node->announced;
                break;
            case EventKind::pulled:
                ++tree_.pulls;
                if (node != nullptr) ++node->pulled;
                break;
            default:
                break;
        }
    }

    // ---- who told whom ----

    void follow(TreeNode& node) {
        if (node.how != How::gossip && node.how != How::http) return;
        const bool known_teller = index_.contains(node.told_by);
        if (node.how == How::http) {
            node.received = node.cite;
        } else if (options_.look_up && (!known_teller || records_.size() <= options_.looked_up_max)) {
            look_up(node);
        } else {
            node.how = how_it_came(node, std::nullopt);
        }
        const auto parent = index_.find(node.told_by);
        if (parent != index_.end() && node.told_by != node.member) node.parent = parent->second;
    }
    void look_up(TreeNode& node) {
        const auto* applied = applied_at(node);
        const auto sent = applied ? carriage(node, *applied) : std::nullopt;
        if (sent && !index_.contains(node.told_by)) node.told_by = sent->context.member;
        node.how = how_it_came(node, sent);
    }
    const EventRecord* applied_at(const TreeNode& node) const {
        const auto at =
            std::ranges::lower_bound(told_, node.time_ns, {}, [](const auto* each) { return time_of(*each); });
        const auto found = std::find_if(at, told_.end(), [&](const auto* each) { return ref_of(*each) == node.cite; });
        return found == told_.end() ? nullptr : *found;
    }
    std::optional<EventRecord> carriage(TreeNode& node, const EventRecord& applied) {
        const auto received = trail_.cause_of(applied).found;
        if (!received || received->event.kind != EventKind::received) return std::nullopt;
        node.received = ref_of(*received);
        node.received_ns = time_of(*received);
        auto sent = trail_.sent_for(*received).found;
        if (!sent) return std::nullopt;
        node.sent = ref_of(*sent);
        node.sent_ns = time_of(*sent);
        return sent;
    }
    How how_it_came(const TreeNode& node, const std::optional<EventRecord>& sent) {
        const auto pull = pulls_.find({node.cite.member, node.cite.boot});
        const bool pulled = pull != pulls_.end() && pull->second < node.cite.seq;
        const auto cause = sent ? trail_.cause_of(*sent).found : std::nullopt;
        if (!cause) return pulled ? How::pull : How::gossip;
        switch (cause->event.kind) {
            case EventKind::born:
            case EventKind::applied:
                return How::push;
            case EventKind::stale:
            case EventKind::refuted:
                return How::correction;
            default:
                break;
        }
        if (says(cause, "pull") && pulled) return How::pull;
        if (says(cause, "pull") || says(cause, "digests")) return How::sync;
        return pulled ? How::pull : How::gossip;
    }
    void collect_pulls() {
        for (const auto* record : told_) {
            if (record->event.kind != EventKind::pulled) continue;
            pulls_.try_emplace({record->context.member, record->context.boot}, record->event.seq);
        }
    }

    /// Events that are lost, or lie, can make a circle of parents. The earliest in it then has none.
    void cut_circles() {
        std::vector<int> state(tree_.nodes.size());  // 0 new, 1 on the way, 2 good
        for (std::size_t start = 0; start < tree_.nodes.size(); ++start) {
            std::vector<std::size_t> way;
            auto at = std::optional{start};
            while (at && state[*at] == 0) {
                state[*at] = 1;
                way.push_back(*at);
                at = tree_.nodes[*at].parent;
            }
            if (at && state[*at] == 1) {
                const auto circle = std::ranges::find(way, *at);
                tree_.nodes[*std::min_element(circle, way.end())].parent.reset();  // nodes are by time
            }
            for (const auto seen : way) state[seen] = 2;
        }
    }

    /// By time, but no child before its parent, even if clocks differ.
    void parents_first() {
        const auto count = tree_.nodes.size();
        std::vector<std::vector<std::size_t>> children(count);
        std::set<std::pair<std::int64_t, std::size_t>> ready;
        for (std::size_t i = 0; i < count; ++i) {
            const auto& node = tree_.nodes[i];
            if (node.parent) {
                children[*node.parent].push_back(i);
            } else {
                ready.emplace(node.time_ns, i);
            }
        }
        std::vector<std::size_t> place(count);
        std::vector<TreeNode> ordered;
        while (!ready.empty()) {
            const auto at = ready.extract(ready.begin()).value().second;
            place[at] = ordered.size();
            for (const auto child : children[at]) ready.emplace(tree_.nodes[child].time_ns, child);
            ordered.push_back(std::move(tree_.nodes[at]));
        }
        for (auto& node : ordered) {
            if (node.parent) node.parent = place[*node.parent];
        }
        tree_.nodes = std::move(ordered);
        index_.clear();
        for (std::size_t i = 0; i < count; ++i) index_[tree_.nodes[i].member] = i;
    }

    void place(std::size_t i) {
        auto& node = tree_.nodes[i];
        node.since_birth_ns = node.time_ns - tree_.born_ns;
        if (node.how != How::http) tree_.hops = std::max(tree_.hops, node.hop);
        if (node.parent) {
            tree_.nodes[*node.parent].children.push_back(i);
        } else {
            tree_.roots.push_back(i);
        }
    }

    // ---- who lived then ----

    void audience() {
        for (auto& node : tree_.nodes) node.late = true;
        const auto horizon = trail_.horizon_ns();
        for (const auto& member : trail_.members()) {
            if (!lives(life_at(trail_, member, tree_.born_ns).state)) continue;
            if (auto* node = node_of(member)) {
                node->late = false;
                ++tree_.living;
                ++tree_.reached_living;
                continue;
            }
            auto missing = options_.look_up ? why_missing(trail_, tree_, told_, member, horizon)
                                            : whether_gone(trail_, tree_, member, horizon);
            if (!missing.gone) ++tree_.living;
            tree_.missing.push_back(std::move(missing));
        }
        for (auto& node : tree_.nodes) {
            const bool root = !node.parent && node.how != How::gossip && node.how != How::http;
            if (!node.late || !root) continue;  // who told it first lived, whatever else is known of it
            node.late = false;
            ++tree_.living;
            ++tree_.reached_living;
        }
    }

    void times() {
        std::vector<std::int64_t> since;
        for (const auto& node : tree_.nodes) {
            if (!node.late) since.push_back(std::max<std::int64_t>(0, node.since_birth_ns));
        }
        std::ranges::sort(since);
        const auto at = [&](std::size_t percent) -> std::optional<std::int64_t> {
            const auto wanted = (tree_.living * percent + 99) / 100;
            if (wanted == 0 || wanted > since.size()) return std::nullopt;
            return since[wanted - 1];
        };
        tree_.t50_ns = at(50);
        tree_.t90_ns = at(90);
        tree_.t99_ns = at(99);
        tree_.t100_ns = at(100);
    }

    void path() {
        std::optional<std::size_t> last;
        for (std::size_t i = 0; i < tree_.nodes.size(); ++i) {
            const auto& node = tree_.nodes[i];
            if (!node.late && (!last || node.time_ns >= tree_.nodes[*last].time_ns)) last = i;
        }
        for (auto at = last; at; at = tree_.nodes[*at].parent) tree_.critical.push_back(*at);
        std::ranges::reverse(tree_.critical);
        if (!options_.look_up) return;
        for (const auto at : tree_.critical) {
            auto& node = tree_.nodes[at];
            if (node.parent && !node.received) look_up(node);
        }
        tree_.slowest = biggest_gap(trail_, tree_, told_);
    }

    Trail trail_;
    TreeOptions options_;
    RumorTree tree_;
    std::vector<const EventRecord*> told_;                      // by comes_before
    std::vector<const EventRecord*> records_;                   // of the nodes, as they were learnt
    std::unordered_map<std::string, std::size_t> index_;        // looked up only: its order is nobody's business
    std::map<std::pair<std::string, BootId>, Sequence> pulls_;  // the first of each life
};

}  // namespace

std::optional<RumorTree> rumor_tree(const Uuid& uuid, const std::vector<EventRecord>& told, Events& events,
                                    const TreeOptions& options) {
    if (uuid == Uuid{}) return std::nullopt;
    return Builder{uuid, told, events, options}.build();
}

std::optional<RumorTree> rumor_tree(const Uuid& uuid, Events& events, const TreeOptions& options) {
    if (uuid == Uuid{}) return std::nullopt;
    const auto told = events.rumor(uuid);
    return rumor_tree(uuid, *told, events, options);
}

}  // namespace watercooler::answers
