#include "api/moments.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::api {
namespace {

constexpr std::size_t past_ahead = 1;        // few events of a stream lie between a keyframe and its moment
constexpr std::size_t bytes_per_event = 16;  // a keyframe may not cost more than the events that it spares

tl::unexpected<store::Error> slow() {
    return tl::unexpected{
        store::Error{"WC-STORE-SLOW", "Sauron still reads what it has stored", "Ask again: it goes on where it was."}};
}

}  // namespace

void Folded::take(const json::EventRecord& record) {
    beliefs.take(record);
    versions.take(record);
    until_ns = std::max(until_ns, answers::time_of(record));
}

std::size_t Moments::Keyframe::bytes() const {
    return beliefs.size() + versions.size() + taken.size() * sizeof(Follow::Taken::value_type);
}

Moments::Moments(store::Store& store, std::string run) : Moments(store, std::move(run), Settings{}) {}

Moments::Moments(store::Store& store, std::string run, const Settings& settings)
    : store_(store),
      run_(std::move(run)),
      settings_(settings),
      events_between_(settings.events_between),
      head_{.follow = Follow{store, run_}} {}

store::Expected<const Folded*> Moments::at(std::int64_t at_ns) {
    auto found = at_ns < head_.folded.until_ns ? earlier(at_ns) : later(at_ns);
    if (!found || !head_.follow.replaced()) return found;
    start_again();
    return later(at_ns);
}

store::Expected<bool> Moments::go_on(Follow::Deadline deadline) {
    const auto done = head_.follow.catch_up(deadline, [this](const json::EventRecord& record) { taken(record); });
    if (head_.follow.replaced()) start_again();
    return done;
}

/// The head goes on to that moment.
store::Expected<const Folded*> Moments::later(std::int64_t at_ns) {
    const auto deadline = std::chrono::steady_clock::now() + settings_.patience;
    const auto done =
        head_.follow.catch_up(deadline, [this](const json::EventRecord& record) { taken(record); }, at_ns);
    if (!done) return tl::unexpected{done.error()};
    if (!*done) return slow();
    return &head_.folded;
}

/// The latest that is not behind that moment.
const Moments::Keyframe* Moments::keyframe_before(std::int64_t at_ns) const {
    const auto behind = std::ranges::upper_bound(keyframes_, at_ns, {}, &Keyframe::until_ns);
    return behind == keyframes_.begin() ? nullptr : &*std::prev(behind);
}

/// Nothing: from the beginning.
Moments::Past Moments::from(const Keyframe* keyframe) const {
    if (keyframe) {
        auto beliefs = answers::BeliefFold::load(keyframe->beliefs);
        auto versions = answers::VersionFold::load(keyframe->versions);
        if (beliefs && versions)
            return {.follow = Follow{store_, run_, keyframe->taken, past_ahead},
                    .folded = {std::move(*beliefs), std::move(*versions), keyframe->until_ns}};
    }
    return {.follow = Follow{store_, run_, {}, past_ahead}};
}

/// From where the last such question came, or from a keyframe if that is nearer.
store::Expected<const Folded*> Moments::earlier(std::int64_t at_ns) {
    const auto* keyframe = keyframe_before(at_ns);
    const bool near =
        past_ && past_->folded.until_ns <= at_ns && (!keyframe || keyframe->until_ns <= past_->folded.until_ns);
    if (!near) past_.emplace(from(keyframe));
    const auto deadline = std::chrono::steady_clock::now() + settings_.patience;
    const auto done = past_->follow.catch_up(
        deadline, [this](const json::EventRecord& record) { past_->folded.take(record); }, at_ns);
    if (!done) return tl::unexpected{done.error()};
    if (!*done) return slow();
    if (!past_->follow.replaced()) return &past_->folded;
    start_again();
    return later(at_ns);
}

void Moments::taken(const json::EventRecord& record) {
    head_.folded.take(record);
    const auto dear = keyframes_.empty() ? 0 : keyframes_.back().bytes() / bytes_per_event;
    if (++head_.since_keyframe >= std::max<std::uint64_t>(events_between_, dear)) keep();
}

void Moments::keep() {
    head_.since_keyframe = 0;
    keyframes_.push_back(
        {head_.folded.until_ns, head_.follow.taken(), head_.folded.beliefs.save(), head_.folded.versions.save()});
    bytes_ += keyframes_.back().bytes();
    if (bytes_ > settings_.bytes_max) thin_out();
}

void Moments::thin_out() {
    std::size_t at = 0;
    std::erase_if(keyframes_, [&](const Keyframe&) { return at++ % 2 == 0; });
    events_between_ *= 2;
    bytes_ = 0;
    for (const auto& keyframe : keyframes_) bytes_ += keyframe.bytes();
}

void Moments::start_again() {
    keyframes_.clear();
    past_.reset();
    bytes_ = 0;
    head_ = Head{.follow = Follow{store_, run_}};
}

Moments& MomentsOfRuns::of(const std::string& run) {
    const auto found = std::ranges::find(runs_, run, &std::pair<std::string, std::unique_ptr<Moments>>::first);
    if (found == runs_.end()) {
        if (runs_.size() == runs_max) runs_.erase(runs_.end() - (runs_.back().first == store::live_run ? 2 : 1));
        runs_.emplace(runs_.begin(), run, std::make_unique<Moments>(store_, run));
    } else {
        std::rotate(runs_.begin(), found, found + 1);
    }
    return *runs_.front().second;
}

}  // namespace watercooler::api
