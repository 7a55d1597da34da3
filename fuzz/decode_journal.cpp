// Any bytes as batches and as frames: they are answered, and what was understood is written and understood the same
// way again. The first byte chooses.
#include <algorithm>
#include <cstdint>
#include <vector>
#include <watercooler/assert.hpp>

#include "journal/frames.hpp"
#include "journal/journal.hpp"

using namespace watercooler;
using namespace watercooler::journal;

namespace {

void check_batches(Bytes bytes) {
    const auto events = decode(bytes);
    Reader reader{bytes};
    std::size_t count = 0;
    Encoder encoder;
    for (Stamped event; reader.next(event); ++count) {
        if (events) WATERCOOLER_ASSERT(event == (*events)[count]);
        if (!encoder.empty() && encoder.last().value + 1 != event.event.seq.value) encoder.take();
        if (encoder.add(event.event, event.wall_time_ns)) continue;
        encoder.take();
        WATERCOOLER_ASSERT(encoder.add(event.event, event.wall_time_ns));
    }
    WATERCOOLER_ASSERT(reader.error().has_value() != events.has_value());
    if (encoder.empty()) return;
    const auto first = encoder.first(), last = encoder.last();
    const auto batch = encoder.take();
    const auto again = decode(batch);
    WATERCOOLER_ASSERT(again && again->front().event.seq == first && again->back().event.seq == last);
    if (events) WATERCOOLER_ASSERT(std::equal(again->rbegin(), again->rend(), events->rbegin()));
}

/// Whole, and in two parts: the same frames.
void check_frames(Bytes bytes, bool with_greeting) {
    FrameReader whole{with_greeting}, parts{with_greeting};
    std::vector<std::size_t> sizes;
    whole.add(bytes);
    while (const auto frame = whole.next()) {
        sizes.push_back(frame->payload.size());
        if (frame->type == FrameType::batch) (void)read_batch(frame->payload);
        if (frame->type == FrameType::ack) (void)read_ack(frame->payload);
    }
    std::size_t seen = 0;
    for (const auto part : {bytes.first(bytes.size() / 2), bytes.subspan(bytes.size() / 2)}) {
        parts.add(part);
        while (const auto frame = parts.next()) WATERCOOLER_ASSERT(frame->payload.size() == sizes.at(seen++));
    }
    WATERCOOLER_ASSERT(seen == sizes.size() && whole.error() == parts.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes bytes{data + 1, size - 1};
    if (data[0] % 3 == 0)
        check_batches(bytes);
    else
        check_frames(bytes, data[0] % 3 == 1);
    return 0;
}
