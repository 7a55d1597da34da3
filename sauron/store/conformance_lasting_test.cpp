// What the store keeps: while it forgets, is copied, is read and is killed.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include "store/conformance_oracle.hpp"

namespace watercooler::store::testing {

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
        CHECK(!must(store->rumor("live", row.uuid))->records.empty());

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
    CHECK((*must(copy->rumor("live", club.rumors().front())) == *must(store->rumor("live", club.rumors().front()))));
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

TEST_CASE_TEMPLATE("who goes through everything keeps nobody from looking something up", Engine, Sqlite, Postgres) {
    const Engine place;
    const auto store = opened(place.where());
    Club club{16};
    Oracle oracle;
    fill(*store, club, oracle, 20);
    std::future<std::size_t> lookup;  // outlives the visit: it must not be waited for in it
    bool in_between = false;
    must(store->visit(everything(), [&](const journal::Stream&, const journal::Stamped&) {
        if (lookup.valid()) return;
        lookup = std::async(std::launch::async, [&] { return must(store->runs()).size(); });
        in_between = lookup.wait_for(std::chrono::seconds{10}) == std::future_status::ready;
    }));
    CHECK(in_between);
    CHECK(lookup.get() == 1);
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
