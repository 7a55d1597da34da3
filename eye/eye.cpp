#include "eye/eye.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "eye/delivery.hpp"
#include "eye/intake.hpp"

namespace watercooler::eye {

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// Events come in at one end and leave at the other; this is the end of both.
struct Eye::State {
    State(asio::io_context& context, Settings given, Hooks asked)
        : io(context),
          settings(std::move(given)),
          hooks(std::move(asked)),
          intake(std::make_shared<Intake>(io, settings, hooks, [this] { delivery->pump(); })),
          delivery(std::make_shared<Delivery>(io, settings, hooks, *intake, [this] { complete(); })),
          finish_timer(io) {}

    void finish(milliseconds patience, std::function<void()> then);
    void complete();

    asio::io_context& io;
    Settings settings;
    Hooks hooks;
    std::shared_ptr<Intake> intake;
    std::shared_ptr<Delivery> delivery;
    Timer finish_timer;
    std::function<void()> done;
    bool over = false;
};

void Eye::State::finish(milliseconds patience, std::function<void()> then) {
    done = std::move(then);
    intake->close_batch();
    if (!delivery->finish()) return complete();
    finish_timer.expires_after(patience);
    finish_timer.async_wait([this, weak = std::weak_ptr{intake}](boost::system::error_code error) {
        if (!error && weak.lock()) complete();
    });
    delivery->pump();
}

void Eye::State::complete() {
    if (std::exchange(over, true)) return;
    finish_timer.cancel();
    intake->close_batch();
    delivery->stop();
    intake->end();
    if (done) asio::post(io, std::exchange(done, {}));
}

Eye::Eye(asio::io_context& io, Settings settings, Hooks hooks)
    : state_(std::make_unique<State>(io, std::move(settings), std::move(hooks))) {}

Eye::~Eye() { state_->delivery->stop(); }

void Eye::report(std::span<const Event> events, std::int64_t wall_time_ns) {
    state_->intake->report(events, wall_time_ns);
}

void Eye::set_addresses(std::vector<Address> addresses) { state_->delivery->set_addresses(std::move(addresses)); }

void Eye::finish(milliseconds patience, std::function<void()> done) { state_->finish(patience, std::move(done)); }

Counts Eye::counts() const {
    auto& intake = *state_->intake;
    const auto& delivery = *state_->delivery;
    return {.sent = delivery.sent(),
            .acked = delivery.acked(),
            .queued_bytes = intake.memory_bytes(),
            .spooled_bytes = intake.spool() ? intake.spool()->bytes() : 0,
            .lost = intake.backlog().lost(),
            .connected = delivery.streaming_own()};
}

}  // namespace watercooler::eye
