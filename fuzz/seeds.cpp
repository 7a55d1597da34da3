// Writes the fuzzers' first inputs: every vector, and one of each of our own messages, as one file each.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <watercooler/codec.hpp>

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
    const auto codec = memberlist_codec({});
    for (const auto& message : wire::own_samples()) {
        const auto name = "own-" + std::to_string(message.index());
        save(datagrams, name, codec->encode(message));
        save(streams, name, codec->encode_stream(message::StreamUser{message}, true));
    }
}
