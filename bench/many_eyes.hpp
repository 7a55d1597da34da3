#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "journal/frames.hpp"
#include "made_up_batches.hpp"

namespace watercooler::bench {

/// The eyes of a whole club in one thread: a connection each, a greeting, a hello, then batches as fast as they are
/// acknowledged. A refusal ends the program: what is measured then is nothing.
class ManyEyes {
public:
    ManyEyes(const MadeUpBatches& batches, std::uint16_t port);
    ~ManyEyes();

    /// All are welcome and have sent nothing yet.
    void connect();
    void feed(std::chrono::milliseconds time);
    /// One batch after the other, each by the next eye, so many events a second; what was sent is acknowledged at the
    /// end. A Sauron that is too slow for that gets fewer.
    void feed_at(std::uint64_t events_per_second, std::chrono::seconds time);
    /// Until at least so many events are acknowledged, all rounds are whole, and nothing is on the way.
    void finish(std::uint64_t at_least);

    std::uint64_t acknowledged() const { return acknowledged_; }

    /// The latest acknowledgement. Any thread may ask.
    struct Latest {
        std::string member;
        Sequence seq{};
        std::chrono::steady_clock::time_point at{};
    };
    Latest latest() const;

private:
    struct Connection;
    void read(Connection& eye);
    void take(Connection& eye, const journal::Frame& frame);
    void acknowledged(Connection& eye, Sequence seq);
    bool may_send(const Connection& eye) const;
    void send_batch(Connection& eye);
    bool idle() const;

    const MadeUpBatches& batches_;
    boost::asio::io_context io_{1};
    std::uint16_t port_;
    std::vector<std::unique_ptr<Connection>> eyes_;
    std::size_t welcome_ = 0;
    std::uint64_t acknowledged_ = 0, last_round_ = ~std::uint64_t{0};
    bool paced_ = false;  // an acknowledgement asks for no further batch
    std::array<std::int64_t, MadeUpBatches::news_count> news_wall_ns_{};
    mutable std::mutex mutex_;
    Latest latest_;  // guarded by it
};

}  // namespace watercooler::bench
