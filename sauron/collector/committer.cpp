#include "collector/committer.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <memory>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::collector {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

std::size_t event_bytes(const std::vector<store::Batch>& batches) {
    std::size_t bytes = 0;
    for (const auto& batch : batches) bytes += batch.events.size();
    return bytes;
}

Committer::Committer(boost::asio::io_context& io, store::Store& store, const CommitSettings& settings)
    : io_(io), store_(store), settings_(settings), thread_([this] { run(); }) {}

Committer::~Committer() { stop(milliseconds{0}); }

void Committer::put(Item item, std::size_t bytes) {
    {
        const std::lock_guard lock{mutex_};
        waiting_bytes_ += bytes;
        queued_bytes_ += bytes;
        items_.push_back(std::move(item));
    }
    wake_.notify_one();
}

void Committer::submit(Submission submission) {
    const auto bytes = event_bytes(submission.batches);
    put(std::move(submission), bytes);
}

void Committer::look_up(journal::Stream stream, std::function<void(const store::Expected<Sequence>&)> done) {
    Job job;
    job.run = [this, stream = std::move(stream), done] {
        auto found = store_.watermark(std::string{store::live_run}, stream);
        boost::asio::post(io_, [found = std::move(found), done] { done(found); });
    };
    job.refuse = [this, done](const store::Error& error) {
        boost::asio::post(io_, [error, done] { done(tl::unexpected{error}); });
    };
    put(std::move(job), 0);
}

bool Committer::has_room() const {
    const std::lock_guard lock{mutex_};
    return waiting_bytes_ < settings_.waiting_bytes_max;
}

std::optional<Trouble> Committer::trouble() const {
    const std::lock_guard lock{mutex_};
    return trouble_;
}

CommitCounts Committer::counts() const {
    const std::lock_guard lock{mutex_};
    auto counts = counts_;
    counts.waiting_bytes = waiting_bytes_;
    return counts;
}

void Committer::look() {
    const std::lock_guard lock{mutex_};
    if (!began_ || SteadyClock::now() - *began_ < settings_.commit_time_max) return;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(SteadyClock::now() - *began_).count();
    const store::Error slow{"WC-STORE-SLOW", "a commit has not come back for " + std::to_string(seconds) + " s",
                            "is the disk, or the server, stuck or overloaded? Members keep their events meanwhile"};
    if (!trouble_) begin_and_tell(slow);
    trouble_->error = slow;
    refuse_impatient(items_, slow);
}

void Committer::stop(milliseconds patience) {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        give_up_at_ = SteadyClock::now() + patience;
    }
    wake_.notify_one();
    thread_.join();
}

// From here on: the writer's thread.

void Committer::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !items_.empty(); });
        if (items_.empty()) return;
        if (auto* job = std::get_if<Job>(&items_.front())) {
            const auto now = std::move(*job);
            items_.pop_front();
            lock.unlock();
            now.run();
        } else {
            gather(lock);
            auto group = take_group();
            lock.unlock();
            commit(std::move(group));
        }
        lock.lock();
    }
}

/// Waits for company, unless somebody waits for what is behind the group.
void Committer::gather(std::unique_lock<std::mutex>& lock) {
    wake_.wait_for(lock, settings_.gather, [this] {
        return stopping_ || queued_bytes_ >= settings_.group_bytes_max || std::holds_alternative<Job>(items_.back());
    });
}

Committer::Group Committer::take_group() {
    Group group;
    std::size_t bytes = 0;
    while (!items_.empty() && bytes < settings_.group_bytes_max) {
        auto* submission = std::get_if<Submission>(&items_.front());
        if (!submission) break;
        bytes += event_bytes(submission->batches);
        group.sizes.push_back(submission->batches.size());
        std::move(submission->batches.begin(), submission->batches.end(), std::back_inserter(group.batches));
        submission->batches.clear();
        group.submissions.push_back(std::move(*submission));
        items_.pop_front();
    }
    queued_bytes_ -= bytes;
    return group;
}

void Committer::commit(Group group) {
    for (auto pause = settings_.retry_min;; pause = std::min(pause * 2, settings_.retry_max)) {
        auto accepted = append(group.batches);
        if (accepted) {
            end_trouble();
            return tell(std::move(group), std::move(*accepted));
        }
        begin_trouble(accepted.error());
        shed_impatient(group, accepted.error());
        if (group.submissions.empty()) return;
        if (!wait_to_retry(pause, accepted.error())) return fail(std::move(group.submissions), accepted.error());
    }
}

Outcome Committer::append(std::span<const store::Batch> batches) {
    {
        const std::lock_guard lock{mutex_};
        began_ = SteadyClock::now();
    }
    auto accepted = store_.append(batches);
    const std::lock_guard lock{mutex_};
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - *began_);
    if (accepted) counts_.last_commit_us = static_cast<std::uint64_t>(took.count());
    began_.reset();
    return accepted;
}

