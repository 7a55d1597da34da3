#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/follow.hpp"
#include "api/live.hpp"
#include "api/worker.hpp"

namespace watercooler::api {

/// Tells the live views what is stored, where other Saurons write to the same store: all of them show the same, whoever
/// took an event. Reads only while somebody watches.
class Tail {
public:
    static constexpr std::chrono::milliseconds look_time{250}, read_time{100};
    static constexpr std::size_t records_max = 20'000;

    /// What it is given must outlive it; the worker must have ended before the store is let go.
    Tail(boost::asio::io_context& io, Worker& worker, store::Store& store, Live& live);
    void start() { wait(); }
    void stop();

    struct Read {
        std::vector<json::EventRecord> records;
        std::uint64_t unread = 0;
    };
    /// How far it has been read. From its making on, not from the beginning of the run.
    class Reader {
    public:
        explicit Reader(store::Store& store) : follow_{store, std::string{store::live_run}} {}
        /// What has come since the last time.
        Read read();

    private:
        Follow follow_;
        bool begun_ = false;
    };

private:
    void wait();
    void look();

    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
    Worker& worker_;
    store::Store& store_;
    Live& live_;
    std::shared_ptr<Reader> reader_;  // while somebody watches
    bool stopped_ = false;
};

}  // namespace watercooler::api
