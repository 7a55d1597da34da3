#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <watercooler/uuid.hpp>

#include "api/status.hpp"
#include "sauron/options.hpp"
#include "store/store.hpp"

namespace watercooler::sauron {

/// Hands each rumor's trace to an OTLP receiver, once: when all the living know it, or 10 s after its birth. On a
/// thread of its own; a receiver that does not answer costs traces, which are counted, and nothing else.
class OtlpExport {
public:
    static constexpr std::chrono::seconds round_time{1}, patience{5}, age{10};
    static constexpr std::size_t per_round_max = 200, remembered_max = 20'000;
    static constexpr int attempts_max = 5;

    /// Rumors that were born before now are not handed on. The store outlives this.
    OtlpExport(store::Store& store, OtlpTarget target, std::function<void(std::string)> say);
    ~OtlpExport();
    api::OtlpCounts counts() const;

private:
    void run();
    bool round(std::int64_t now_ns);
    bool handed_on(const store::RumorRow& rumor, std::int64_t now_ns);
    bool post(const std::string& trace);
    void remember(const Uuid& uuid);

    store::Store& store_;
    const OtlpTarget target_;
    std::function<void(std::string)> say_;
    std::int64_t began_ns_;
    std::set<Uuid> done_;
    std::deque<Uuid> order_;
    bool well_ = true;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    api::OtlpCounts counts_;
    std::thread thread_;
};

}  // namespace watercooler::sauron
