#include "api/worker.hpp"

namespace watercooler::api {

Worker::Worker(boost::asio::io_context& io, std::size_t waiting_max)
    : io_(io), waiting_max_(waiting_max), thread_([this] { run(); }) {}

Worker::~Worker() { stop(); }

bool Worker::put(std::function<void()> job) {
    {
        const std::lock_guard lock{mutex_};
        if (jobs_.size() >= waiting_max_) return false;
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

std::size_t Worker::waiting() const {
    const std::lock_guard lock{mutex_};
    return jobs_.size();
}

void Worker::stop() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Worker::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (stopping_) return jobs_.clear();
        const auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
}

}  // namespace watercooler::api
