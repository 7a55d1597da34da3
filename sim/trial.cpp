#include "sim/trial.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "sim/agreement.hpp"

namespace watercooler::sim {
namespace {

constexpr auto look_every = std::chrono::milliseconds{10};

/// Follows the rumors that the trial itself began.
class Spreading : public Observer {
public:
    void event(Instant now, const Host& host, const Event& event) override {
        if (event.kind == EventKind::born && following_) {
            rumors_[event.uuid] = {.born = now, .last = now, .reached = 1, .hops = 0};
            order_.push_back(event.uuid);
        }
        if (event.kind != EventKind::applied) return;
        (void)host;
        const auto found = rumors_.find(event.uuid);
        if (found == rumors_.end()) return;
        found->second.last = now;
        ++found->second.reached;
        found->second.hops = std::max(found->second.hops, event.hop.value_or(0));
    }
    void follow(bool on) { following_ = on; }
    std::vector<Spread> spreads(std::uint32_t members) const {
        std::vector<Spread> spreads;
        for (const auto& uuid : order_) {
            const auto& rumor = rumors_.at(uuid);
            spreads.push_back({rumor.last - rumor.born, rumor.hops, rumor.reached, rumor.reached == members});
        }
        return spreads;
    }

private:
    struct Known {
        Instant born{}, last{};
        std::uint32_t reached = 0, hops = 0;
    };
    bool following_ = false;
    std::map<Uuid, Known> rumors_;
    std::vector<Uuid> order_;
};

std::uint64_t payload_copies(const Network& network) {
    std::uint64_t copies = 0;
    for (const auto& host : network.hosts()) {
        if (host.running()) copies += host.node->totals().payload_copies;
    }
    return copies;
}

/// One run of a trial, phase by phase; each returns false when there is nothing left to do.
class Course {
public:
    Course(const Trial& trial, const Onlooker& onlooker)
        : trial_(trial),
          onlooker_(onlooker),
          network_({.seed = trial.seed, .weather = trial.weather, .settings = trial.settings}),
          checks_(network_),
          dice_(trial.seed ^ 0x5eed) {
        network_.watch(checks_);
        network_.watch(spreading_);
        if (onlooker_.observer && !onlooker_.once_joined) network_.watch(*onlooker_.observer);
    }

    TrialReport run() {
        if (gather() && spread() && disturb() && go_on() && report_.reason.empty()) report_.verdict = Verdict::pass;
        checks_.look_everywhere();
        judge();
        return std::move(report_);
    }

private:
    bool gather() {
        for (std::uint32_t i = 0; i < trial_.members; ++i) {
            Network::Start start{.handle = "m" + std::to_string(i)};
            if (i > 0) start.join = {"m" + std::to_string(dice_.below(i))};
            network_.start(start);
            network_.run_for(std::chrono::milliseconds{5});
        }
        if (!agree("after the joins")) return false;
        report_.joined = network_.now() - Instant{};
        if (onlooker_.observer && onlooker_.once_joined) network_.watch(*onlooker_.observer);
        return true;
    }

    bool go_on() {
        network_.run_until(std::max(network_.now(), Instant{} + *report_.joined + trial_.at_least));
        return true;
    }

    bool spread() {
        const auto before = payload_copies(network_);
        for (std::uint32_t i = 0; i < trial_.rumors; ++i) {
            pick(i);
            network_.run_for(trial_.rumor_interval);
        }
        if (!agree("after the rumors")) return false;
        const auto after = payload_copies(network_);
        report_.spreads = spreading_.spreads(trial_.members);
        const auto learners = static_cast<double>(trial_.rumors) * (trial_.members > 1 ? trial_.members - 1 : 1);
        if (trial_.rumors > 0) report_.copies_per_member = static_cast<double>(after - before) / learners;
        return true;
    }

    void pick(std::uint32_t number) {
        auto& host = *network_.find("m" + std::to_string(dice_.below(trial_.members)));
        const auto title = "Book " + std::to_string(number);
        spreading_.follow(true);
        network_.command(host, "set book",
                         [&](Node& node, Instant now, Outbox& out) { (void)node.set(now, "book", title, out); });
        spreading_.follow(false);
    }

    bool disturb() {
        if (trial_.kills == 0 && trial_.partition == Duration{} && trial_.freeze == Duration{} &&
            trial_.hard_freeze == Duration{})
            return true;
        if (trial_.freeze != Duration{}) freeze();
        if (trial_.hard_freeze != Duration{}) freeze_hard();
        if (trial_.partition != Duration{}) partition();
        for (const auto& who : some(trial_.kills)) network_.apply(Crash{who});
        const auto calm = network_.now();
        if (!agree("after the last fault")) return false;
        report_.settled = network_.now() - calm;
        return true;
    }

