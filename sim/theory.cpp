#include "sim/theory.hpp"

#include <algorithm>
#include <cmath>

#include "core/spread.hpp"

namespace watercooler::sim {
namespace {

constexpr double half_a_member = 0.5;
constexpr std::uint32_t expected_rounds_max = 10'000;

/// The averages of one run. `lacking` and `fresh` are shares of all members.
struct Averages {
    double members, fanout, arrives;
    double lacking, fresh;  // fresh: heard it in the last round
    double rounds = 0, copies = 0;

    bool done() const { return members * lacking < half_a_member; }
    void learn(double rest) {
        fresh = lacking - rest;
        lacking = rest;
        ++rounds;
    }
    double told_by(double tellers) const { return lacking * std::exp(-fanout * arrives * tellers); }
    double asked(double know) const { return std::pow(1 - arrives * arrives * know, fanout); }

    void push() {
        copies += members * (1 - lacking) * fanout;
        learn(told_by(1 - lacking));
    }
    void pull() {
        copies += members * lacking * fanout * arrives * (1 - lacking);
        learn(lacking * asked(1 - lacking));
    }
    void push_pull() {
        const auto know = 1 - lacking;
        copies += members * know * fanout + members * lacking * fanout * arrives * know;
        learn(told_by(know) * asked(know));
    }
    void flood() {
        copies += members * fresh * fanout;
        learn(told_by(fresh));
    }
    /// Ids instead of payloads, to one more: the next in hash order. Whoever lacks it pulls it once.
    void announce() {
        const auto before = lacking;
        learn(lacking * std::exp(-(fanout + 1) * arrives * fresh));
        copies += members * (before - lacking) / arrives;
    }
};

void step(Averages& averages, Mode mode) {
    switch (mode) {
        case Mode::push:
            return averages.push();
        case Mode::pull:
            return averages.pull();
        case Mode::push_pull:
            return averages.push_pull();
        default:
            return averages.flood();
    }
}

}  // namespace

Expected expect(const Spreading& spreading) {
    const double n = spreading.members;
    const double fanout = std::min<double>(spreading.fanout, n - 1);
    Averages averages{n, fanout, 1 - static_cast<double>(spreading.loss) / always, 1 - 1 / n, 1 / n};
    const bool core = spreading.mode == Mode::watercooler;
    const auto ttl = spreading.ttl ? *spreading.ttl
                     : core        ? core::ttl_for(spreading.members, spreading.fanout)
                                   : expected_rounds_max;
    const auto spent = [&] { return averages.done() || n * averages.fresh < half_a_member / 10; };
    for (std::uint32_t round = 0; round < ttl && !averages.done(); ++round) {
        if (spreading.mode == Mode::flood && spent()) break;
        step(averages, spreading.mode);
    }
    while (core && !spent()) averages.announce();
    if (core) averages.lacking = 0;  // the ring and the fingerprints leave out nobody
    return {averages.rounds, averages.copies, n * (1 - averages.lacking)};
}

Formula formula_of(Mode mode) {
    constexpr std::string_view epidemic =
        "Demers et al., Epidemic algorithms for replicated database maintenance, PODC 1987";
    switch (mode) {
        case Mode::push:
            return {"u' = u · e^(−f·q·(1−u))", epidemic};
        case Mode::pull:
            return {"u' = u · (1 − q²·(1−u))^f", epidemic};
        case Mode::push_pull:
            return {"u' = u · e^(−f·q·(1−u)) · (1 − q²·(1−u))^f",
                    "Karp et al., Randomized rumor spreading, FOCS 2000; each factor: Demers et al., PODC 1987"};
        case Mode::flood:
            return {"u' = u · e^(−f·q·w), in the end u = e^(−f·q·(1−u))",
                    "Kermack and McKendrick, A contribution to the mathematical theory of epidemics, 1927"};
        case Mode::watercooler:
            break;
    }
    return {"u' = u · e^(−f·q·w) while the ttl lasts, then u' = u · e^(−(f+1)·q·w), each of these one copy",
            "docs/decisions/0010-push-announce-pull.md, from Kermack and McKendrick 1927"};
}

}  // namespace watercooler::sim
