#include "eye/intake.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace watercooler::eye {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds lost_interval{1'000};  // between two tellings of what was lost
constexpr milliseconds disk_patience{5'000};  // after the disk refused a write

}  // namespace

Intake::Intake(boost::asio::io_context& io, const Settings& settings, const Hooks& hooks, std::function<void()> more)
    : io_(io),
      settings_(settings),
      hooks_(hooks),
      more_(std::move(more)),
      spool_(settings.spool.empty() ? nullptr
                                    : std::make_unique<Spool>(settings.spool, settings.spool_bytes_max, settings.self)),
      encoder_(settings.flush_bytes),
      own_(spool_.get(), settings.self.stream.boot, settings.memory_bytes_max),
      flush_timer_(io),
      lost_timer_(io) {}

/// Runs `then` later, unless this is gone or has ended by then.
void Intake::after(Timer& timer, milliseconds wait, void (Intake::*then)()) {
    timer.expires_after(wait);
    timer.async_wait([weak = weak_from_this(), then](boost::system::error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && !self->over_) ((*self).*then)();
    });
}

void Intake::report(std::span<const Event> events, std::int64_t wall_time_ns) {
    if (over_) return;
    for (const auto& event : events) {
        if (event.seq <= newest_) continue;
        if (!encoder_.empty() && event.seq.value != newest_.value + 1) close_batch();
        if (!encoder_.add(event, wall_time_ns)) {
            close_batch();
            encoder_.add(event, wall_time_ns);
        }
        newest_ = event.seq;
    }
    if (encoder_.bytes() >= settings_.flush_bytes) close_batch();
    if (!encoder_.empty()) arm_flush();
}

void Intake::close_batch() {
    if (encoder_.empty()) return;
    const auto first = encoder_.first(), last = encoder_.last();
    auto bytes = encoder_.take();
    bytes.shrink_to_fit();
    own_.add({first, last, std::move(bytes)});
    work_soon();
}

void Intake::arm_flush() {
    if (std::exchange(flush_armed_, true)) return;
    after(flush_timer_, taken_ ? settings_.flush_interval : settings_.spool_interval, &Intake::flush);
}

void Intake::flush() {
    flush_armed_ = false;
    close_batch();
    if (!taken_) spilling_ = true;
}

void Intake::taken(bool by_somebody) {
    if (std::exchange(taken_, by_somebody) == by_somebody || over_) return;
    spilling_ = !taken_;
    flush_timer_.cancel();  // it has the patience of before
    flush_armed_ = false;
    if (taken_)
        close_batch();
    else if (!encoder_.empty())
        arm_flush();
    work_soon();
}

/// What touches sockets and files happens between inputs, not within `report`.
void Intake::work_soon() {
    if (std::exchange(work_posted_, true)) return;
    boost::asio::post(io_, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->work_posted_ = false;
        if (!self->over_) self->work();
    });
}

void Intake::work() {
    if (taken_) more_();
    const bool crowded = own_.memory_bytes() > settings_.memory_bytes_max / 2;
    const bool away = !taken_ && (spilling_ || own_.memory_bytes() >= settings_.flush_bytes);
    if (crowded || away) spill();
    tell_lost();
}

/// One batch, then others get their turn.
void Intake::spill() {
    if (!spool_ || SteadyClock::now() < disk_again_) return;
    const auto moved = own_.spill();
    if (!moved) {
        disk_again_ = SteadyClock::now() + disk_patience;
        if (!std::exchange(disk_trouble_, true) && hooks_.say)
            hooks_.say("events for Sauron wait in memory: " + moved.error() + ". The oldest are lost when it is full");
        return;
    }
    if (*moved && std::exchange(disk_trouble_, false) && hooks_.say) hooks_.say("events for Sauron wait on disk again");
    spilling_ = spilling_ && *moved && !own_.memory_empty();
    if (*moved) work_soon();
}

void Intake::tell_lost() {
    if (own_.lost() == lost_told_ || lost_armed_) return;
    const auto count = own_.lost() - std::exchange(lost_told_, own_.lost());
    lost_armed_ = true;
    after(lost_timer_, lost_interval, &Intake::tell_lost_again);
    if (hooks_.lost) hooks_.lost(count);
}

void Intake::tell_lost_again() {
    lost_armed_ = false;
    tell_lost();
}

void Intake::end() {
    close_batch();
    over_ = true;
    flush_timer_.cancel();
    lost_timer_.cancel();
    while (own_.spill().value_or(false)) {
    }
}

}  // namespace watercooler::eye
