#include "api/momentary.hpp"

#include <utility>

namespace watercooler::api {

Momentary::Momentary(store::Store& store, NowNs now_ns, std::shared_ptr<MomentsOfRuns> moments)
    : Resource(store, std::move(now_ns)),
      moments_(moments ? std::move(moments) : std::make_shared<MomentsOfRuns>(store)) {}

store::Expected<Momentary::Then> Momentary::then(const std::string& run, const std::optional<std::int64_t>& at) {
    const auto moment = moments_->of(run).at(at.value_or(Follow::to_the_end));
    if (!moment) return tl::unexpected{moment.error()};
    const auto now = run == store::live_run ? now_ns_() : (*moment)->until_ns;
    return Then{*moment, at.value_or(now)};
}

}  // namespace watercooler::api
