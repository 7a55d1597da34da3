#include "api/requests.hpp"

#include <set>

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct RequestsStory : Fixture {
    RequestsStory() { tell_story(); }
    json::Value ask(std::vector<http::Field> query) { return body(requests.get(request(std::move(query)))); }
    Requests requests{*store, now_ns};
};

std::vector<std::string> members(const json::Value& answer) {
    std::vector<std::string> names;
    const auto events = get(answer, "events");
    for (const auto& each : *events.array()) names.push_back(at(each, "member") + " " + at(each, "kind"));
    return names;
}

}  // namespace

TEST_SUITE("requests") {
    TEST_CASE_FIXTURE(RequestsStory, "the newest come first, with a count of all") {
        const auto answer = ask({{"limit", "3"}});
        CHECK(members(answer) == std::vector<std::string>{"jimmy applied", "jimmy received", "jimmy started"});
        CHECK(at(answer, "count.events") == "8");
        CHECK(at(answer, "count.exact") == "true");
        CHECK(at(answer, "complete") == "true");
    }

    TEST_CASE_FIXTURE(RequestsStory, "pages join without a gap and without a repetition, whatever comes in between") {
        std::vector<std::string> all;
        std::string cursor;
        for (int page = 0; page < 4; ++page) {
            const auto answer = ask({{"limit", "3"}, {"cursor", cursor}});
            for (const auto& each : members(answer)) all.push_back(each);
            if (page == 0) put("carl", {event_of(EventKind::started)}, noon + 9 * second);
            const auto next = get(answer, "next");
            if (next.null()) break;
            cursor = *next.text();
        }
        CHECK(all.size() == 8);
        CHECK(std::set(all.begin(), all.end()).size() == 8);
    }

    TEST_CASE_FIXTURE(RequestsStory, "filters, members, times and the other order") {
        CHECK(members(ask({{"filter", "kind:applied"}})) == std::vector<std::string>{"jimmy applied"});
        CHECK(members(ask({{"member", "bob"}})) == std::vector<std::string>{"bob started"});
        CHECK(members(ask({{"order", "oldest"}, {"limit", "1"}})) == std::vector<std::string>{"amy started"});
        CHECK(members(ask({{"from", "2027-01-15T08:00:00.600Z"}})).size() == 2);
        CHECK(members(ask({{"to", "-10s"}})) == std::vector<std::string>{"amy started"});
        CHECK(members(ask({{"filter", "uuid:01932f5c-8a kind:born"}})) == std::vector<std::string>{"amy born"});
        CHECK(members(ask({{"run", "nobody-knows"}})).empty());
    }

    TEST_CASE_FIXTURE(RequestsStory, "what makes no sense is 400, and says what would") {
        const std::pair<http::Field, std::string> table[] = {
            {{"filter", "kind:aplied"}, "bad-filter"},
            {{"filter", "knd:applied"}, "bad-filter"},
            {{"limit", "0"}, "bad-limit"},
            {{"limit", "20001"}, "bad-limit"},
            {{"limit", "many"}, "bad-limit"},
            {{"order", "random"}, "bad-order"},
            {{"cursor", "here"}, "bad-cursor"},
            {{"from", "noon"}, "bad-from"},
            {{"run", "../x"}, "bad-run"},
            {{"boot", "xyz"}, "bad-boot"},
            {{"member", std::string(129, 'x')}, "bad-member"},
        };
        for (const auto& [field, code] : table) {
            CAPTURE(field.value);
            const auto answer = requests.get(request({field}));
            CHECK(answer.status == 400);
            CHECK(at(body(answer), "error.code") == code);
            CHECK(at(body(answer), "error.hint") != "");
        }
    }
}

TEST_SUITE("histogram") {
    TEST_CASE_FIXTURE(RequestsStory, "its columns add up to all that happened") {
        HistogramOfRequests histogram{*store, now_ns};
        const auto answer = body(histogram.get(request({{"bucket_ms", "100"}})));
        std::uint64_t sum = 0;
        const auto buckets = get(answer, "buckets");
        for (const auto& bucket : *buckets.array()) sum += std::stoull(at(bucket, "events"));
        CHECK(sum == 8);
        CHECK(count(buckets) == 7);
        CHECK(at((*buckets.array())[0], "kinds.started") == "1");
    }

    TEST_CASE_FIXTURE(RequestsStory, "it is filtered as the requests are, and has as many columns as asked for") {
        HistogramOfRequests histogram{*store, now_ns};
        const auto answer = body(histogram.get(request({{"filter", "kind:started"}, {"buckets", "1"}})));
        REQUIRE(count(get(answer, "buckets")) <= 2);
        CHECK(histogram.get(request({{"buckets", "0"}})).status == 400);
    }
}

}  // namespace watercooler::api
