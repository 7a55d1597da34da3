#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>

#include "api/moments.hpp"
#include "api/worker.hpp"

namespace watercooler::api {

/// Folds the live run while nobody asks, in slices so small that no question waits for one: after a start everything
/// that is stored, later what comes in. So the first who asks for a moment is answered at once.
class KeepUp {
public:
    static constexpr std::chrono::milliseconds slice{5}, pause{5}, busy_pause{25}, rest{1000};

    /// The worker must outlive it, and end before `moments` is let go.
    KeepUp(boost::asio::io_context& io, Worker& worker, std::shared_ptr<MomentsOfRuns> moments);
    void start() { after(pause); }
    void stop();
    /// Events come in: storing them goes before folding them.
    void busy() { busy_ = true; }

private:
    void after(std::chrono::milliseconds time);
    void go_on();

    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
    Worker& worker_;
    std::shared_ptr<MomentsOfRuns> moments_;
    bool busy_ = false;  // since the last slice
    bool stopped_ = false;
};

}  // namespace watercooler::api
