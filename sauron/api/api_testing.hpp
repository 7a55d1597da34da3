#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "journal/journal.hpp"
#include "json/tree.hpp"
#include "store/store.hpp"

/// For tests: a real store in a folder of its own, with a story in it, and questions as HTTP would bring them.
namespace watercooler::api::testing {

inline constexpr std::int64_t second = 1'000'000'000;
inline constexpr std::int64_t noon = 1'800'000'000 * second;  // 2027-01-15T08:00:00Z
inline const Uuid dune = *parse_uuid("01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
inline const Uuid emma = *parse_uuid("01932f5c-9a1e-7c55-9b1e-5d0c2a7be002");

inline Event event_of(EventKind kind, std::string peer = {}, std::uint64_t cause = 0) {
    Event event;
    event.kind = kind;
    event.peer = std::move(peer);
    event.cause = {cause};
    return event;
}
inline Event entry_of(EventKind kind, const Uuid& uuid, std::string origin, std::string value, std::string peer = {}) {
    auto event = event_of(kind, std::move(peer));
    event.uuid = uuid;
    event.origin = std::move(origin);
    event.key = "book";
    event.value = std::move(value);
    event.version = Version{1};
    event.hop = kind == EventKind::born ? 0u : 1u;
    return event;
}
inline Event packet_of(EventKind kind, std::string peer, std::uint64_t hash, const Uuid& uuid) {
    auto event = event_of(kind, std::move(peer));
    event.packet = PacketHash{hash};
    event.bytes = 120;
    event.reason = "rumor";
    event.uuid = uuid;
    return event;
}

class Fixture {
public:
    Fixture() {
        std::string pattern = (std::filesystem::temp_directory_path() / "watercooler-api-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        folder = pattern;
        auto opened = store::open("sqlite:" + folder + "/store.db");
        REQUIRE(opened.has_value());
        store = std::move(*opened);
    }
    ~Fixture() {
        store.reset();
        std::filesystem::remove_all(folder);
    }

    /// Appends events of one life, a tenth of a second apart; their seq goes on from `first`.
    void put(const std::string& member, std::vector<Event> events, std::int64_t at_ns = noon, std::uint64_t first = 1,
             const std::string& run = "live") {
        journal::Encoder encoder;
        std::int64_t after = 0;
        for (auto& event : events) {
            event.seq = {first++};
            event.protocol_time = Instant{Duration{after}};
            REQUIRE(encoder.add(event, at_ns + after));
            after += second / 10;
        }
        const store::Batch batch{
            .run = run,
            .stream = {"office", member, {7}},
            .about =
                R"({"address":"127.0.0.1","port":8081,"program":"test 1","settings":{"pid":4,"settings":{"fanout":3}}})",
            .events = encoder.take()};
        const auto accepted = store->append({&batch, 1});
        REQUIRE(accepted.has_value());
        REQUIRE(accepted->front().refused == "");
    }
    /// amy makes "Dune" known; jimmy hears it; then bob, who says nothing else.
    void tell_story() {
        put("amy", {event_of(EventKind::started), entry_of(EventKind::born, dune, "amy", "Dune"),
                    packet_of(EventKind::sent, "jimmy", 0xabc, dune), event_of(EventKind::suspected, "bob")});
        Event applied = entry_of(EventKind::applied, dune, "amy", "Dune", "amy");
        applied.cause = {2};
        put("jimmy", {event_of(EventKind::started), packet_of(EventKind::received, "amy", 0xabc, dune), applied},
            noon + second / 2);
        put("bob", {event_of(EventKind::started)}, noon + second / 4);
    }

    /// The same as a recording in which jimmy was there from the beginning, and hears it so many tenths of a second
    /// later.
    void tell_recording(const std::string& run, std::size_t tenths) {
        std::vector<Event> jimmys(tenths, event_of(EventKind::probed));
        jimmys.front().kind = EventKind::started;
        jimmys.push_back(entry_of(EventKind::applied, emma, "amy", "Dune", "amy"));
        put("amy",
            {event_of(EventKind::started), entry_of(EventKind::born, emma, "amy", "Dune"),
             packet_of(EventKind::sent, "jimmy", 0xabc, emma)},
            noon, 1, run);
        put("jimmy", jimmys, noon + second / 20, 1, run);
    }

    static http::Request request(std::vector<http::Field> query = {}, std::vector<http::Field> captures = {}) {
        http::Request request;
        request.method = "GET";
        request.path = "/";
        request.query = std::move(query);
        request.captures = std::move(captures);
        return request;
    }
    static std::int64_t now_ns() { return noon + 10 * second; }

    std::string folder;
    std::unique_ptr<store::Store> store;
};

/// The answer as JSON; it must be some.
inline json::Value body(const http::Response& response) {
    auto value = json::parse(response.body, json::answer_bounds);
    REQUIRE_MESSAGE(value.has_value(), response.body);
    return *value;
}
inline json::Value get(const json::Value& value, std::string_view name) {
    const auto* found = value.find(name);
    return found ? *found : json::Value{};
}
/// A field, or a field of a field, as text: `error.code`, `count.events`.
inline std::string at(const json::Value& value, std::string_view path) {
    const auto dot = path.find('.');
    const auto found = get(value, path.substr(0, dot));
    if (dot != std::string_view::npos) return at(found, path.substr(dot + 1));
    return found.text() ? *found.text() : json::to_text(found);
}
inline std::size_t count(const json::Value& value) { return value.array() ? value.array()->size() : 0; }

}  // namespace watercooler::api::testing
