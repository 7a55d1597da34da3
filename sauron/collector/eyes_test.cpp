#include "collector/eyes.hpp"

#include <doctest/doctest.h>

#include "collector/memory_store.hpp"
#include "http/raw_peers_testing.hpp"

namespace watercooler::collector {
namespace {

using namespace std::chrono_literals;
using http::testing::Listener;
using http::testing::Peer;
using journal::FrameType;
using testing::batch_of;
using testing::MemoryStore;
using testing::quick;

journal::Hello hello_of(const std::string& member, std::uint64_t boot = 7) {
    journal::Hello hello;
    hello.stream = {"office", member, {boot}};
    hello.address = "127.0.0.1";
    hello.port = 8081;
    hello.program = "test 1";
    hello.next = {1};
    return hello;
}

std::string frame(FrameType type, std::string_view payload) {
    Buffer bytes;
    journal::append_frame(bytes, type, bytes_of(payload));
    return std::string{text_of(bytes)};
}
std::string hello_frame(const journal::Hello& hello) { return frame(FrameType::hello, journal::write(hello)); }
std::string batch_frame(std::uint64_t first, std::uint64_t count, std::size_t padding = 0) {
    Buffer bytes;
    journal::append_batch(bytes, {first}, batch_of(first, count, padding));
    return std::string{text_of(bytes)};
}
const std::string greeting{journal::greeting};

/// An eye by hand: raw bytes out, frames in.
struct Eye {
    explicit Eye(int fd) : peer(fd) {}

    /// What came, as words: `welcome 3`, `ack 5`, `refuse WC-EYE-BATCH`.
    const std::vector<std::string>& heard() {
        peer.read();
        frames.add(bytes_of(peer.received));
        peer.received.clear();
        while (const auto got = frames.next()) words.push_back(word(*got));
        return words;
    }
    bool has(const std::string& text) {
        const auto& all = heard();
        return std::find(all.begin(), all.end(), text) != all.end();
    }
    static std::string word(const journal::Frame& got) {
        if (got.type == FrameType::welcome)
            return "welcome " + std::to_string(journal::read_welcome(text_of(got.payload))->have.value);
        if (got.type == FrameType::ack) return "ack " + std::to_string(journal::read_ack(got.payload).value);
        return "refuse " + journal::read_refusal(text_of(got.payload))->code;
    }

    Peer peer;
    journal::FrameReader frames{false};
    std::vector<std::string> words;
};

struct Collecting {
    Collecting()
        : committer{io, store, quick()},
          eyes{io, committer, {"office", "secret", "sauron 1"}, [this](std::string line) {
                   said.push_back(std::move(line));
               }} {
        committer.on_progress([this] { eyes.read_on(); });
    }

    Eye connect(const std::string& bytes = {}) {
        Eye eye{listener.connect()};
        eyes.adopt(listener.accept());
        eye.peer.send(bytes);
        return eye;
    }
    Eye welcomed(const std::string& member = "jimmy") {
        auto eye = connect(greeting + hello_frame(hello_of(member)));
        CHECK(until([&] { return !eye.heard().empty(); }));
        return eye;
    }
    template <class Condition>
    bool until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io.restart();
            io.run_for(1ms);
        }
        return true;
    }

    const journal::Stream jimmy{"office", "jimmy", {7}};
    std::vector<std::string> said;
    boost::asio::io_context io{1};
    Listener listener;
    MemoryStore store;
    Committer committer;
    Eyes eyes;
};

}  // namespace

TEST_CASE_FIXTURE(Collecting, "an eye is welcomed, its batches are stored, and acknowledged once they are") {
    auto eye = welcomed();
    CHECK(eye.has("welcome 0"));
    eye.peer.send(batch_frame(1, 10) + batch_frame(11, 5));
    CHECK(until([&] { return eye.has("ack 15"); }));
    CHECK(store.seqs(jimmy).size() == 15);
    CHECK(store.about(jimmy).find("\"port\":8081") != std::string::npos);
    REQUIRE(eyes.list().size() == 1);
    CHECK(eyes.list()[0].have.value == 15);
    CHECK(eyes.list()[0].lag.has_value());
}

TEST_CASE_FIXTURE(Collecting, "one that comes back is told what is there, and what it repeats is stored once") {
    {
        auto eye = welcomed();
        eye.peer.send(batch_frame(1, 10));
        CHECK(until([&] { return eye.has("ack 10"); }));
    }
    auto eye = welcomed();
    CHECK(eye.has("welcome 10"));
    eye.peer.send(batch_frame(6, 10));
    CHECK(until([&] { return eye.has("ack 15"); }));
    CHECK(store.seqs(jimmy).size() == 15);
    CHECK(committer.counts().duplicates == 5);
}

TEST_CASE_FIXTURE(Collecting, "bytes may come one by one") {
    auto eye = connect();
    for (const char byte : greeting + hello_frame(hello_of("jimmy"))) {
        eye.peer.send({&byte, 1});
        io.restart();
        io.poll();
    }
    CHECK(until([&] { return eye.has("welcome 0"); }));
}

