#include "sauron/otlp_export.hpp"

#include <utility>

#include "answers/otlp.hpp"
#include "answers/tree.hpp"
#include "api/resource.hpp"
#include "api/store_events.hpp"
#include "http/client.hpp"

namespace watercooler::sauron {

OtlpExport::OtlpExport(store::Store& store, OtlpTarget target, std::function<void(std::string)> say)
    : store_(store), target_(std::move(target)), say_(std::move(say)), began_ns_(api::wall_now_ns()) {
    counts_.url = "http://" + target_.host + ":" + std::to_string(target_.port) + target_.path;
    thread_ = std::thread{[this] { run(); }};
}

OtlpExport::~OtlpExport() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

api::OtlpCounts OtlpExport::counts() const {
    const std::lock_guard lock{mutex_};
    return counts_;
}

void OtlpExport::run() {
    std::unique_lock lock{mutex_};
    auto pause = round_time;
    while (!wake_.wait_for(lock, pause, [this] { return stopping_; })) {
        lock.unlock();
        pause = round(api::wall_now_ns()) ? round_time : std::min(pause * 2, std::chrono::seconds{30});
        lock.lock();
    }
}

/// False: the receiver does not take them; what is left waits for the next round.
bool OtlpExport::round(std::int64_t now_ns) {
    const auto rumors = store_.rumors(std::string{store::live_run}, "", per_round_max);
    if (!rumors) return true;
    for (const auto& rumor : *rumors)
        if (rumor.born_ns >= began_ns_ && !done_.contains(rumor.uuid) && !handed_on(rumor, now_ns)) return false;
    return true;
}

bool OtlpExport::handed_on(const store::RumorRow& rumor, std::int64_t now_ns) {
    api::StoreEvents events{store_, std::string{store::live_run}};
    const auto tree = answers::rumor_tree(rumor.uuid, events);
    if (events.error() || !tree) return true;  // of the store's troubles others tell
    const bool complete = tree->living > 0 && tree->reached_living == tree->living;
    const bool old = now_ns - rumor.born_ns >= std::chrono::nanoseconds{age}.count();
    if (!complete && !old) return true;
    if (post(answers::to_otlp(*tree))) {
        remember(rumor.uuid);
        return true;
    }
    if (now_ns - rumor.born_ns < attempts_max * std::chrono::nanoseconds{age}.count()) return false;
    remember(rumor.uuid);  // it had its time
    const std::lock_guard lock{mutex_};
    ++counts_.dropped;
    return false;
}

bool OtlpExport::post(const std::string& trace) {
    http::ClientRequest request;
    request.method = "POST";
    request.host = target_.host;
    request.port = target_.port;
    request.target = target_.path;
    request.body = trace;
    const auto answer = http::fetch(request, patience);
    const bool took = answer && answer->status / 100 == 2;
    const auto error = took     ? std::string{}
                       : answer ? "status " + std::to_string(answer->status)
                                : answer.error().message;
    if (std::exchange(well_, took) != took)
        say_(took ? "the OTLP receiver takes traces again" : "the OTLP receiver takes no traces: " + error);
    const std::lock_guard lock{mutex_};
    ++(took ? counts_.sent : counts_.failed);
    counts_.last_error = error;
    return took;
}

void OtlpExport::remember(const Uuid& uuid) {
    done_.insert(uuid);
    order_.push_back(uuid);
    if (order_.size() <= remembered_max) return;
    done_.erase(order_.front());
    order_.pop_front();
}

}  // namespace watercooler::sauron
