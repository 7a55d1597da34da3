#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "answers/beliefs.hpp"
#include "answers/convergence.hpp"
#include "api/follow.hpp"

namespace watercooler::api {

/// What the events of a run add up to: who believes what, and who holds which version.
struct Folded {
    answers::BeliefFold beliefs;
    answers::VersionFold versions;
    std::int64_t until_ns = 0;  // the latest event's

    void take(const json::EventRecord& record);
};

/// A run at any moment. Its events are folded once, from the beginning to the moment that is asked for, and keyframes
/// are left on the way; an earlier moment costs only what lies behind the keyframe before it. See docs/decisions/0013.
class Moments {
public:
    struct Settings {
        std::uint64_t events_between = 50'000;       // keyframes, at least
        std::size_t bytes_max = 192 * 1024 * 1024;   // of all of them; beyond it every second one goes
        std::chrono::milliseconds patience{10'000};  // of one question
    };
    Moments(store::Store& store, std::string run);
    Moments(store::Store& store, std::string run, const Settings& settings);

    /// Everything until then: of each stream what comes before its first later event. Good until the next call.
    /// Errors: the store's; WC-STORE-SLOW when there was not enough time: asked again, it goes on where it was.
    store::Expected<const Folded*> at(std::int64_t at_ns);
    /// By all that is there.
    store::Expected<const Folded*> now() { return at(Follow::to_the_end); }

    /// Takes in what has come, until all is there (true) or the time is up.
    store::Expected<bool> go_on(Follow::Deadline deadline);

    std::size_t keyframes() const { return keyframes_.size(); }

private:
    struct Keyframe {
        std::int64_t until_ns = 0;
        Follow::Taken taken;
        Buffer beliefs, versions;
        std::size_t bytes() const;
    };
    /// What is known of the run up to the latest moment that was asked for.
    struct Head {
        Follow follow;
        Folded folded{};
        std::uint64_t since_keyframe = 0;
    };
    /// An earlier moment that was asked for: who looks at it, or steps on from it, asks several questions.
    struct Past {
        Follow follow;
        Folded folded{};
    };
    store::Expected<const Folded*> later(std::int64_t at_ns);
    store::Expected<const Folded*> earlier(std::int64_t at_ns);
    const Keyframe* keyframe_before(std::int64_t at_ns) const;
    Past from(const Keyframe* keyframe) const;
    void taken(const json::EventRecord& record);
    void keep();
    void thin_out();
    void start_again();

    store::Store& store_;
    std::string run_;
    Settings settings_;
    std::uint64_t events_between_;
    Head head_;
    std::vector<Keyframe> keyframes_;  // by time
    std::size_t bytes_ = 0;            // of all of them
    std::optional<Past> past_;
};

/// The runs that were asked about lately.
class MomentsOfRuns {
public:
    explicit MomentsOfRuns(store::Store& store) : store_(store) {}
    Moments& of(const std::string& run);

private:
    static constexpr std::size_t runs_max = 3;
    store::Store& store_;
    std::vector<std::pair<std::string, std::unique_ptr<Moments>>> runs_;  // the latest first; the live one stays
};

}  // namespace watercooler::api
