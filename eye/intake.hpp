#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "eye/backlog.hpp"
#include "eye/eye.hpp"
#include "eye/spool.hpp"

namespace watercooler::eye {

using SteadyClock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<SteadyClock, boost::asio::wait_traits<SteadyClock>,
                                                boost::asio::io_context::executor_type>;

/// Where a life's events wait until a Sauron has them: closed into batches, in memory, and on disk while nobody takes
/// them. Counts and tells what is lost.
class Intake : public std::enable_shared_from_this<Intake> {
public:
    /// `more`: there may be something to be sent; called from the io_context, while a Sauron takes this life's events.
    Intake(boost::asio::io_context& io, const Settings& settings, const Hooks& hooks, std::function<void()> more);

    void report(std::span<const Event> events, std::int64_t wall_time_ns);
    /// What came so far can be sent.
    void close_batch();
    /// Whether a Sauron takes this life's events from now on; if not, they go to disk.
    void taken(bool by_somebody);
    /// The end: what nobody took goes to disk, in one go.
    void end();

    Backlog& backlog() { return own_; }
    Spool* spool() { return spool_.get(); }
    Sequence newest() const { return newest_; }
    /// The first that is in no batch yet, or will be.
    Sequence unclosed() const { return encoder_.empty() ? Sequence{newest_.value + 1} : encoder_.first(); }
    bool has_unclosed() const { return !encoder_.empty(); }
    std::size_t memory_bytes() const { return own_.memory_bytes() + encoder_.bytes(); }

private:
    void after(Timer& timer, std::chrono::milliseconds wait, void (Intake::*then)());
    void arm_flush();
    void flush();
    void work_soon();
    void work();
    void spill();
    void tell_lost();
    void tell_lost_again();

    boost::asio::io_context& io_;
    const Settings& settings_;
    const Hooks& hooks_;
    std::function<void()> more_;
    std::unique_ptr<Spool> spool_;
    journal::Encoder encoder_;
    Backlog own_;
    Sequence newest_;
    Timer flush_timer_, lost_timer_;
    bool flush_armed_ = false, work_posted_ = false, lost_armed_ = false;
    bool taken_ = false, spilling_ = false, over_ = false;
    std::uint64_t lost_told_ = 0;
    SteadyClock::time_point disk_again_{};
    bool disk_trouble_ = false;
};

}  // namespace watercooler::eye
