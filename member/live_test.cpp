#include "member/live.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "json/info.hpp"
#include "member/member_testing.hpp"

namespace watercooler::member {

using testing::RunningMember;

namespace {

/// A page that keeps what it is sent, as much as it takes.
class Page : public http::WebSocket {
public:
    bool send(std::shared_ptr<const std::string> text) override {
        frames.push_back(*text);
        return true;
    }
    void on_text(std::function<void(std::string_view)>) override {}
    void on_closed(std::function<void(std::uint16_t, std::string_view)> callback) override {
        closed = std::move(callback);
    }
    void close(std::uint16_t, std::string_view) override {}
    std::size_t buffered() const override { return stuck; }

    std::vector<std::string> frames;
    std::function<void(std::uint16_t, std::string_view)> closed;
    std::size_t stuck = 0;
};

struct LiveFixture {
    club::testing::TempFolder home;
    RunningMember jimmy{home.path()};
    std::vector<std::shared_ptr<Page>> pages;

    /// A socket calls `closed` once, as the last thing it does: who listens keeps it alive until then.
    ~LiveFixture() {
        for (const auto& page : pages)
            if (const auto closed = std::exchange(page->closed, {})) closed(1001, "");
    }

    std::shared_ptr<Page> open(std::optional<std::uint64_t> after = {}) {
        auto page = pages.emplace_back(std::make_shared<Page>());
        http::Request request;
        if (after) request.query.push_back({"after", std::to_string(*after)});
        jimmy.live().add(request, page);
        return page;
    }
    void pick(const std::string& book) {
        REQUIRE(jimmy.order("PUT", "/api/v1/entries/book", R"({"value":")" + book + "\"}").status == 200);
    }
};

}  // namespace

TEST_CASE_FIXTURE(LiveFixture, "a page gets the tables whole, then only what changed") {
    const auto page = open();
    REQUIRE(page->frames.size() == 2);
    CHECK(json::read_snapshot(page->frames[0])->books.at(0).book == "Dune");
    pick("Emma");
    REQUIRE(jimmy.until([&] { return page->frames.size() == 3; }));
    const auto delta = *json::read_delta(page->frames[2]);
    REQUIRE(delta.books.size() == 1);
    CHECK(delta.books[0].book == "Emma");
    CHECK(delta.members.empty());
}

TEST_CASE_FIXTURE(LiveFixture, "who resumes is told no event twice and misses none") {
    const auto first = open();
    const auto seen = json::read_delta(first->frames.back())->seq;
    REQUIRE(seen > 0);
    pick("Emma");
    const auto again = open(seen);
    const auto delta = *json::read_delta(again->frames.back());
    REQUIRE_FALSE(delta.events.empty());
    CHECK(delta.events.front().event.seq.value == seen + 1);
    CHECK(delta.events.back().event.seq.value == delta.seq);
}

TEST_CASE_FIXTURE(LiveFixture, "a page that reads nothing costs no more, and catches up later") {
    const auto page = open();
    page->stuck = 1024 * 1024;
    pick("Emma");
    const auto other = open();
    REQUIRE(jimmy.until([&] { return other->frames.size() >= 4; }));
    CHECK(page->frames.size() == 2);
    page->stuck = 0;
    REQUIRE(jimmy.until([&] { return page->frames.size() > 2; }));
    CHECK(json::read_delta(page->frames[2])->books.at(0).book == "Emma");
}

TEST_CASE_FIXTURE(LiveFixture, "a page that has gone is forgotten") {
    const auto page = open();
    CHECK(jimmy.live().size() == 1);
    std::exchange(page->closed, {})(1001, "going away");
    CHECK(jimmy.live().size() == 0);
}

}  // namespace watercooler::member
