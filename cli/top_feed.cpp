#include "cli/top_feed.hpp"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace watercooler::cli {
namespace {

using std::chrono::nanoseconds;

/// For each part of time that looking takes of a core, so many parts of rest.
constexpr int rest_per_work = 40;

nanoseconds cpu_of_thread() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds{used.tv_sec} + nanoseconds{used.tv_nsec};
}

std::array<club::UniqueFd, 2> open_pipe() {
    std::array<int, 2> ends{-1, -1};
    (void)!::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK);
    return {club::UniqueFd{ends[0]}, club::UniqueFd{ends[1]}};
}

}  // namespace

TopFeed::TopFeed(Look look, Run run, TopWanted wanted, std::chrono::milliseconds delay)
    : look_(std::move(look)), run_(std::move(run)), delay_(delay), wanted_(std::move(wanted)) {
    auto ends = open_pipe();
    reads_ = std::move(ends[0]);
    writes_ = std::move(ends[1]);
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are for the thread that has the terminal
    thread_ = std::thread{[this] { work(); }};
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TopFeed::~TopFeed() {
    {
        const std::lock_guard lock{mutex_};
        ends_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void TopFeed::want(const TopWanted& wanted) {
    {
        const std::lock_guard lock{mutex_};
        if (wanted == wanted_) return;
        wanted_ = wanted;
        at_once_ = true;
    }
    changed_.notify_one();
}

void TopFeed::order(std::vector<std::string> words, bool sheet) {
    {
        const std::lock_guard lock{mutex_};
        orders_.push_back({std::move(words), sheet});
    }
    changed_.notify_one();
}

TopFeed::News TopFeed::take() {
    std::array<char, 64> bytes{};
    while (::read(reads_.get(), bytes.data(), bytes.size()) > 0) {
    }
    const std::lock_guard lock{mutex_};
    if (thrown_) std::rethrow_exception(thrown_);
    return std::exchange(news_, {});
}

void TopFeed::work() {
    std::unique_lock lock{mutex_};
    while (!ends_) {
        if (!orders_.empty()) {
            const auto order = std::move(orders_.front());
            orders_.pop_front();
            lock.unlock();
            run_now(order);
            lock.lock();
        } else if (at_once_ || std::chrono::steady_clock::now() >= next_) {
            auto wanted = wanted_;
            wanted.all_numbers = std::exchange(all_numbers_, false);
            at_once_ = false;
            lock.unlock();
            look_now(wanted);
            lock.lock();
        } else {
            changed_.wait_until(lock, next_);
        }
    }
}

void TopFeed::look_now(const TopWanted& wanted) {
    const auto begin = std::chrono::steady_clock::now();
    const auto used_before = cpu_of_thread();
    std::optional<Result<TopSight>> sight;
    std::exception_ptr thrown;
    try {
        sight = look_(wanted);
    } catch (...) {
        thrown = std::current_exception();
    }
    const auto rest = rest_per_work * (cpu_of_thread() - used_before);
    {
        const std::lock_guard lock{mutex_};
        if (thrown) thrown_ = thrown;
        news_.sight = std::move(sight);
        next_ = begin + std::max<nanoseconds>(delay_, rest);
        if (thrown) ends_ = true;
    }
    tell();
}

void TopFeed::run_now(const Order& order) {
    auto ran = run_(order.words);
    {
        const std::lock_guard lock{mutex_};
        news_.answers.push_back({order.words, order.sheet, std::move(ran)});
        if (!order.sheet) at_once_ = all_numbers_ = true;
    }
    tell();
}

void TopFeed::tell() { (void)!::write(writes_.get(), "!", 1); }

}  // namespace watercooler::cli