    void freeze() {
        const auto accused = checks_.seen()[static_cast<std::size_t>(EventKind::suspected)];
        network_.apply(FreezeClub{});
        network_.run_for(trial_.freeze);
        network_.apply(ThawClub{});
        network_.run_for(std::chrono::seconds{3});
        const bool more = checks_.seen()[static_cast<std::size_t>(EventKind::suspected)] > accused;
        // Where datagrams are lost, somebody may be suspected for that.
        if (more && trial_.weather.loss == 0) fail("a freeze of the whole club made somebody suspected");
    }
    void freeze_hard() {
        const auto chosen = some(std::max(1u, trial_.members / 3));
        for (const auto& who : chosen) network_.apply(FreezeHard{who});
        network_.run_for(trial_.hard_freeze);
        for (const auto& who : chosen) network_.apply(ThawHard{who});
    }
    void partition() {
        Partition fault{.sides = {some(trial_.members / 2), {}}};
        for (const auto& host : network_.hosts()) {
            if (std::find(fault.sides[0].begin(), fault.sides[0].end(), host.handle) == fault.sides[0].end())
                fault.sides[1].push_back(host.handle);
        }
        network_.apply(fault);
        network_.run_for(trial_.partition);
        network_.apply(Heal{});
    }

    /// Some of those who run.
    std::vector<std::string> some(std::uint32_t count) {
        std::vector<std::string> all;
        for (const auto& host : network_.hosts()) {
            if (host.running()) all.push_back(host.handle);
        }
        dice_.shuffle(all);
        all.resize(std::min<std::size_t>(count, all.size()));
        return all;
    }

    bool agree(const std::string& when) {
        const auto bound = network_.now() + trial_.bound;
        std::string why;
        const auto over = [&] { return network_.counts().datagrams > trial_.datagrams_max; };
        const bool done = network_.run_until(
            [&] {
                if (over()) return true;
                why = disagreement(network_);
                return why.empty();
            },
            bound, look_every);
        if (over()) {
            report_.reason =
                "more than " + std::to_string(trial_.datagrams_max) + " datagrams were sent before the end, " + when;
            return false;
        }
        if (done) return true;
        report_.verdict = Verdict::fail;
        report_.reason = "no agreement " + when + ": " + why;
        return false;
    }

    void judge() {
        report_.seen = checks_.seen();
        report_.network = network_.counts();
        report_.broken = checks_.broken();
        report_.trace = network_.trace().value();
        report_.events = network_.trace().events();
        report_.simulated = network_.now() - Instant{};
        if (!report_.broken.empty()) fail(report_.broken.front());
        const auto seen = [&](EventKind kind) { return report_.seen[static_cast<std::size_t>(kind)]; };
        if (report_.verdict != Verdict::pass) return;
        if (trial_.members > 1 && (seen(EventKind::joined) == 0 || report_.network.delivered == 0))
            fail("nothing happened: nobody met anybody");
        if (trial_.rumors > 0 && seen(EventKind::born) == 0) fail("nothing happened: no rumor was told");
        if (trial_.kills > 0 && trial_.kills < trial_.members && seen(EventKind::died) == 0)
            fail("nothing happened: nobody noticed a death");
        if (trial_.weather.loss > 0 && report_.network.lost == 0) fail("nothing happened: no datagram was lost");
    }
    void fail(std::string reason) {
        report_.verdict = Verdict::fail;
        report_.reason = std::move(reason);
    }

    const Trial& trial_;
    const Onlooker& onlooker_;
    Network network_;
    Checks checks_;
    Spreading spreading_;
    core::Random dice_;
    TrialReport report_;
};

std::string seconds(Duration span) {
    const auto us = span / std::chrono::microseconds{1};
    return us % 1'000'000 == 0 ? std::to_string(us / 1'000'000) + "s"
           : us % 1000 == 0    ? std::to_string(us / 1000) + "ms"
                               : std::to_string(us) + "us";
}
std::string percent(Chance chance) {
    char text[32];
    std::snprintf(text, sizeof text, "%u.%03u", chance / 1000, chance % 1000);
    std::string short_text{text};
    while (short_text.back() == '0') short_text.pop_back();
    if (short_text.back() == '.') short_text.pop_back();
    return short_text + "%";
}

}  // namespace

TrialReport run_trial(const Trial& trial, const Onlooker& onlooker) { return Course{trial, onlooker}.run(); }

std::string command_of(const Trial& trial) {
    const Trial usual;
    std::string line = "watercooler-sim run -n " + std::to_string(trial.members) + " --seed " +
                       std::to_string(trial.seed) + " --rumors " + std::to_string(trial.rumors);
    const auto add = [&](const char* name, const std::string& value, const std::string& was) {
        if (value != was) line += std::string{" --"} + name + " " + value;
    };
    add("latency", seconds(trial.weather.latency), seconds(usual.weather.latency));
    add("jitter", seconds(trial.weather.jitter), seconds(usual.weather.jitter));
    add("loss", percent(trial.weather.loss), percent(usual.weather.loss));
    add("duplicate", percent(trial.weather.duplicate), percent(usual.weather.duplicate));
    add("reorder", percent(trial.weather.reorder), percent(usual.weather.reorder));
    add("corrupt", percent(trial.weather.corrupt), percent(usual.weather.corrupt));
    add("interval", seconds(trial.rumor_interval), seconds(usual.rumor_interval));
    add("fanout", std::to_string(trial.settings.fanout), std::to_string(usual.settings.fanout));
    add("kill", std::to_string(trial.kills), "0");
    add("partition", seconds(trial.partition), "0s");
    add("freeze", seconds(trial.freeze), "0s");
    add("hard-freeze", seconds(trial.hard_freeze), "0s");
    add("for", seconds(trial.at_least), "0s");
    add("bound", seconds(trial.bound), seconds(usual.bound));
    add("datagrams", std::to_string(trial.datagrams_max), std::to_string(usual.datagrams_max));
    return line;
}

}  // namespace watercooler::sim
