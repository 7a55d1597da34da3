#include "api/exports.hpp"

#include <regex>

#include "answers/exports.hpp"
#include "api/api_testing.hpp"
#include "api/lines.hpp"
#include "json/event.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct ExportsStory : Fixture {
    ExportsStory() { tell_story(); }
    http::Response ask(std::vector<http::Field> query) { return exports.get(request(std::move(query))); }
    Exports exports{*store, now_ns};
};

const std::string started_line =
    R"({"club":"office","member":"amy","boot":"7","seq":1,"protocol_time_ns":5,"kind":"started"})";

std::string with(std::string from, const std::string& to) {
    auto text = started_line;
    return text.replace(text.find(from), from.size(), to);
}

LineRules office() {
    LineRules rules;
    rules.club = "office";
    rules.now_ns = noon;
    return rules;
}

}  // namespace

TEST_SUITE("exports") {
    TEST_CASE_FIXTURE(ExportsStory, "a recording comes in pieces, and read back it is the same run") {
        std::string whole, cursor;
        do {
            const auto piece = ask({{"limit", "3"}, {"cursor", cursor}});
            REQUIRE(piece.status == 200);
            whole += piece.body;
            cursor = std::string{piece.header("X-Watercooler-Next").value_or("")};
        } while (!cursor.empty());
        LineRules rules;
        rules.run = "copy";
        const auto lines = read_lines(whole, rules);
        REQUIRE_MESSAGE(lines.has_value(), whole);
        CHECK(lines->events == 8);
        REQUIRE(lines->head.has_value());
        CHECK(lines->head->members.size() == 3);
        CHECK(store->append(lines->batches).has_value());
        store::Query live, copy;
        copy.run = "copy";
        const auto before = *store->search(live), after = *store->search(copy);
        REQUIRE(before.events.size() == after.events.size());
        for (const auto& event : before.events)
            CHECK(std::any_of(after.events.begin(), after.events.end(),
                              [&](const auto& each) { return each.record == event.record; }));
        CHECK((*store->streams("copy"))[0].about.find("\"fanout\":3") != std::string::npos);
    }

    TEST_CASE_FIXTURE(ExportsStory, "a ShiViz log has two lines per event, as its expression wants them") {
        const auto log = ask({{"format", "shiviz"}});
        REQUIRE(log.status == 200);
        const std::regex expression{R"(([^\n]*)\n(\S*) (\{.*\})\n)"};
        const auto begin = std::sregex_iterator(log.body.begin(), log.body.end(), expression);
        CHECK(std::distance(begin, std::sregex_iterator{}) == 8);
        CHECK(log.body.find(R"(jimmy {)") != std::string::npos);
    }

    TEST_CASE_FIXTURE(ExportsStory, "a trace is that of one rumor") {
        CHECK(at(body(ask({{"format", "otlp"}})), "error.code") == "bad-uuid");
        const auto trace = ask({{"format", "otlp"}, {"uuid", "01932f5c-8"}});
        CHECK(trace.body.find("resourceSpans") != std::string::npos);
        CHECK(ask({{"format", "otlp"}, {"uuid", "ffff"}}).status == 404);
        CHECK(ask({{"format", "xml"}}).status == 400);
    }
}

TEST_SUITE("lines") {
    TEST_CASE("events of mixed streams, out of order and repeated, become batches without gaps inside") {
        const auto text = with("\"seq\":1", "\"seq\":3") + "\n" + started_line + "\r\n\n" + with("amy", "bob") + "\n" +
                          with("\"seq\":1", "\"seq\":2") + "\n" + started_line + "\n" + with("\"seq\":1", "\"seq\":7");
        const auto lines = read_lines(text, office());
        REQUIRE(lines.has_value());
        CHECK(lines->events == 5);
        CHECK(lines->repeated == 1);
        REQUIRE(lines->batches.size() == 3);
        CHECK(journal::extent(lines->batches[0].events)->count == 3);
        CHECK(journal::extent(lines->batches[1].events)->first.value == 7);
        CHECK(lines->batches[2].stream.member == "bob");
        CHECK(journal::decode(lines->batches[2].events)->front().wall_time_ns == noon);
    }

    TEST_CASE("the first line that is no event is named with its column, and nothing is taken") {
        const std::tuple<std::string, std::size_t, std::size_t> table[] = {
            {started_line + "\n{\"club\":", 2, 9},
            {started_line + "\nno json", 2, 1},
            {with("started", "begun"), 1, 89},
            {started_line + "\n\n" + with("\"seq\":1", "\"seq\":0"), 3, 1},
            {with("\"boot\":\"7\"", "\"boot\":\"0\""), 1, 1},
            {with("office", "lab"), 1, 1},
            {with("\"seq\":1", "\"seq\":-1"), 1, 44},
            {with("amy", std::string(129, 'x')), 1, 1},
            {std::string(70'000, ' ') + "x", 1, 1},
        };
        for (const auto& [text, row, column] : table) {
            const auto lines = read_lines(text, office());
            REQUIRE_FALSE(lines.has_value());
            CAPTURE(text.substr(0, 200));
            CAPTURE(lines.error().message);
            CHECK(lines.error().line == row);
            if (column > 1) CHECK(lines.error().column > 1);
        }
    }

    TEST_CASE("nothing is no event, and no error") {
        CHECK(read_lines("", office())->events == 0);
        CHECK(read_lines("\n\n \r\n", office())->batches.empty());
    }
}

}  // namespace watercooler::api
