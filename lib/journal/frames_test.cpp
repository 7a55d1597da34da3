// Frames: a connection's bytes, cut anywhere, are the same frames.
#include "journal/frames.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "journal/event_mix.hpp"

using namespace watercooler;
using namespace watercooler::journal;
using journal::testing::EventMix;

namespace {

struct Got {
    FrameType type;
    std::string payload;
    friend bool operator==(const Got&, const Got&) = default;
};

void read_all(FrameReader& reader, std::vector<Got>& into) {
    while (const auto frame = reader.next()) into.push_back({frame->type, std::string{text_of(frame->payload)}});
}

Buffer a_conversation() {
    Buffer bytes{greeting.begin(), greeting.end()};
    append_frame(bytes, FrameType::hello, bytes_of("{}"));
    append_batch(bytes, Sequence{1}, encode(EventMix{}.take(10)));
    append_ack(bytes, Sequence{10});
    append_frame(bytes, FrameType::bye, {});
    return bytes;
}

std::string reason_of(Buffer bytes, bool with_greeting = false) {
    FrameReader reader{with_greeting};
    reader.add(bytes);
    while (reader.next()) {
    }
    return reader.error() ? reader.error()->reason : "";
}

}  // namespace

TEST_CASE("a conversation cut at any byte gives the same frames") {
    const auto bytes = a_conversation();
    std::vector<Got> whole;
    FrameReader reader{true};
    reader.add(bytes);
    read_all(reader, whole);
    REQUIRE(whole.size() == 4);
    CHECK(whole[0] == Got{FrameType::hello, "{}"});
    CHECK(whole[3] == Got{FrameType::bye, ""});
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        FrameReader again{true};
        std::vector<Got> got;
        again.add(Bytes{bytes}.first(cut));
        read_all(again, got);
        again.add(Bytes{bytes}.subspan(cut));
        read_all(again, got);
        CAPTURE(cut);
        REQUIRE(got == whole);
        REQUIRE(again.waiting() == 0);
    }
}

TEST_CASE("a conversation that comes byte by byte gives the same frames") {
    FrameReader reader{true};
    std::vector<Got> got;
    for (const auto byte : a_conversation()) {
        reader.add({&byte, 1});
        read_all(reader, got);
    }
    CHECK(got.size() == 4);
}

TEST_CASE("a frame begun anywhere is not whole until its last byte") {
    Buffer bytes;
    append_ack(bytes, Sequence{7});
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        FrameReader reader{false};
        reader.add(Bytes{bytes}.first(size));
        CHECK_FALSE(reader.next());
        CHECK_FALSE(reader.error());
    }
}

TEST_CASE("what is no frame breaks the stream, by name") {
    CHECK(reason_of({'w', 'c', '-', 'e', 'y', 'e', '/', '2'}, true) == "bad-greeting");
    CHECK(reason_of({'G', 'E', 'T', ' '}, true) == "bad-greeting");
    CHECK(reason_of({0, 0, 0, 0, 1}) == "bad-length");
    CHECK(reason_of({0xff, 0xff, 0xff, 0xff, 3}) == "bad-length");
    CHECK(reason_of({0, 0, 0, 1, 0}) == "bad-type");
    CHECK(reason_of({0, 0, 0, 1, 7}) == "bad-type");
    CHECK(reason_of({0, 0, 0, 1, 1}) == "bad-length");                          // an empty hello
    CHECK(reason_of({0, 2, 0, 0, 1}) == "bad-length");                          // one of 128 KiB
    CHECK(reason_of({0, 0, 0, 9, 3, 0, 0, 0, 0, 0, 0, 0, 1}) == "bad-length");  // a batch of nothing
    CHECK(reason_of({0, 0, 0, 8, 4, 0, 0, 0, 0, 0, 0, 1}) == "bad-length");
    CHECK(reason_of({0, 0, 0, 2, 6, 0}) == "bad-length");
}

TEST_CASE("a promised megabyte takes no memory before it comes") {
    FrameReader reader{false};
    reader.add(Buffer{0, 0x10, 0, 0, 3, 1, 2, 3});
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.error());
    CHECK(reader.waiting() == 8);
}

TEST_CASE("a broken stream stays broken, and keeps nothing of what still comes") {
    FrameReader reader{false};
    reader.add(Buffer{0, 0, 0, 0, 1});
    CHECK_FALSE(reader.next());
    Buffer good;
    append_ack(good, Sequence{1});
    reader.add(good);
    CHECK_FALSE(reader.next());
    CHECK(reader.waiting() == 0);
}

TEST_CASE("random bytes are frames or damage, never a crash") {
    std::mt19937 random{9};
    for (int round = 0; round < 2000; ++round) {
        FrameReader reader{round % 2 == 0};
        if (round % 2 == 0) reader.add(bytes_of(greeting));
        for (int part = 0; part < 5; ++part) {
            Buffer bytes;
            for (auto left = random() % 40; left > 0; --left)
                bytes.push_back(static_cast<std::uint8_t>(random() % 4 == 0 ? random() : random() % 9 % 7));
            reader.add(bytes);
            while (reader.next()) {
            }
        }
    }
}

TEST_CASE("a batch frame is checked against the batch in it") {
    const auto batch = encode(EventMix{}.take(5));
    const auto payload = [&](std::uint8_t first, std::size_t bytes, std::size_t more = 0) {
        Buffer made{0, 0, 0, 0, 0, 0, 0, first};
        made.insert(made.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(bytes));
        made.resize(made.size() + more);
        return made;
    };
    const auto good = payload(1, batch.size());
    const auto read = read_batch(good);
    REQUIRE(read);
    CHECK(read->extent.last == Sequence{5});
    CHECK(read->batch.size() == batch.size());
    CHECK(read_batch(payload(2, batch.size())).error().reason == "bad-seq");
    CHECK(read_batch(payload(1, batch.size(), 3)).error().reason == "bad-length");
    CHECK(read_batch(payload(1, batch.size() - 1)).error().reason == "truncated");
    CHECK(read_batch({}).error().reason == "truncated");
}
