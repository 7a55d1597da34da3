#include "json/views.hpp"

#include <doctest/doctest.h>

namespace watercooler::json {
namespace {

using namespace std::chrono_literals;

MemberView member(std::string name, const char* address, Status status = Status::alive) {
    MemberView view;
    view.name = std::move(name);
    view.address = *parse_address(address);
    view.status = status;
    view.changed = Instant{1s};
    return view;
}

EntryView entry(std::string origin, std::string key, std::string value, std::uint64_t version) {
    EntryView view;
    view.origin = std::move(origin);
    view.key = std::move(key);
    view.value = std::move(value);
    view.version = {version};
    view.address = "10.0.0.9";
    view.port = 9;
    view.age = 1500ms;
    return view;
}

}  // namespace

TEST_CASE("a member's times are told from now, and its entries stand with it") {
    auto tod = member("tod", "127.0.0.1:82", Status::suspect);
    tod.last_heard = Instant{4s};
    tod.round_trip = 412'300ns;
    tod.incarnation = {3};
    const auto infos = member_infos({member("jimmy", "127.0.0.1:81"), tod},
                                    {entry("jimmy", "book", "Emma", 1), entry("jimmy", "mood", "calm", 2),
                                     entry("tod", "book", "Dune", 3), entry("nobody", "book", "It", 4)},
                                    "jimmy", Instant{5s});
    REQUIRE(infos.size() == 2);
    CHECK(infos[0].self);
    CHECK_FALSE(infos[0].silence_ms);
    CHECK_FALSE(infos[0].rtt);
    CHECK(infos[0].changed_ms == 4000);
    CHECK(infos[0].entries.size() == 2);
    CHECK_FALSE(infos[1].self);
    CHECK(infos[1].status == "suspect");
    CHECK(infos[1].incarnation == 3);
    CHECK(infos[1].silence_ms == 1000);
    CHECK(infos[1].rtt == 412us);
    CHECK(infos[1].entries.front().value == "Dune");
    CHECK(infos[1].entries.front().age_ms == 1500);
}

TEST_CASE("the books table has every member, then the strangers that have a book") {
    const auto rows = book_rows({member("jimmy", "127.0.0.1:81"), member("tod", "127.0.0.1:82", Status::dead)},
                                {entry("196.18.1.0:80", "book", "bookname", 1), entry("jimmy", "mood", "calm", 9),
                                 entry("tod", "book", "Dune", 3), entry("zoe", "mood", "sad", 1)});
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].name == "jimmy");
    CHECK_FALSE(rows[0].book);  // only a mood so far
    CHECK(rows[1].name == "tod");
    CHECK(rows[1].book == "Dune");
    CHECK(rows[1].status == "dead");
    CHECK(rows[1].port == 82);  // where membership says it lives, not where the rumor said
    CHECK(rows[2].name == "196.18.1.0:80");
    CHECK(rows[2].status == "stranger");
    CHECK(rows[2].stranger);
    CHECK(rows[2].address == "10.0.0.9");
    CHECK(rows[2].port == 9);
}

TEST_CASE("a stranger speaks only HTTP if a living member says that it tells him") {
    const std::vector entries{entry("py", "book", "Momo", 1), entry("tod", "http-peers", "127.0.0.1:1 10.0.0.9:9", 1)};
    const auto http = [&](Status status) {
        return book_rows({member("jimmy", "10.0.0.9:9"), member("tod", "127.0.0.1:82", status)}, entries).back().http;
    };
    CHECK(http(Status::alive));
    CHECK(http(Status::suspect));
    CHECK_FALSE(http(Status::dead));
    CHECK_FALSE(http(Status::left));
    const auto rows = book_rows({member("jimmy", "10.0.0.9:9"), member("tod", "127.0.0.1:82")}, entries);
    CHECK_FALSE(rows.front().http);  // a member, whoever says that it tells somebody there
    CHECK(http_hosts({member("tod", "127.0.0.1:82")}, entries) ==
          std::map<std::string, std::set<std::string>, std::less<>>{{"10.0.0.9:9", {"tod"}}, {"127.0.0.1:1", {"tod"}}});
    CHECK(http_hosts({member("tod", "127.0.0.1:82")}, {entry("tod", "http-peers", "", 2)}).empty());
    CHECK(http_hosts({}, entries).empty());
}

TEST_CASE("entries whose origin is no member are the strangers") {
    const auto strangers = stranger_infos({member("jimmy", "127.0.0.1:81")},
                                          {entry("jimmy", "book", "Emma", 1), entry("zoe", "mood", "sad", 1)});
    REQUIRE(strangers.size() == 1);
    CHECK(strangers[0].origin == "zoe");
}

TEST_CASE("there is one counter per event kind, by its name, and one per total") {
    EventCounters events{};
    for (std::size_t i = 0; i < events.size(); ++i) events[i] = i + 100;
    Totals totals;
    totals.payload_copies = 7;
    totals.awareness = 2;
    const auto numbers = counters(events, totals);
    CHECK(numbers.size() == event_kind_count + 13);
    for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(numbers.at(std::string{to_text(static_cast<EventKind>(i))}) == i + 100);
    }
    CHECK(numbers.at("payload_copies") == 7);
    CHECK(numbers.at("awareness") == 2);
}

TEST_CASE("what waits is shown with how long and for whom") {
    const auto held = held_info({"datagram", "127.0.0.1:82", 143, Instant{2s}}, Instant{5s});
    CHECK(held == MessagesInfo::Held{"datagram", "127.0.0.1:82", 143, 3000});
    MessageView view;
    view.kind = "suspect";
    view.about = "tod";
    CHECK_FALSE(queued_info(view).uuid);
    view.uuid = make_uuid_v5("x");
    CHECK(queued_info(view).uuid == view.uuid);
}

TEST_CASE("the door's answer echoes both spellings of the id") {
    const auto given =
        *read_rumor(R"({"uuid":"asdijfaojf3232","address":"196.18.1.0","port":"80","ttl":4,"payload":"bookname"})");
    const auto outcome = outcome_info(given, {Outcome::duplicate, ""});
    CHECK(outcome.outcome == "duplicate");
    CHECK(outcome.uuid_given == "asdijfaojf3232");
    CHECK(outcome.uuid == make_uuid_v5("asdijfaojf3232"));
    CHECK(outcome.name == "196.18.1.0:80");
    CHECK(held_outcome(given).outcome == "held");
}

}  // namespace watercooler::json
