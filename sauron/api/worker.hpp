#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace watercooler::api {

/// A thread that does one job after the other, so that nothing that takes time runs on the socket thread.
///
/// Its functions are called on the socket thread; `done` runs there too, through the io_context, unless the worker ends
/// first.
class Worker {
public:
    /// At most so many jobs wait.
    Worker(boost::asio::io_context& io, std::size_t waiting_max);
    /// Ends after the job at hand; those that wait are dropped.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// False: too many wait already, and nothing will be called.
    template <class Result>
    bool ask(std::function<Result()> job, std::function<void(Result)> done) {
        return put([this, job = std::move(job), done = std::move(done)] {
            const auto result = std::make_shared<Result>(job());
            boost::asio::post(io_, [result, done] { done(std::move(*result)); });
        });
    }
    std::size_t waiting() const;
    void stop();

private:
    bool put(std::function<void()> job);
    void run();

    boost::asio::io_context& io_;
    const std::size_t waiting_max_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace watercooler::api
