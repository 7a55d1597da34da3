#include "api/keep_up.hpp"

#include <string>
#include <utility>

namespace watercooler::api {

KeepUp::KeepUp(boost::asio::io_context& io, Worker& worker, std::shared_ptr<MomentsOfRuns> moments)
    : timer_(io), worker_(worker), moments_(std::move(moments)) {}

void KeepUp::stop() {
    stopped_ = true;
    timer_.cancel();
}

void KeepUp::after(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error && !stopped_) go_on();
    });
}

/// Questions come first, and a store that is away is asked again later.
void KeepUp::go_on() {
    if (worker_.waiting() > 0) return after(pause);
    const bool asked = worker_.ask<bool>(
        [moments = moments_] {
            const auto done = moments->of(std::string{store::live_run}).go_on(std::chrono::steady_clock::now() + slice);
            return done.value_or(true);
        },
        [this](bool done) {
            if (stopped_) return;
            const auto between = std::exchange(busy_, false) ? busy_pause : pause;
            after(done ? rest : between);
        });
    if (!asked) after(pause);
}

}  // namespace watercooler::api
