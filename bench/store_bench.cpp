// How fast the store takes events and answers, beside what was promised.
//
//   store_bench [sqlite-full] [sqlite-normal] [postgresql] [--events N] [--folder DIR]
//
// 1,000 members; each commit holds 50 batches of 200 events, as a busy club's eyes send them. Times are of append()
// alone, on one thread: making the events is not counted. Then the same questions 100 times each, warm.
#include "club/files.hpp"
#include "measuring.hpp"
#include "store/testing.hpp"

namespace {

using namespace watercooler;
using namespace watercooler::bench;

constexpr int members = 1000, batches_at_once = 50, events_per_batch = 200;

const Uuid everybodys = make_uuid_v5("everybody's");

/// One of the events becomes the news that the whole club hears.
void tell_news(std::vector<journal::Stamped>& events) {
    auto& event = events[events.size() / 2].event;
    const auto seq = event.seq;
    event = {};
    event.seq = seq;
    event.kind = EventKind::applied;
    event.peer = "amy";
    event.uuid = everybodys;
    event.origin = "amy";
    event.key = "book";
    event.value = "Emma";
}

void fill(store::Store& store, std::uint64_t events) {
    store::testing::Club club{1, members};
    std::vector<double> commits;
    double wall = 0, processor = 0, bytes = 0;
    std::uint64_t stored = 0;
    int next = 0, round = 0;
    for (; stored < events; ++round) {
        std::vector<store::Batch> batches;
        for (int i = 0; i < batches_at_once; ++i, next = (next + 1) % members) {
            auto made = club.next(next, events_per_batch);
            if (round / (members / batches_at_once) == 1) tell_news(made);
            batches.push_back(store::testing::batch_of(club.stream(next), made));
            bytes += static_cast<double>(batches.back().events.size());
        }
        const auto processor_before = processor_seconds();
        const auto start = SteadyClock::now();
        for (const auto& accepted : must(store.append(batches))) stored += accepted.stored;
        commits.push_back(seconds_since(start) * 1e3);
        wall += commits.back() / 1e3;
        processor += processor_seconds() - processor_before;
    }
    std::sort(commits.begin(), commits.end());
    const auto health = must(store.health());
    const auto n = static_cast<double>(stored);
    std::printf(
        "  append: %.0f events/s of wall time, %.0f per second of our processor; commit median %.1f ms, p99 %.1f ms\n",
        n / wall, n / processor, commits[commits.size() / 2], commits[commits.size() * 99 / 100]);
    std::printf("  %.1f million events, %.0f bytes each as sent, %.0f on disk; %llu blocks\n", n / 1e6, bytes / n,
                static_cast<double>(health.disk_bytes) / n, static_cast<unsigned long long>(health.blocks));
}

void ask(store::Store& store) {
    const auto count = [](const store::Page& page) {
        return std::to_string(page.events.size()) + " events" + (page.complete ? "" : ", not complete");
    };
    measure("last 1,000 of one member", 10, [&] {
        store::Query query;
        query.member = "member-500";
        query.limit = 1000;
        return count(must(store.search(query)));
    });
    measure("one rumor over 1,000 members", 50,
            [&] { return std::to_string(must(store.rumor("live", everybodys))->records.size()) + " events"; });
    measure("the latest 100 rumors", 50,
            [&] { return std::to_string(must(store.rumors("live", "", 100)).size()) + " rumors"; });
    for (const char* text :
         {"", "kind:applied", "kind:suspected", "peer:member-7", "from:member-7 kind:sent", "member:member-9*",
          "book:Dune*", "value:nothing", "text:nothing", "peer:no* kind:sent", "packet:0123456789abcdef",
          "hop:3 version:7", "bytes>5000", "since:2026-03-01T12:05:00Z until:2026-03-01T12:05:01Z"}) {
        measure((std::string{"first page of \""} + text + '"').c_str(), 200, [&] {
            store::Query query;
            query.filter = *filter::parse(text, 0);
            return count(must(store.search(query)));
        });
    }
    measure("count of all", 200, [&] { return std::to_string(must(store.count({})).events); });
    measure("histogram of all, 100 s each", 200, [&] {
        const auto histogram = must(store.histogram({}, 100'000'000'000));
        return std::to_string(histogram.buckets.size()) + " buckets" + (histogram.exact ? "" : ", not exact");
    });
}

void run(const std::string& name, const std::string& where, store::Durable durable, std::uint64_t events,
         double promised) {
    std::printf("%s (promised %.0f events/s)\n", name.c_str(), promised);
    const auto store = must(store::open(where, {.durable = durable}));
    fill(*store, events);
    ask(*store);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t events = 1'000'000;
    std::string folder = "/tmp";
    std::vector<std::string> engines;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--events" && i + 1 < argc)
            events = std::strtoull(argv[++i], nullptr, 10);
        else if (word == "--folder" && i + 1 < argc)
            folder = argv[++i];
        else
            engines.push_back(word);
    }
    if (engines.empty()) engines = {"sqlite-full", "sqlite-normal", "postgresql"};
    folder += "/watercooler-store-bench-XXXXXX";
    if (!::mkdtemp(folder.data())) return 1;
    for (const auto& engine : engines) {
        const auto file = "sqlite:" + folder + '/' + engine + ".db";
        if (engine == "sqlite-full") run("SQLite, power-safe", file, store::Durable::power_cut, events, 200'000);
        if (engine == "sqlite-normal") run("SQLite, kill-safe", file, store::Durable::process_crash, events, 200'000);
        if (engine == "postgresql") {
            store::testing::PostgresServer server{true};
            run("PostgreSQL, power-safe", server.new_database(), store::Durable::power_cut, events, 60'000);
        }
    }
    (void)club::remove_tree(folder);
    return 0;
}
