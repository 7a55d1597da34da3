// What the store answers.
#include "filter/words.hpp"
#include "journal/journal.hpp"
#include "store/conformance_oracle.hpp"

namespace watercooler::store::testing {
namespace {

using journal::Stamped;

/// One term that asks for something of this event, or a near miss of it.
std::string any_term(Club& club, const std::pair<journal::Stream, Stamped>& like) {
    const auto& [stream, stamped] = like;
    const auto& event = stamped.event;
    const auto quoted = [&](const std::string& text) {
        auto pattern = filter::pattern_of(text);
        if (pattern.size() > 2 && club.random(3) == 0) pattern = pattern.substr(0, 1) + "*";
        if (pattern == "\\*") pattern = "*";
        return '"' + pattern + '"';
    };
    const auto time = [&](std::int64_t off) { return json::to_text(json::WallTime{stamped.wall_time_ns + off}); };
    const auto number = std::to_string(club.random(6));
    const std::string signs[] = {":", "<", "<=", ">", ">="};
    const auto sign = signs[club.random(5)];
    std::string terms[] = {"kind:" + std::string{to_text(event.kind)},
                           "kind:rumor,ping",
                           "result:new,seen",
                           "member:" + quoted(stream.member),
                           "peer:" + quoted(event.peer),
                           "peer:nobody,*y",
                           "from:" + quoted(event.peer),
                           "to:" + quoted(stream.member),
                           "from:*ob",
                           "origin:" + quoted(event.origin),
                           "key:" + quoted(event.key),
                           "value:" + quoted(event.value),
                           "reason:" + quoted(event.reason),
                           "book:" + quoted(event.value),
                           "book:D*",
                           "uuid:" + to_text(event.uuid).substr(0, 1 + club.random(36)),
                           "text:" + quoted(event.value.empty() ? "appl" : event.value),
                           "text:MESS*h",
                           "since:" + time(0),
                           "until:" + time(-1),
                           "since:" + time(-3'000'000'000),
                           "seq" + sign + std::to_string(event.seq.value),
                           "hop" + sign + number,
                           "version" + sign + number,
                           "bytes" + sign + std::to_string(event.bytes.value_or(700)),
                           "cause" + sign + "500",
                           "count" + sign + number,
                           "incarnation" + sign + number};
    if (event.packet && club.random(8) == 0) {
        char hash[17];
        std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(event.packet->value));
        return std::string{"packet:"} + hash;
    }
    auto term = terms[club.random(std::size(terms))];
    if (term.ends_with(":")) term += "x";
    return club.random(5) == 0 ? '-' + term : term;
}

std::vector<journal::Stamped> must_decode(Bytes batches) {
    auto events = journal::decode(batches);
    REQUIRE(events.has_value());
    return std::move(*events);
}

Query any_query(Club& club, const Oracle& oracle) {
    Query query;
    std::string text;
    const auto& like = oracle.events()[club.random(oracle.events().size())];
    for (std::uint64_t i = club.random(4); i > 0; --i) text += any_term(club, like) + ' ';
    auto parsed = filter::parse(text, club.now());
    REQUIRE_MESSAGE(parsed, text << ": " << parsed.error().message);
    query.filter = std::move(*parsed);
    query.newest_first = club.random(2) == 0;
    query.limit = 40 + club.random(400);
    query.budget = std::chrono::minutes{1};
    const auto seq = like.second.event.seq.value;
    if (club.random(4) == 0) query.member = like.first.member;
    if (club.random(6) == 0) query.boot = like.first.boot;
    if (club.random(6) == 0) query.seq_from = Sequence{seq};
    if (club.random(6) == 0) query.seq_to = Sequence{seq + club.random(300)};
    if (club.random(6) == 0) query.from_ns = like.second.wall_time_ns;
    if (club.random(6) == 0) query.to_ns = like.second.wall_time_ns + 1'000'000'000;
    return query;
}

using Key = std::pair<journal::Stream, Sequence>;
std::vector<Key> keys_of(const std::vector<Found>& found) {
    std::vector<Key> keys;
    for (const auto& [record, position] : found)
        keys.push_back({{record.context.club, record.context.member, record.context.boot}, record.event.seq});
    std::sort(keys.begin(), keys.end());
    return keys;
}
/// Which events are handed on, one by one. Those of one stream come in the order of seq.
std::vector<Key> visited(Store& store, const Query& query) {
    std::vector<Key> keys;
    std::map<journal::Stream, Sequence> last;
    const auto all = store.visit(query, [&](const journal::Stream& stream, const Stamped& stamped) {
        CHECK(stamped.event.seq > last[stream]);
        last[stream] = stamped.event.seq;
        keys.emplace_back(stream, stamped.event.seq);
    });
    CHECK(must(all));
    std::sort(keys.begin(), keys.end());
    return keys;
}

EventCounters kinds_of(const std::vector<Found>& found) {
    EventCounters kinds{};
    for (const auto& one : found) ++kinds[static_cast<std::size_t>(one.record.event.kind)];
    return kinds;
}

std::vector<Found> told_of(Store& store, const Uuid& uuid) {
    const auto told = must(store.rumor("live", uuid));
    REQUIRE(told->records.size() == told->positions.size());
    std::vector<Found> found;
    for (std::size_t i = 0; i < told->records.size(); ++i) found.push_back({told->records[i], told->positions[i]});
    return found;
}
/// All that `told_of` tells.
Query about(const Uuid& uuid) {
    Query query{.newest_first = false};
    query.filter = *filter::parse("uuid:" + to_text(uuid), 0);
    query.limit = page_limit_max;
    return query;
}

}  // namespace

TEST_CASE_TEMPLATE("events are found again as they were", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{1};
    Oracle oracle;
    fill(*store, club, oracle, 60);
    for (const bool newest_first : {true, false}) {
        auto query = everything();
        query.newest_first = newest_first;
        CHECK(all_of(*store, query) == oracle.search(*store, query));
    }
    CHECK(must(store->runs()) == std::vector<std::string>{"live"});
    CHECK(must(store->health()).events == oracle.events().size());
    auto elsewhere = everything();
    elsewhere.run = "nowhere";
    CHECK(all_of(*store, elsewhere).empty());
}

TEST_CASE_TEMPLATE("every filter finds what a look at each event finds", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{2};
    Oracle oracle;
    fill(*store, club, oracle, 150);
    for (int i = 0; i < 200; ++i) {
        const auto query = any_query(club, oracle);
        CAPTURE(filter::to_text(query.filter));
        CAPTURE(i);
        const auto expected = oracle.search(*store, query);
        const auto found = all_of(*store, query);
        CHECK(found.size() == expected.size());
        CHECK((found == expected));
        CHECK(must(store->count(query)) == Count{expected.size(), true});
        const auto histogram = must(store->histogram(query, 1'000'000'000));
        EventCounters sum{};
        for (const auto& bucket : histogram.buckets) {
            for (std::size_t kind = 0; kind < event_kind_count; ++kind) sum[kind] += bucket.kinds[kind];
        }
        CHECK((sum == kinds_of(expected)));
        CHECK((visited(*store, query) == keys_of(expected)));
    }
}

TEST_CASE_TEMPLATE("a histogram counts each event in its bucket", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{3};
    Oracle oracle;
    fill(*store, club, oracle, 60);
    const std::int64_t length = 700'000'000;
    std::map<std::int64_t, EventCounters> expected;
    for (const auto& [stream, stamped] : oracle.events()) {
        ++expected[stamped.wall_time_ns / length * length][static_cast<std::size_t>(stamped.event.kind)];
    }
    const auto histogram = must(store->histogram(everything(), length));
    CHECK(histogram.exact);
    REQUIRE(histogram.buckets.size() == expected.size());
    for (const auto& bucket : histogram.buckets) CHECK((bucket.kinds == expected.at(bucket.start_ns)));
    const auto code_of = [&](std::int64_t bucket) { return failure(store->histogram(everything(), bucket)); };
    CHECK(code_of(0) == "WC-STORE-QUERY");
    CHECK(code_of(1) == "");
    for (int i = 0; i < 3; ++i) append(*store, club.batch(0, 4000));
    CHECK(code_of(1) == "WC-STORE-QUERY");
}

TEST_CASE_TEMPLATE("a cursor neither repeats nor skips while new events come in", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{8};
    Oracle oracle;
    fill(*store, club, oracle, 40);
    for (const bool newest_first : {true, false}) {
        Query query;
        query.limit = 97;
        query.newest_first = newest_first;
        query.budget = std::chrono::minutes{1};
        auto expected = oracle.search(*store, query);
        std::vector<Found> found;
        do {
            const auto page = must(store->search(query));
            found.insert(found.end(), page.events.begin(), page.events.end());
            query.after = page.next;
            fill(*store, club, oracle, newest_first ? 3 : 0);
        } while (query.after);
        CHECK(found.size() == expected.size());
        CHECK((found == expected));
    }
}

TEST_CASE_TEMPLATE("without time a page holds what was found, and the cursors lead to all the same", Engine, Sqlite,
                   Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{9};
    Oracle oracle;
    fill(*store, club, oracle, 60);
    for (const char* text : {"", "kind:applied", "value:nothing", "-hop:1"}) {
        for (const bool newest_first : {true, false}) {
            CAPTURE(text);
            Query query;
            query.filter = *filter::parse(text, club.now());
            query.limit = 50;
            query.newest_first = newest_first;
            query.budget = std::chrono::milliseconds{0};
            CHECK((all_of(*store, query) == oracle.search(*store, query)));
        }
    }
    Query query;
    query.budget = std::chrono::milliseconds{0};
    CHECK(!must(store->count(query)).exact);
    query.limit = 0;
    CHECK(failure(store->search(query)) == "WC-STORE-QUERY");
    query.limit = page_limit_max + 1;
    CHECK(failure(store->search(query)) == "WC-STORE-QUERY");
}

TEST_CASE_TEMPLATE("a rumor is all its events, and the list of rumors knows its birth", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{10};
    Oracle oracle;
    fill(*store, club, oracle, 80);
    std::map<Uuid, RumorRow> expected;
    for (const auto& [stream, stamped] : oracle.events()) {
        const auto& event = stamped.event;
        if (event.uuid == Uuid{} || (event.kind != EventKind::born && event.kind != EventKind::applied)) continue;
        const RumorRow row{event.uuid,
                           event.origin,
                           event.key,
                           event.version,
                           event.value,
                           stamped.wall_time_ns,
                           event.kind == EventKind::born};
        auto& known = expected.try_emplace(event.uuid, row).first->second;
        if (row.born > known.born || (row.born == known.born && row.born_ns < known.born_ns)) known = row;
    }
    const auto rows = must(store->rumors("live", "", 10'000));
    CHECK(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK((rows[i] == expected.at(rows[i].uuid)));
        if (i > 0) CHECK(rows[i - 1].born_ns >= rows[i].born_ns);
    }
    for (const auto& [uuid, row] : expected) CHECK((told_of(*store, uuid) == oracle.search(*store, about(uuid))));
    const auto& one = rows.front();
    CHECK(must(store->rumors("live", to_text(one.uuid), 10)) == std::vector<RumorRow>{one});
    CHECK(must(store->rumors("live", "", 3)).size() == 3);
    CHECK(must(store->rumors("live", "ffff", 3)).empty());
    CHECK(must(store->rumor("live", Uuid{}))->records.empty());
    CHECK(failure(store->rumors("live", "xyz", 3)) == "WC-STORE-QUERY");
}

TEST_CASE_TEMPLATE("a rumor that is asked for again is told as before, and with what has come since", Engine, Sqlite,
                   Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{31};
    Oracle oracle;
    for (int more = 0; more < 3; ++more) {
        fill(*store, club, oracle, 20);
        for (int times = 0; times < 2; ++times)
            for (const auto& uuid : club.rumors()) CHECK((told_of(*store, uuid) == oracle.search(*store, about(uuid))));
    }
    must(store->drop("live"));
    for (const auto& uuid : club.rumors()) CHECK(told_of(*store, uuid).empty());
}

TEST_CASE_TEMPLATE("whole streams are read piece by piece, from any place", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{11};
    std::vector<journal::Stamped> told[2];
    const auto tell = [&](int member, int count) {
        const auto events = club.next(member, count);
        told[member].insert(told[member].end(), events.begin(), events.end());
        append(*store, batch_of(club.stream(member), events));
    };
    for (int i = 0; i < 40; ++i) tell(i % 2, 1 + static_cast<int>(club.random(90)));
    club.lose(0, 500);
    tell(0, 300);
    const auto streams = must(store->streams("live"));
    REQUIRE(streams.size() == 2);
    const auto read_from = [&](const StreamInfo& info, std::uint64_t from) {
        std::vector<journal::Stamped> read;
        for (Sequence at{from}; at <= info.last;) {
            const Place places[] = {{999, {1}}, {info.id, at}};  // of the first there is nothing
            const auto pieces = must(store->pieces(places, 2));
            REQUIRE((pieces.size() == 1 || pieces.size() == 2));
            for (const auto& piece : pieces) {
                CHECK(piece.place == 1);
                REQUIRE(piece.last >= at);
                for (auto& stamped : must_decode(piece.batches))
                    if (stamped.event.seq >= at) read.push_back(std::move(stamped));
                at = Sequence{piece.last.value + 1};
            }
        }
        return read;
    };
    for (const int member : {0, 1}) {
        const auto& info = streams[0].stream == club.stream(member) ? streams[0] : streams[1];
        const auto& all = told[member];
        CHECK(read_from(info, 1) == all);
        for (const auto skipped : {std::size_t{1}, std::size_t{255}, all.size() / 2, all.size() - 1}) {
            const std::vector rest(all.begin() + static_cast<std::ptrdiff_t>(skipped), all.end());
            CHECK(read_from(info, all[skipped].event.seq.value) == rest);
            CHECK(read_from(info, all[skipped - 1].event.seq.value + 1) == rest);
        }
        CHECK(read_from(info, info.last.value + 1).empty());
    }
}

}  // namespace watercooler::store::testing
