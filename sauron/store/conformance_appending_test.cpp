// What the store takes.
#include "store/conformance.hpp"

namespace watercooler::store::testing {

using journal::Stamped;

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
    CHECK(append(*store, both) == std::vector<Accepted>{{{500}, 100, 10, ""}, {{600}, 100, 50, ""}});
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
    const auto accepted = append(*store, all);
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

}  // namespace watercooler::store::testing
