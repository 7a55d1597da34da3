#include "store/conformance.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "filter/words.hpp"

namespace watercooler::store::testing {
namespace {

using journal::Stamped;

/// A store beside all that was ever put into it: what each answer has to be.
class Oracle {
public:
    void add(const journal::Stream& stream, const std::vector<Stamped>& events) {
        for (const auto& event : events) events_.emplace_back(stream, event);
    }
    /// In the asked order, from the cursor on, without a limit.
    std::vector<Found> search(Store& store, const Query& query) const {
        std::map<journal::Stream, std::uint64_t> ids;
        for (const auto& info : must(store.streams(query.run))) ids[info.stream] = info.id;
        std::vector<Found> found;
        for (const auto& [stream, stamped] : events_) {
            if (!wants(query, stream, stamped)) continue;
            const Position position{stamped.wall_time_ns, ids.at(stream), stamped.event.seq};
            if (query.after && !(query.newest_first ? position < *query.after : position > *query.after)) continue;
            const json::EventContext context{stream.club, stream.member, stream.boot,
                                             json::WallTime{stamped.wall_time_ns}};
            found.push_back({{stamped.event, context}, position});
        }
        std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
            return query.newest_first ? a.position > b.position : a.position < b.position;
        });
        return found;
    }
    const std::vector<std::pair<journal::Stream, Stamped>>& events() const { return events_; }

private:
    static bool wants(const Query& query, const journal::Stream& stream, const Stamped& stamped) {
        const auto wall = stamped.wall_time_ns;
        const auto seq = stamped.event.seq;
        return (!query.member || *query.member == stream.member) && (!query.boot || *query.boot == stream.boot) &&
               (!query.seq_from || seq >= *query.seq_from) && (!query.seq_to || seq <= *query.seq_to) &&
               (!query.from_ns || wall >= *query.from_ns) && (!query.to_ns || wall <= *query.to_ns) &&
               filter::matches(query.filter, stamped.event, stream.member, wall);
    }
    std::vector<std::pair<journal::Stream, Stamped>> events_;
};

/// Some thousand events in batches of all sizes, and the same in the oracle.
void fill(Store& store, Club& club, Oracle& oracle, int batches) {
    for (int i = 0; i < batches; ++i) {
        const int member = static_cast<int>(club.random(static_cast<std::uint64_t>(club.members())));
        const auto events = club.next(member, 1 + static_cast<int>(club.random(club.random(8) == 0 ? 700 : 20)));
        oracle.add(club.stream(member), events);
        CHECK(append(store, batch_of(club.stream(member), events)).stored == events.size());
    }
}

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

