#include "sim/spreading.hpp"

#include <algorithm>
#include <array>
#include <watercooler/assert.hpp>

#include "core/random.hpp"
#include "sim/rumor_mesh.hpp"

namespace watercooler::sim {
namespace {

constexpr std::array<std::string_view, 5> mode_names{"push", "pull", "push-pull", "flood", "watercooler"};
constexpr std::uint32_t rounds_max = 10'000;  // with 99 % loss it may take long

/// The rounds of a textbook: everybody acts at once on what was known when the round began.
class Rounds {
public:
    explicit Rounds(const Spreading& spreading)
        : spreading_(spreading), random_(spreading.seed), knows_(spreading.members), informed_{0} {
        knows_[0] = true;
    }

    SpreadCourse run() {
        const auto rounds = spreading_.ttl.value_or(rounds_max);
        for (std::uint32_t round = 0; round < rounds && informed_.size() < spreading_.members; ++round) {
            const auto before = informed_.size();
            step();
            if (spreading_.mode == Mode::flood && informed_.size() == before) break;  // nobody is left to tell
            course_.known.push_back(static_cast<std::uint32_t>(informed_.size()));
        }
        while (course_.known.size() > 1 && course_.known.back() == *std::prev(course_.known.end(), 2)) {
            course_.known.pop_back();  // in these nobody learnt it
        }
        course_.time = course_.rounds() * (spreading_.mode == Mode::flood ? hop_time : round_time);
        return course_;
    }

private:
    void step() {
        const auto before = informed_.size();
        if (spreading_.mode == Mode::pull || spreading_.mode == Mode::push_pull) ask();
        if (spreading_.mode != Mode::pull) tell(spreading_.mode == Mode::flood ? told_ : 0, before);
        told_ = before;
        for (const auto member : heard_) learn(member);
        heard_.clear();
    }

    void tell(std::size_t from, std::size_t to) {
        for (auto at = from; at < to; ++at) {
            for (const auto other : others(informed_[at])) {
                ++course_.copies;
                ++course_.messages;
                if (!lost()) heard_.push_back(other);
            }
        }
    }

    void ask() {
        for (std::uint32_t member = 0; member < spreading_.members; ++member) {
            if (knows_[member]) continue;
            for (const auto other : others(member)) {
                ++course_.messages;
                if (lost() || !knows_[other]) continue;  // who knows nothing says nothing
                ++course_.copies;
                ++course_.messages;
                if (!lost()) heard_.push_back(member);
            }
        }
    }

    void learn(std::uint32_t member) {
        if (knows_[member]) return;
        knows_[member] = true;
        informed_.push_back(member);
    }

    bool lost() { return spreading_.loss > 0 && random_.chance(spreading_.loss); }

    /// `fanout` different ones, without the member itself.
    const std::vector<std::uint32_t>& others(std::uint32_t self) {
        picked_.clear();
        const auto wanted = std::min(spreading_.fanout, spreading_.members - 1);
        while (picked_.size() < wanted) {
            auto other = static_cast<std::uint32_t>(random_.below(spreading_.members - 1));
            if (other >= self) ++other;
            if (std::ranges::find(picked_, other) == picked_.end()) picked_.push_back(other);
        }
        return picked_;
    }

    const Spreading& spreading_;
    core::Random random_;
    std::vector<bool> knows_;
    std::vector<std::uint32_t> informed_;  // in the order in which they learnt it
    std::vector<std::uint32_t> heard_, picked_;
    std::size_t told_ = 0;  // of a flood: so many have told it on
    SpreadCourse course_;
};

}  // namespace

std::string_view to_text(Mode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

std::optional<Mode> parse_mode(std::string_view text) {
    const auto found = std::ranges::find(mode_names, text);
    if (found == mode_names.end()) return std::nullopt;
    return static_cast<Mode>(found - mode_names.begin());
}

SpreadCourse spread(const Spreading& spreading) {
    WATERCOOLER_ASSERT(spreading.members >= 1 && spreading.fanout >= 1);
    return spreading.mode == Mode::watercooler ? spread_by_the_core(spreading) : Rounds{spreading}.run();
}

}  // namespace watercooler::sim
