// What events cost as bytes: bytes per event, and nanoseconds to write and to read one.
#include <chrono>
#include <cstdio>

#include "journal/event_mix.hpp"
#include "journal/journal.hpp"
#include "json/event.hpp"

using namespace watercooler;
using namespace watercooler::journal;

namespace {

/// The best of some rounds, in nanoseconds per event.
template <class Work>
double best_ns(std::size_t events, const Work& work) {
    double best = 1e18;
    for (int round = 0; round < 20; ++round) {
        const auto began = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count() / static_cast<double>(events));
    }
    return best;
}

/// All events in batches of `batch_events`.
Buffer encode_all(const std::vector<Stamped>& events, std::size_t batch_events) {
    Buffer bytes;
    Encoder encoder;
    const auto close = [&] {
        const auto batch = encoder.take();
        bytes.insert(bytes.end(), batch.begin(), batch.end());
    };
    for (const auto& [event, wall_time_ns] : events) {
        if (encoder.count() == batch_events) close();
        encoder.add(event, wall_time_ns);
    }
    close();
    return bytes;
}

void measure(const std::vector<Stamped>& events, std::size_t batch_events) {
    const auto bytes = encode_all(events, batch_events);
    std::size_t written = 0;
    const auto encoding = best_ns(events.size(), [&] { written += encode_all(events, batch_events).size(); });
    std::size_t read = 0;
    const auto decoding = best_ns(events.size(), [&] {
        Reader reader{bytes};
        for (Stamped event; reader.next(event);) ++read;
    });
    std::printf("%8zu %15.1f %18.0f %16.0f\n", batch_events, double(bytes.size()) / double(events.size()), encoding,
                decoding);
    if (written == 0 || read % events.size() != 0) std::puts("something was left out");
}

void measure_json(const std::vector<Stamped>& events) {
    const json::EventContext context{"office", "jimmy", BootId{1}, json::WallTime{1'800'000'000'123'456'789}};
    std::size_t bytes = 0;
    const auto writing = best_ns(events.size(), [&] {
        bytes = 0;
        for (const auto& each : events) bytes += json::write_event(each.event, context).size() + 1;
    });
    std::printf("events of a busy member of 50; as JSON %.0f bytes each, %.0f ns to write one\n",
                double(bytes) / double(events.size()), writing);
}

}  // namespace

int main() {
    const auto events = testing::EventMix{}.take(100'000);
    measure_json(events);
    std::printf("%8s %15s %18s %16s\n", "batch", "bytes/event", "ns to write one", "ns to read one");
    for (const std::size_t batch : {3, 10, 100, 256, 4096}) measure(events, batch);
}
