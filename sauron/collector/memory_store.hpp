#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/committer.hpp"
#include "journal/journal.hpp"
#include "store/store.hpp"

/// For tests: a store that remembers what was appended, and fails or waits when told to. It answers no questions about
/// events: those are asked of a real one.
namespace watercooler::collector::testing {

class MemoryStore : public store::Store {
public:
    using Key = std::pair<std::string, journal::Stream>;

    store::Expected<std::vector<store::Accepted>> append(std::span<const store::Batch> batches) override {
        std::unique_lock lock{mutex_};
        ++attempts_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !held_; });
        if (failing_) return tl::unexpected{*failing_};
        ++appends_;
        std::vector<store::Accepted> accepted;
        for (const auto& batch : batches) accepted.push_back(take(batch));
        return accepted;
    }
    store::Expected<Sequence> watermark(const std::string& run, const journal::Stream& stream) override {
        const std::lock_guard lock{mutex_};
        if (failing_) return tl::unexpected{*failing_};
        const auto found = streams_.find({run, stream});
        return found == streams_.end() ? Sequence{} : found->second.last;
    }

    /// From now on every append and look-up fails so; nothing: they work again.
    void fail(std::optional<store::Error> error) {
        const std::lock_guard lock{mutex_};
        failing_ = std::move(error);
    }
    /// From now on an append, a search and a look at the health wait until they are let go.
    void hold(bool held) {
        const std::lock_guard lock{mutex_};
        held_ = held;
        changed_.notify_all();
    }
    int attempts() const {
        const std::lock_guard lock{mutex_};
        return attempts_;
    }
    int appends() const {
        const std::lock_guard lock{mutex_};
        return appends_;
    }
    /// Seqs of the stream, in the order in which they were stored.
    std::vector<std::uint64_t> seqs(const journal::Stream& stream) const { return kept(stream).seqs; }
    std::string about(const journal::Stream& stream) const { return kept(stream).about; }

    store::Expected<std::vector<std::string>> runs() override { return {}; }
    store::Expected<std::vector<store::StreamInfo>> streams(const std::string&) override { return {}; }
    store::Expected<store::Page> search(const store::Query&) override {
        wait_until_let_go();
        return {};
    }
    store::Expected<store::Count> count(const store::Query&) override { return {}; }
    store::Expected<store::Histogram> histogram(const store::Query&, std::int64_t) override { return {}; }
    store::Expected<bool> visit(const store::Query&, const store::Visitor&) override { return true; }
    store::Expected<std::shared_ptr<const store::RumorEvents>> rumor(const std::string&, const Uuid&) override {
        return std::make_shared<const store::RumorEvents>();
    }
    store::Expected<std::vector<store::Piece>> pieces(std::span<const store::Place>, std::size_t) override {
        return {};
    }
    store::Expected<std::vector<store::RumorRow>> rumors(const std::string&, std::string_view, std::size_t) override {
        return {};
    }
    store::Expected<store::Retained> retain(const store::Retention&) override { return {}; }
    store::Expected<void> backup(const std::string&) override { return {}; }
    bool shared() const override { return false; }
    store::Expected<store::Health> health() override {
        wait_until_let_go();
        return {};
    }
    store::Expected<void> drop(const std::string&) override { return {}; }

private:
    struct Kept {
        Sequence last{};
        std::vector<std::uint64_t> seqs;
        std::string about;
    };

    void wait_until_let_go() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !held_; });
    }
    store::Accepted take(const store::Batch& batch) {
        auto& kept = streams_[{batch.run, batch.stream}];
        store::Accepted accepted;
        const auto events = journal::decode(batch.events);
        if (!events) {
            accepted.refused = events.error().reason;
            return accepted;
        }
        for (const auto& each : *events) {
            if (each.event.seq <= kept.last) {
                ++accepted.duplicates;
                continue;
            }
            kept.last = each.event.seq;
            kept.seqs.push_back(each.event.seq.value);
            ++accepted.stored;
            ++accepted.kinds[static_cast<std::size_t>(each.event.kind)];
        }
        if (!batch.about.empty()) kept.about = batch.about;
        accepted.durable = kept.last;
        return accepted;
    }
    Kept kept(const journal::Stream& stream) const {
        const std::lock_guard lock{mutex_};
        const auto found = streams_.find({std::string{store::live_run}, stream});
        return found == streams_.end() ? Kept{} : found->second;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<Key, Kept> streams_;
    std::optional<store::Error> failing_;
    bool held_ = false;
    int attempts_ = 0, appends_ = 0;
};

/// So many events of one life from `first` on, as a batch.
/// `padding`: bytes that each event has more, and no two of them alike.
inline Buffer batch_of(std::uint64_t first, std::uint64_t count, std::size_t padding = 0) {
    journal::Encoder encoder;
    for (auto seq = first; seq < first + count; ++seq) {
        Event event;
        event.seq = {seq};
        event.kind = EventKind::probed;
        event.peer = "amy";
        if (padding > 0) event.reason = std::string(padding, 'x') + std::to_string(seq);
        encoder.add(event, 1'800'000'000'000'000'000 + static_cast<std::int64_t>(seq) * 1'000'000);
    }
    return encoder.take();
}

/// A committer that waits for nothing.
inline CommitSettings quick() {
    CommitSettings settings;
    settings.gather = {};
    settings.retry_min = settings.retry_max = std::chrono::milliseconds{1};
    return settings;
}

}  // namespace watercooler::collector::testing