EventCounters kinds_of(const std::vector<Found>& found) {
    EventCounters kinds{};
    for (const auto& one : found) ++kinds[static_cast<std::size_t>(one.record.event.kind)];
    return kinds;
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

TEST_CASE_TEMPLATE("what came before is a duplicate, and of an overlap the rest is taken", Engine, Sqlite, Postgres) {
    const Engine place;
    auto store = opened(place.where());
    Club club{4};
    const auto stream = club.stream(0);
    const auto events = club.next(0, 600);
    const auto part = [&](int first, int last) {
        return batch_of(stream, {events.begin() + first, events.begin() + last});
    };
    CHECK(append(*store, part(0, 300)) == Accepted{{300}, 300, 0, ""});
    CHECK(append(*store, part(0, 300)) == Accepted{{300}, 0, 300, ""});
    CHECK(append(*store, part(100, 200)) == Accepted{{300}, 0, 100, ""});
    CHECK(append(*store, part(250, 400)) == Accepted{{400}, 100, 50, ""});
    store.reset();
    store = opened(place.where());
    CHECK(must(store->watermark("live", stream)) == Sequence{400});
    const Batch both[] = {part(390, 500), part(450, 600)};
    CHECK(must(store->append(both)) == std::vector<Accepted>{{{500}, 100, 10, ""}, {{600}, 100, 50, ""}});
    const auto found = all_of(*store, everything());
    CHECK(found.size() == 600);
    CHECK(seqs_of(*store, stream).size() == 600);
    CHECK(must(store->watermark("live", club.stream(1))) == Sequence{0});
}

TEST_CASE_TEMPLATE("what never came stays visible as a gap", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{5};
    club.lose(0, 10);
    CHECK(append(*store, club.batch(0, 5)).durable == Sequence{15});
    club.lose(0, 85);
    CHECK(append(*store, club.batch(0, 20)).durable == Sequence{120});
    append(*store, club.batch(1, 3));
    const auto streams = must(store->streams("live"));
    REQUIRE(streams.size() == 2);
    using Gaps = std::vector<std::pair<Sequence, Sequence>>;
    CHECK((streams[0].gaps == Gaps{{{1}, {10}}, {{16}, {100}}}));
    CHECK(streams[0].lost == 95);
    CHECK(streams[0].events == 25);
    CHECK(streams[0].first == Sequence{11});
    CHECK(streams[0].last == Sequence{120});
    CHECK(streams[1].gaps.empty());
    auto one = everything();
    one.member = "amy";
    one.seq_from = one.seq_to = Sequence{101};
    CHECK(all_of(*store, one).size() == 1);
    one.seq_from = one.seq_to = Sequence{50};
    CHECK(all_of(*store, one).empty());
}

TEST_CASE_TEMPLATE("a batch that makes no sense is refused, and those beside it are taken", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{6};
    auto fine = club.batch(0, 10), cut = club.batch(1, 10), nobody = club.batch(2, 10), empty = club.batch(3, 10);
    cut.events.resize(cut.events.size() / 2);
    nobody.stream.member.clear();
    empty.events.clear();
    auto noise = club.batch(4, 300);
    for (std::size_t i = 20; i < noise.events.size(); i += 7)
        noise.events[i] = static_cast<std::uint8_t>(club.random(256));
    auto large = club.batch(5, 1);
    large.events.resize(journal::batch_bytes_max + 1);
    const Batch all[] = {cut, nobody, fine, empty, large};
    const auto accepted = must(store->append(all));
    CHECK(accepted[2] == Accepted{{10}, 10, 0, ""});
    for (const std::size_t i : {0, 1, 3, 4}) {
        CAPTURE(i);
        CHECK(!accepted[i].refused.empty());
        CHECK(accepted[i].stored == 0);
    }
    append(*store, noise);  // whatever it is now: taken or refused, nothing breaks
    CHECK(seqs_of(*store, club.stream(0)).size() == 10);
    const Batch none[] = {cut};
    CHECK(!must(store->append(none)).front().refused.empty());
    CHECK(must(store->append({})).empty());
}

TEST_CASE_TEMPLATE("small batches share blocks", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{7};
    for (int i = 0; i < 200; ++i) append(*store, club.batch(0, 3));
    const auto health = must(store->health());
    CHECK(health.events == 600);
    CHECK(health.blocks <= 600 / 200 + 1);
    CHECK(seqs_of(*store, club.stream(0)).size() == 600);
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
    for (const auto& [uuid, row] : expected) {
        Query query{.newest_first = false};
        query.filter = *filter::parse("uuid:" + to_text(uuid), 0);
        CHECK((must(store->rumor("live", uuid)) == oracle.search(*store, query)));
    }
    const auto& one = rows.front();
    CHECK(must(store->rumors("live", to_text(one.uuid), 10)) == std::vector<RumorRow>{one});
    CHECK(must(store->rumors("live", "", 3)).size() == 3);
    CHECK(must(store->rumors("live", "ffff", 3)).empty());
    CHECK(must(store->rumor("live", Uuid{})).empty());
    CHECK(failure(store->rumors("live", "xyz", 3)) == "WC-STORE-QUERY");
}

TEST_CASE_TEMPLATE("any bytes may stand in names and texts", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    const std::string odd{"\0'\xff\xfe\"%_\\ \n", 10};
    Stamped stamped;
    stamped.event.seq = {1};
    stamped.event.kind = EventKind::born;
    stamped.event.uuid = make_uuid_v5("odd");
    stamped.event.peer = stamped.event.origin = stamped.event.key = stamped.event.value = stamped.event.reason = odd;
    stamped.wall_time_ns = std::numeric_limits<std::int64_t>::min();
    const journal::Stream stream{odd, odd, BootId{~0ull}};
    auto batch = batch_of(stream, {stamped});
    batch.run = odd;
    batch.about = odd;
    CHECK(append(*store, batch).stored == 1);
    auto query = everything();
    query.run = odd;
    query.member = odd;
    filter::Term term{.key = filter::Key::peer, .values = {filter::pattern_of(odd)}};
    query.filter.terms.push_back(term);
    const auto found = all_of(*store, query);
    REQUIRE(found.size() == 1);
    CHECK(found[0].record.event == stamped.event);
    CHECK(must(store->runs()) == std::vector<std::string>{odd});
    CHECK(must(store->streams(odd)).front().about == odd);
    CHECK(must(store->rumors(odd, "", 1)).front().value == odd);
    CHECK(must(store->watermark(odd, stream)) == Sequence{1});
}

TEST_CASE_TEMPLATE("runs are apart, and one can be dropped", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{11};
    auto live = club.batch(0, 30);
    auto recorded = live;
    recorded.run = "monday";
    recorded.about = R"({"program":"0.1.0"})";
    append(*store, live);
    append(*store, recorded);
    CHECK(must(store->runs()) == std::vector<std::string>{"live", "monday"});
    CHECK(must(store->streams("monday")).front().about == recorded.about);
    must(store->drop("monday"));
    must(store->drop("monday"));
    CHECK(must(store->runs()) == std::vector<std::string>{"live"});
    CHECK(seqs_of(*store, club.stream(0)).size() == 30);
    CHECK(append(*store, recorded).stored == 30);
    auto query = everything();
    query.run = "monday";
    CHECK(all_of(*store, query).size() == 30);
}

TEST_CASE_TEMPLATE("retention forgets the oldest blocks, by age and by size", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{12};
    Oracle oracle;
    fill(*store, club, oracle, 100);
    const auto before = must(store->health());
    auto middle = oracle.events()[oracle.events().size() / 2].second.wall_time_ns;
    const auto retained = must(store->retain({.before_ns = middle}));
    CHECK(retained.events > 0);
    const auto after = must(store->health());
    CHECK(after.events == before.events - retained.events);
    CHECK(after.event_bytes == before.event_bytes - retained.bytes);
    // Everything younger is there; what is there and older shares a block with it.
    auto query = everything();
    query.from_ns = middle;
    CHECK((all_of(*store, query) == oracle.search(*store, query)));
    for (const auto& info : must(store->streams("live"))) {
        const auto seqs = seqs_of(*store, info.stream);
        CHECK(seqs.size() == info.events);
        if (!seqs.empty()) CHECK(seqs.front() == info.first.value);
        CHECK(must(store->watermark("live", info.stream)) == info.last);
    }
    for (const auto& row : must(store->rumors("live", "", 10'000)))
        CHECK(!must(store->rumor("live", row.uuid)).empty());

    must(store->retain({.bytes_max = after.event_bytes / 2}));
    CHECK(must(store->health()).event_bytes <= after.event_bytes / 2);
    must(store->retain({.bytes_max = 0}));
    CHECK(must(store->health()).blocks == 0);
    CHECK(all_of(*store, everything()).empty());
    CHECK(must(store->rumors("live", "", 10)).empty());
    for (const auto& info : must(store->streams("live"))) CHECK(info.first.value == info.last.value + 1);
    // Nothing that was forgotten comes back as new, and the streams go on.
    fill(*store, club, oracle, 10);
    for (const auto& info : must(store->streams("live"))) CHECK(info.gaps.empty());
}

TEST_CASE_TEMPLATE("a backup gives the same answers, whatever is written meanwhile", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{13};
    Oracle oracle;
    fill(*store, club, oracle, 80);
    club.lose(1, 7);
    fill(*store, club, oracle, 20);
    const auto path = place.folder() / "backup.db";
    std::atomic<bool> done = false;
    Club others{14, 3};
    std::thread writer{[&] {
        while (!done) {
            auto batch = others.batch(0, 50);
            batch.run = "other";
            (void)store->append({&batch, 1});
        }
    }};
    const auto made = store->backup(path);
    done = true;
    writer.join();
    must(made);
    const auto copy = opened("sqlite:" + path);
    CHECK((all_of(*copy, everything()) == all_of(*store, everything())));
    CHECK(must(copy->streams("live")) == must(store->streams("live")));
    CHECK(must(copy->rumors("live", "", 1000)) == must(store->rumors("live", "", 1000)));
    CHECK(must(copy->rumor("live", club.rumors().front())) == must(store->rumor("live", club.rumors().front())));
    fill(*copy, club, oracle, 10);
    CHECK((all_of(*copy, everything()) == oracle.search(*copy, everything())));
    CHECK(failure(store->backup(path)) == "WC-STORE-EXISTS");
    CHECK(!store->backup(place.folder() / "no/such/folder"));
}

TEST_CASE_TEMPLATE("readers go on while a writer writes", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    std::atomic<std::uint64_t> acked = 0;
    std::atomic<bool> done = false;
    std::thread writer{[&] {
        Club club{15};
        for (int i = 0; i < 150; ++i) {
            const auto batch = club.batch(0, 20);
            const auto accepted = store->append({&batch, 1});
            if (accepted) acked += accepted->front().stored;
        }
        done = true;
    }};
    while (!done) {
        const std::uint64_t before = acked;
        auto query = everything();
        query.newest_first = false;
        const auto count = must(store->count(query)).events;
        CHECK(count >= before);
        CHECK(count % 20 == 0);
    }
    writer.join();
    CHECK(must(store->count(everything())).events == 3000);
}

TEST_CASE_TEMPLATE("kill -9 of a writer loses nothing that was acknowledged, and doubles nothing", Engine, Sqlite,
                   Postgres) {
    const Engine place;
    Club club{16};
    const auto events = club.next(0, 3000);
    const auto stream = club.stream(0);
    std::uint64_t acked = 0;
    for (int life = 0; life < 12 && acked < 3000; ++life) {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        club::testing::Child child{[&] {
            const auto store = open(place.where());
            if (!store) return 1;
            // As an eye does: from what is acknowledged on, or a little before.
            for (auto from = acked - std::min<std::uint64_t>(acked, 5); from < 3000;) {
                const auto to = std::min<std::uint64_t>(from + 7, 3000);
                const auto batch = batch_of(
                    stream, {events.begin() + static_cast<long>(from), events.begin() + static_cast<long>(to)});
                const auto accepted = (*store)->append({&batch, 1});
                if (!accepted) return 2;
                const auto durable = accepted->front().durable.value;
                if (::write(ends[1], &durable, sizeof durable) != sizeof durable) return 3;
                from = to;
            }
            return 0;
        }};
        ::close(ends[1]);
        std::uint64_t durable = 0;
        const auto enough = 1 + club.random(40);
        for (std::uint64_t acks = 0; acks < enough && ::read(ends[0], &durable, sizeof durable) == sizeof durable;
             ++acks)
            acked = durable;
        child.signal(SIGKILL);
        while (::read(ends[0], &durable, sizeof durable) == sizeof durable) acked = durable;
        ::close(ends[0]);
        child.wait();
        const auto store = opened(place.where());
        const auto seqs = seqs_of(*store, stream);
        CHECK(seqs.size() >= acked);
        for (std::size_t i = 0; i < seqs.size(); ++i) REQUIRE(seqs[i] == i + 1);
        CHECK(must(store->watermark("live", stream)).value == seqs.size());
    }
    CHECK(acked > 0);
}

}  // namespace watercooler::store::testing
