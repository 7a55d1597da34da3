#include "answers/rates.hpp"

#include <algorithm>

namespace watercooler::answers {

void Rates::add(std::int64_t since_ns) {
    const auto since = std::max<std::int64_t>(0, since_ns);
    while (since / width_ns_ >= static_cast<std::int64_t>(columns_max)) widen();
    const auto at = static_cast<std::size_t>(since / width_ns_);
    if (columns_.size() <= at) columns_.resize(at + 1);
    ++columns_[at];
}

Rates Rates::at_least(std::int64_t width_ns) const {
    auto wider = *this;
    while (wider.width_ns_ < width_ns) wider.widen();
    return wider;
}

void Rates::widen() {
    for (std::size_t at = 0; at < columns_.size(); ++at) {
        const auto count = columns_[at];
        columns_[at] = 0;
        columns_[at / 2] += count;
    }
    columns_.resize((columns_.size() + 1) / 2);
    width_ns_ *= 2;
}

}  // namespace watercooler::answers
