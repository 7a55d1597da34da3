#include "member/picker.hpp"

#include "member/catalogue.hpp"

namespace watercooler::member {

Picker::Picker(std::chrono::milliseconds interval, std::uint64_t seed) : interval_(interval), random_(seed) {}

std::string Picker::pick(std::string_view current) {
    std::uniform_int_distribution<std::size_t> any{0, catalogue_size() - 1};
    auto book = catalogue_at(any(random_)).title;
    while (book == current) book = catalogue_at(any(random_)).title;
    return std::string{book};
}

void Picker::rearm(Instant now) {
    if (interval_.count() == 0) return;
    const auto whole = std::chrono::nanoseconds{interval_}.count();
    std::uniform_int_distribution<std::int64_t> jittered{whole - whole / 10, whole + whole / 10};
    due_ = now + std::chrono::nanoseconds{jittered(random_)};
}

void Picker::release(Instant now) {
    held_ = false;
    rearm(now);
}

}  // namespace watercooler::member
