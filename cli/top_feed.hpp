#pragma once

// Looks and commands of `top` beside the terminal, which never waits for them.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/failure.hpp"
#include "cli/own_command.hpp"
#include "cli/top_sight.hpp"
#include "cli/top_wanted.hpp"
#include "club/files.hpp"

namespace watercooler::cli {

class TopFeed {
public:
    using Look = std::function<Result<TopSight>(const TopWanted&)>;
    using Run = std::function<Result<Ran>(const std::vector<std::string>&)>;
    struct Answer {
        std::vector<std::string> words;
        bool sheet = false;
        Result<Ran> ran;
    };
    struct News {
        std::optional<Result<TopSight>> sight{};
        std::vector<Answer> answers{};
    };

    /// Looks each `delay`; less often where a look takes so long that it would take more than a fortieth of a core.
    TopFeed(Look look, Run run, TopWanted wanted, std::chrono::milliseconds delay);
    TopFeed(const TopFeed&) = delete;
    TopFeed& operator=(const TopFeed&) = delete;
    /// Waits for what is under way.
    ~TopFeed();

    /// What the looks from now on shall see; the next one comes at once.
    void want(const TopWanted& wanted);
    /// A command; the next look comes right behind it.
    void order(std::vector<std::string> words, bool sheet);

    /// Readable once there is news.
    int fd() const { return reads_.get(); }
    /// What came since; errors that a look threw are thrown here.
    News take();

private:
    struct Order {
        std::vector<std::string> words;
        bool sheet;
    };

    void work();
    void look_now(const TopWanted& wanted);
    void run_now(const Order& order);
    void tell();

    Look look_;
    Run run_;
    std::chrono::milliseconds delay_;
    club::UniqueFd reads_, writes_;
    std::mutex mutex_;
    std::condition_variable changed_;
    TopWanted wanted_;
    std::deque<Order> orders_;
    bool at_once_ = true, all_numbers_ = false, ends_ = false;
    std::chrono::steady_clock::time_point next_{};
    News news_;
    std::exception_ptr thrown_;
    std::thread thread_;  // last: it uses all the others
};

}  // namespace watercooler::cli
