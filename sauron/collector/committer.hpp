#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "store/store.hpp"

namespace watercooler::collector {

/// What the store says of each batch, in order; or why nothing of any of them is stored.
using Outcome = store::Expected<std::vector<store::Accepted>>;

struct CommitSettings {
    /// How long the first batch of a group waits for company. Range: 0 to 50 ms. Default: 10 ms.
    std::chrono::milliseconds gather{10};
    /// A group that is so large waits no longer. Unit: bytes of events. Default: 4 MiB.
    std::size_t group_bytes_max{4 * 1024 * 1024};
    /// Beyond that much that waits for its commit, `has_room` is false. Unit: bytes of events. Default: 64 MiB.
    std::size_t waiting_bytes_max{64 * 1024 * 1024};
    /// Between two attempts on a store that fails; doubles from the first to the second. Default: 100 ms, 5 s.
    std::chrono::milliseconds retry_min{100}, retry_max{5'000};
    /// A commit that has not come back after this counts as trouble. Default: 5 s.
    std::chrono::milliseconds commit_time_max{5'000};
};

/// The store does not take what comes. Nothing is acknowledged until it does again.
struct Trouble {
    store::Error error;
    std::chrono::system_clock::time_point since;
    std::uint64_t attempts = 1;
};

/// What was done since the start.
struct CommitCounts {
    std::uint64_t events = 0, duplicates = 0, batches = 0, refused = 0;
    std::uint64_t commits = 0, failures = 0;
    std::uint64_t waiting_bytes = 0;   // now
    std::uint64_t last_commit_us = 0;  // how long the store took for the latest group
};

/// The one thread that writes to the store: batches of everybody become groups, each group one transaction.
///
/// All public functions are for the socket thread, and every callback runs there, through the io_context. A callback
/// is called exactly once, unless the committer ends first.
class Committer {
public:
    struct Submission {
        std::vector<store::Batch> batches;
        bool patient = false;  ///< while the store fails: wait until it works again, rather than be told
        std::function<void(const Outcome&)> done;
    };
    /// Told after each commit, before the submissions' own `done`: what is durable now.
    using Stored = std::function<void(std::span<const store::Batch>, std::span<const store::Accepted>)>;

    /// The store outlives the committer, and so does the io_context.
    Committer(boost::asio::io_context& io, store::Store& store, const CommitSettings& settings = {});
    /// As stop(0).
    ~Committer();
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    void submit(Submission submission);
    /// The stream's watermark, when all that was submitted before has been committed.
    void look_up(journal::Stream stream, std::function<void(const store::Expected<Sequence>&)> done);
    /// False: whoever reads from a network stops until `on_progress` is called.
    bool has_room() const;
    void on_stored(Stored callback) { stored_.push_back(std::move(callback)); }
    void on_progress(std::function<void()> callback) { progress_ = std::move(callback); }
    /// Called when the store begins to fail, and with nothing when it works again; not for every attempt.
    void on_trouble(std::function<void(const std::optional<Trouble>&)> callback) { told_ = std::move(callback); }
    /// Looks whether a commit takes too long: a store that hangs fails nothing. To be called now and then.
    void look();

    std::optional<Trouble> trouble() const;
    CommitCounts counts() const;

    /// Commits what waits, then ends the thread; gives up on a store that still fails after `patience`. Its callbacks
    /// are in the io_context when it returns.
    void stop(std::chrono::milliseconds patience);

private:
    struct Job {
        std::function<void()> run;
        std::function<void(const store::Error&)> refuse;  // while the store fails
    };
    using Item = std::variant<Submission, Job>;
    struct Group {
        std::vector<Submission> submissions;
        std::vector<store::Batch> batches;
        std::vector<std::size_t> sizes;  // batches of each submission
    };

    void put(Item item, std::size_t bytes);
    void run();
    void gather(std::unique_lock<std::mutex>& lock);
    Group take_group();
    void commit(Group group);
    bool wait_to_retry(std::chrono::milliseconds pause, const store::Error& error);
    void refuse_impatient(std::deque<Item>& items, const store::Error& error);
    void shed_impatient(Group& group, const store::Error& error);
    Outcome append(std::span<const store::Batch> batches);
    void begin_trouble(const store::Error& error);
    void begin_and_tell(const store::Error& error);
    void end_trouble();
    void tell(Group group, std::vector<store::Accepted> accepted);
    void fail(std::vector<Submission> submissions, const store::Error& error);
    void count(const Group& group, const std::vector<store::Accepted>& accepted);

    boost::asio::io_context& io_;
    store::Store& store_;
    const CommitSettings settings_;
    std::vector<Stored> stored_;
    std::function<void()> progress_;
    std::function<void(const std::optional<Trouble>&)> told_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::deque<Item> items_;
    std::size_t waiting_bytes_ = 0, queued_bytes_ = 0;  // with the group that is being committed; in items_ only
    bool stopping_ = false;
    std::chrono::steady_clock::time_point give_up_at_{};
    std::optional<Trouble> trouble_;
    std::optional<std::chrono::steady_clock::time_point> began_;  // the commit that the store works on
    CommitCounts counts_;

    std::thread thread_;  // last: it uses all of the above
};

std::size_t event_bytes(const std::vector<store::Batch>& batches);

}  // namespace watercooler::collector
