#include "core/suspicion.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/formulas.hpp"

namespace watercooler::core {

using std::chrono::milliseconds;

Duration Patience::after(std::uint32_t confirmations) const {
    if (enough == 0) return min;
    const auto share = std::log(std::min(confirmations, enough) + 1.0) / std::log(enough + 1.0);
    const auto seconds = [](Duration time) { return std::chrono::duration<double>{time}.count(); };
    const auto left = seconds(max) - share * (seconds(max) - seconds(min));
    return std::max<Duration>(min, milliseconds{static_cast<std::int64_t>(std::floor(left * 1000))});
}

Patience patience_for(const Settings& settings, std::size_t n) {
    const auto min = suspicion_min(settings.suspicion_multiplier, n, settings.probe_interval);
    auto enough = settings.suspicion_multiplier < 2 ? 0 : settings.suspicion_multiplier - 2;
    if (n < enough + 2) enough = 0;  // too few others to ever confirm
    return {.min = min, .max = min * settings.suspicion_max_multiplier, .enough = enough};
}

Suspicion::Suspicion(const Patience& patience, Instant since, Incarnation incarnation, std::string accuser,
                     Sequence cause)
    : patience_(patience), since_(since), incarnation_(incarnation), first_(std::move(accuser)), cause_(cause) {}

bool Suspicion::confirm(const std::string& accuser) {
    if (confirmations_.size() >= patience_.enough || accuser == first_) return false;
    return confirmations_.insert(accuser).second;
}

Instant Suspicion::ends() const {
    const auto patience = patience_.after(static_cast<std::uint32_t>(confirmations_.size()));
    return since_ + (refused_ ? std::min(patience, patience_.min / 2) : patience);
}

}  // namespace watercooler::core
