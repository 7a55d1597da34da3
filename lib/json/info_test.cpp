#include "json/info.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "json/sample.hpp"

namespace watercooler::json {
namespace {

std::string any_text() { return *rc::gen::container<std::string>(rc::gen::inRange('\x01', '\x7f')); }
std::string any_name() { return "n" + any_text(); }
std::uint64_t any_number() { return *rc::gen::arbitrary<std::uint64_t>(); }
bool any_flag() { return *rc::gen::arbitrary<bool>(); }

EntryInfo any_entry() {
    return {any_name(),
            any_name(),
            any_text(),
            any_number(),
            make_uuid_v5(any_text()),
            any_number(),
            *rc::gen::arbitrary<std::uint32_t>(),
            any_text(),
            any_text(),
            *rc::gen::arbitrary<std::uint16_t>(),
            any_flag(),
            any_flag()};
}

template <class Make>
auto any_list(Make make) {
    std::vector<decltype(make())> list;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) list.push_back(make());
    return list;
}

MemberInfo any_member() {
    MemberInfo member;
    member.name = any_name();
    member.address = any_text();
    member.port = *rc::gen::arbitrary<std::uint16_t>();
    member.status = any_text();
    member.incarnation = *rc::gen::arbitrary<std::uint32_t>();
    member.self = any_flag();
    member.watercooler = any_flag();
    member.changed_ms = any_number();
    if (any_flag()) member.silence_ms = any_number();
    if (any_flag()) member.rtt = std::chrono::microseconds{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000)};
    for (const auto& name : any_list(any_text)) member.tags[name] = any_text();
    member.entries = any_list(any_entry);
    return member;
}

BookRow any_row() {
    BookRow row;
    row.name = any_name();
    row.port = *rc::gen::arbitrary<std::uint16_t>();
    if (any_flag()) row.book = any_text();
    row.version = any_number();
    if (any_flag()) row.uuid = make_uuid_v5(any_text());
    row.status = any_text();
    row.stranger = any_flag();
    return row;
}

StateInfo any_state() {
    StateInfo state = sample::state();
    state.self.name = any_name();
    state.self.boot = {any_number()};
    state.frozen = any_text();
    state.seq = any_number();
    state.members_sum = any_number();
    state.members = any_list(any_member);
    state.strangers = any_list(any_entry);
    for (const auto& name : any_list(any_text)) state.counters[name] = any_number();
    return state;
}

}  // namespace

TEST_CASE("whatever a member answers is read back as it was") {
    CHECK(rc::check("members", [] {
        const auto members = any_list(any_member);
        RC_ASSERT(read_members(write(members)) == members);
    }));
    CHECK(rc::check("books", [] {
        const auto rows = any_list(any_row);
        RC_ASSERT(read_books(write(rows)) == rows);
    }));
    CHECK(rc::check("state", [] {
        const auto state = any_state();
        RC_ASSERT(read_state(write(state)) == state);
        const SnapshotInfo snapshot{state, {}};
        RC_ASSERT(read_snapshot(write(snapshot)) == snapshot);
    }));
}

TEST_CASE("an answer of a later version, with fields we do not know, is read") {
    const auto rows = read_books(R"([{"name":"jimmy","mood":"good","book":"Dune","shelf":[1,{"x":null}]}])");
    REQUIRE(rows);
    CHECK(rows->front().book == "Dune");
}

TEST_CASE("an answer that leaves out what we can do without is read") {
    const auto state = read_state(R"({"self":{"name":"jimmy"}})");
    REQUIRE(state);
    CHECK(state->frozen == "no");
    CHECK(state->members.empty());
}

TEST_CASE("an answer that makes no sense is refused by the place in it") {
    const std::pair<const char*, const char*> states[] = {
        {"[]", ""},
        {"{}", "self"},
        {R"({"self":7})", "self"},
        {R"({"self":{}})", "self.name"},
        {R"({"self":{"name":"a","boot":"x"}})", "self.boot"},
        {R"({"self":{"name":"a"},"members":{}})", "members"},
        {R"({"self":{"name":"a"},"members":[1]})", "members[0]"},
        {R"({"self":{"name":"a"},"members":[{"name":"b"},{"name":""}]})", "members[1].name"},
        {R"({"self":{"name":"a"},"members":[{"name":"b","port":70000}]})", "members[0].port"},
        {R"({"self":{"name":"a"},"members":[{"name":"b","rtt_ms":-1}]})", "members[0].rtt_ms"},
        {R"({"self":{"name":"a"},"members":[{"name":"b","rtt_ms":1e300}]})", "members[0].rtt_ms"},
        {R"({"self":{"name":"a"},"members":[{"name":"b","tags":{"x":1}}]})", "members[0].tags"},
        {R"({"self":{"name":"a"},"members":[{"name":"b","entries":[{"origin":"b","key":"k","uuid":"x"}]}]})",
         "members[0].entries[0].uuid"},
        {R"({"self":{"name":"a"},"counters":{"sent":-1}})", "counters.sent"},
        {R"({"self":{"name":"a"},"fingerprint":{"members":"?"}})", "fingerprint.members"},
        {R"({"self":{"name":"a"},"wall_time":"noon"})", "wall_time"},
    };
    for (const auto& [text, field] : states) {
        CAPTURE(text);
        const auto state = read_state(text);
        REQUIRE_FALSE(state);
        CHECK(state.error().field == field);
        CHECK_FALSE(state.error().message.empty());
    }
    CHECK_FALSE(read_books("{}"));
    CHECK_FALSE(read_books("[[]]"));
    CHECK_FALSE(read_events(R"([{"kind":"sent"}])"));
    CHECK_FALSE(read_messages(R"({"queued":[{}]})"));
    CHECK_FALSE(read_outcome("{}"));
    CHECK_FALSE(read_control("{}"));
    CHECK_FALSE(read_error(R"({"error":"no"})"));
    CHECK_FALSE(read_error("{}"));
    CHECK_FALSE(read_snapshot("{}"));
    CHECK(read_delta(R"({"gone":[7]})").error().field == "gone[0]");
    CHECK_FALSE(read_state("<html>"));
}

TEST_CASE("a round trip faster than a millisecond does not become zero") {
    auto member = sample::tod();
    member.rtt = std::chrono::microseconds{7};
    const auto text = write(member);
    CHECK(text.find(R"("rtt_ms":0.007)") != std::string::npos);
    CHECK(read_members('[' + text + ']')->front().rtt == std::chrono::microseconds{7});
}

}  // namespace watercooler::json