/// False: it is time to end, whatever is left.
bool Committer::wait_to_retry(milliseconds pause, const store::Error& error) {
    const auto until = SteadyClock::now() + pause;
    std::unique_lock lock{mutex_};
    while (SteadyClock::now() < until) {
        if (stopping_ && SteadyClock::now() >= give_up_at_) return false;
        refuse_impatient(items_, error);
        wake_.wait_until(lock, stopping_ ? std::min(until, give_up_at_) : until);
    }
    return true;
}

/// Whoever would rather be told than wait. The lock is held.
void Committer::refuse_impatient(std::deque<Item>& items, const store::Error& error) {
    const auto is_impatient = [](const Item& item) {
        const auto* submission = std::get_if<Submission>(&item);
        return submission == nullptr || !submission->patient;
    };
    std::deque<Item> patient;  // not stable_partition: clang 19 finds it deprecated in the library of g++ 12
    for (auto& item : items) {
        if (!is_impatient(item)) {
            patient.push_back(std::move(item));
        } else if (auto* submission = std::get_if<Submission>(&item)) {
            const auto bytes = event_bytes(submission->batches);
            waiting_bytes_ -= bytes;
            queued_bytes_ -= bytes;
            boost::asio::post(io_, [done = submission->done, error] { done(tl::unexpected{error}); });
        } else {
            std::get<Job>(item).refuse(error);
        }
    }
    items = std::move(patient);
}

void Committer::shed_impatient(Group& group, const store::Error& error) {
    Group patient;
    std::vector<Submission> told;
    auto batch = group.batches.begin();
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < group.submissions.size(); ++i) {
        const auto end = batch + static_cast<std::ptrdiff_t>(group.sizes[i]);
        if (group.submissions[i].patient) {
            std::move(batch, end, std::back_inserter(patient.batches));
            patient.sizes.push_back(group.sizes[i]);
            patient.submissions.push_back(std::move(group.submissions[i]));
        } else {
            for (auto at = batch; at != end; ++at) bytes += at->events.size();
            told.push_back(std::move(group.submissions[i]));
        }
        batch = end;
    }
    group = std::move(patient);
    {
        const std::lock_guard lock{mutex_};
        waiting_bytes_ -= bytes;
    }
    fail(std::move(told), error);
}

void Committer::begin_trouble(const store::Error& error) {
    const std::lock_guard lock{mutex_};
    ++counts_.failures;
    if (trouble_) {
        trouble_->error = error;
        ++trouble_->attempts;
        return;
    }
    begin_and_tell(error);
}

/// The lock is held.
void Committer::begin_and_tell(const store::Error& error) {
    trouble_ = Trouble{error, std::chrono::system_clock::now()};
    boost::asio::post(io_, [this, trouble = trouble_] {
        if (told_) told_(trouble);
    });
}

void Committer::end_trouble() {
    const std::lock_guard lock{mutex_};
    if (!std::exchange(trouble_, std::nullopt)) return;
    boost::asio::post(io_, [this] {
        if (told_) told_(std::nullopt);
    });
}

void Committer::count(const Group& group, const std::vector<store::Accepted>& accepted) {
    const std::lock_guard lock{mutex_};
    ++counts_.commits;
    counts_.batches += accepted.size();
    for (const auto& each : accepted) {
        counts_.events += each.stored;
        counts_.duplicates += each.duplicates;
        if (!each.refused.empty()) ++counts_.refused;
    }
    waiting_bytes_ -= event_bytes(group.batches);
}

void Committer::tell(Group group, std::vector<store::Accepted> accepted) {
    WATERCOOLER_ASSERT(accepted.size() == group.batches.size());
    count(group, accepted);
    const auto shared =
        std::make_shared<std::pair<Group, std::vector<store::Accepted>>>(std::move(group), std::move(accepted));
    boost::asio::post(io_, [this, shared] {
        const auto& [done, results] = *shared;
        for (const auto& stored : stored_) stored(done.batches, results);
        auto at = results.begin();
        for (std::size_t i = 0; i < done.submissions.size(); ++i) {
            const auto end = at + static_cast<std::ptrdiff_t>(done.sizes[i]);
            if (done.submissions[i].done) done.submissions[i].done(std::vector<store::Accepted>(at, end));
            at = end;
        }
        if (progress_) progress_();
    });
}

void Committer::fail(std::vector<Submission> submissions, const store::Error& error) {
    if (submissions.empty()) return;
    const auto shared = std::make_shared<std::vector<Submission>>(std::move(submissions));
    boost::asio::post(io_, [this, shared, error] {
        for (const auto& each : *shared)
            if (each.done) each.done(tl::unexpected{error});
        if (progress_) progress_();
    });
}

}  // namespace watercooler::collector
