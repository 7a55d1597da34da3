// Writes the fuzzers' first inputs: every vector, and one of each of our own messages, as one file each.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <watercooler/codec.hpp>

#include "journal/event_mix.hpp"
#include "journal/frames.hpp"
#include "message/codec.hpp"
#include "wire/own_samples.hpp"
#include "wire/vectors.hpp"

using namespace watercooler;
namespace fs = std::filesystem;

namespace {

void save(const fs::path& folder, const std::string& name, Bytes bytes) {
    fs::create_directories(folder);
    std::ofstream out{folder / name, std::ios::binary};
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// Batches of different sizes, and a whole conversation; the first byte says which it is.
void save_journal(const fs::path& folder) {
    journal::testing::EventMix mix;
    for (const std::size_t count : {1, 5, 40, 300}) {
        Buffer bytes{0};
        const auto events = mix.take(count);
        const auto batch = journal::encode(events);
        bytes.insert(bytes.end(), batch.begin(), batch.end());
        save(folder, "batch-" + std::to_string(count), bytes);
    }
    Buffer talk{1};
    talk.insert(talk.end(), journal::greeting.begin(), journal::greeting.end());
    const auto events = mix.take(10);
    journal::append_frame(talk, journal::FrameType::hello, bytes_of("{}"));
    journal::append_batch(talk, events.front().event.seq, journal::encode(events));
    journal::append_ack(talk, events.back().event.seq);
    journal::append_frame(talk, journal::FrameType::bye, {});
    save(folder, "talk", talk);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: fuzz_seeds FOLDER\n";
        return 2;
    }
    const fs::path datagrams = fs::path{arguments[1]} / "decode_datagram",
                   streams = fs::path{arguments[1]} / "decode_stream";
    for (const auto& vector : wire::vectors()) {
        if (vector.kind == "rpc" || vector.kind == "lzw-stream") continue;
        save(vector.transport == "udp" ? datagrams : streams, vector.name, vector.bytes);
    }
    save_journal(fs::path{arguments[1]} / "decode_journal");
    const auto codec = memberlist_codec({});
    for (const auto& message : wire::own_samples()) {
        const auto name = "own-" + std::to_string(message.index());
        save(datagrams, name, codec->encode(message));
        save(streams, name, codec->encode_stream(message::StreamUser{message}, true));
    }
}