TEST_CASE_FIXTURE(Collecting, "a bye is answered by the last acknowledgement and a close") {
    auto eye = welcomed();
    eye.peer.send(batch_frame(1, 10) + frame(FrameType::bye, {}));
    CHECK(until([&] { return eye.has("ack 10") && eye.peer.is_closed(); }));
    eye.peer.hang_up();
    CHECK(until([&] { return eyes.connections() == 0; }));
    CHECK(said.empty());
}

TEST_CASE_FIXTURE(Collecting, "what an eye must not send is refused with a reason, and nothing of it is stored") {
    auto wrong_club = hello_of("jimmy");
    wrong_club.stream.club = "lab";
    auto damaged = batch_frame(1, 10);
    damaged.back() = static_cast<char>(0xff);
    damaged[damaged.size() / 2] = static_cast<char>(0xff);
    auto hello = greeting + hello_frame(hello_of("jimmy"));
    const std::pair<std::string, std::string> before_welcome[] = {
        {"wrong-eye", "WC-EYE-FRAME"},
        {greeting + std::string("\xff\xff\xff\xff\x01", 5), "WC-EYE-FRAME"},
        {greeting + std::string("\0\0\0\1\x09", 5), "WC-EYE-FRAME"},
        {greeting + batch_frame(1, 2), "WC-EYE-ORDER"},
        {greeting + frame(FrameType::hello, "{}"), "WC-EYE-HELLO"},
        {greeting + frame(FrameType::hello, "no json"), "WC-EYE-HELLO"},
        {greeting + hello_frame(wrong_club), "WC-EYE-CLUB"},
        {hello + batch_frame(1, 2), "WC-EYE-ORDER"},
    };
    for (const auto& [bytes, code] : before_welcome) {
        CAPTURE(code);
        auto eye = connect(bytes);
        CHECK(until([&] { return eye.has("refuse " + code) && eye.peer.is_closed(); }));
    }
    const std::pair<std::string, std::string> after_welcome[] = {
        {damaged, "WC-EYE-BATCH"},
        {frame(FrameType::batch, std::string(20, 'x')), "WC-EYE-BATCH"},
        {hello_frame(hello_of("jimmy")), "WC-EYE-ORDER"},
        {std::string("\0\0\0\0\3", 5), "WC-EYE-FRAME"},
    };
    for (const auto& [bytes, code] : after_welcome) {
        CAPTURE(code);
        auto eye = welcomed();
        eye.peer.send(bytes);
        CHECK(until([&] { return eye.has("refuse " + code) && eye.peer.is_closed(); }));
    }
    CHECK(store.seqs(jimmy).empty());
    CHECK(said.size() == eyes.counts().refused);
}

TEST_CASE_FIXTURE(Collecting, "one that is refused harms no other") {
    auto good = welcomed("amy"), bad = welcomed();
    good.peer.send(batch_frame(1, 3));
    bad.peer.send(std::string(100, 'x'));
    good.peer.send(batch_frame(4, 3));
    CHECK(until([&] { return good.has("ack 6") && bad.has("refuse WC-EYE-FRAME"); }));
}

TEST_CASE_FIXTURE(Collecting, "the same life once more takes the place of its older connection") {
    auto old = welcomed();
    auto fresh = welcomed();
    CHECK(until([&] { return old.has("refuse WC-EYE-REPLACED"); }));
    fresh.peer.send(batch_frame(1, 3));
    CHECK(until([&] { return fresh.has("ack 3"); }));
}

TEST_CASE_FIXTURE(
    Collecting, "while the store fails nothing is acknowledged, nothing is lost, and not more than a window is read") {
    auto eye = welcomed();
    store.fail(store::Error{"WC-STORE-DISK", "the disk is full", ""});
    std::uint64_t next = 1;
    std::string unsent;
    // Far more than a window: what Sauron does not read stays with the eye.
    for (int round = 0; round < 2000; ++round) {
        if (unsent.empty()) {
            unsent = batch_frame(next, 100, 200);
            next += 100;
        }
        unsent.erase(0, eye.peer.send(unsent));
        io.restart();
        io.poll();
    }
    CHECK(eyes.list()[0].waiting_bytes < journal::window_bytes + journal::frame_bytes_max + 64 * 1024);
    CHECK(eye.heard().size() == 1);
    store.fail(std::nullopt);
    CHECK(until([&] {
        unsent.erase(0, eye.peer.send(unsent));
        return eye.has("ack " + std::to_string(next - 1));
    }));
    CHECK(store.seqs(jimmy).size() == next - 1);
}

TEST_CASE_FIXTURE(Collecting, "an eye that asks while the store fails is told so, to try again") {
    auto first = welcomed("amy");
    store.fail(store::Error{"WC-STORE-AWAY", "the server is away", ""});
    first.peer.send(batch_frame(1, 3));
    CHECK(until([&] { return committer.trouble().has_value(); }));
    auto eye = connect(greeting + hello_frame(hello_of("jimmy")));
    CHECK(until([&] { return eye.has("refuse WC-STORE-AWAY"); }));
}

TEST_CASE_FIXTURE(Collecting, "at the end everybody is told") {
    auto eye = welcomed();
    eyes.close_all("WC-SAURON-STOPPING", "this Sauron ends");
    CHECK(until([&] { return eye.has("refuse WC-SAURON-STOPPING") && eye.peer.is_closed(); }));
}

}  // namespace watercooler::collector
