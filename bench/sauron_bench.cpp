// What a running Sauron takes and answers, beside what was promised.
//
//   sauron_bench [sqlite] [sqlite-kill-safe] [postgresql] [--seconds 60] [--events 10000000] [--members 1000]
//                [--folder /tmp] [--store ADDRESS]
//
// A real `sauron` process (the one beside this program); the eyes of a whole club report to it over their own
// connections, as fast as it acknowledges. What is counted is acknowledged, so it is committed.
//
//   sqlite            power-safe, as Sauron always runs: each commit is synced to the disk
//   sqlite-kill-safe  the same with its file in /dev/shm, where a sync costs nothing: what SQLite gives that only has
//                     to survive kill -9
//   postgresql        power-safe: a server of its own with its syncs
//
// --store ADDRESS asks a store that an earlier run has filled, and feeds nothing.
#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include "answers/tree.hpp"
#include "api/store_events.hpp"
#include "club/testing.hpp"
#include "http/target.hpp"
#include "many_eyes.hpp"
#include "measuring.hpp"
#include "program/start.hpp"
#include "running_sauron.hpp"

namespace {

using namespace watercooler;
using namespace watercooler::bench;

struct Options {
    std::vector<std::string> engines{};
    int seconds = 60, members = 1000;
    std::uint64_t events = 10'000'000;
    std::string folder = "/tmp", store{};
};

void show(const std::string& what, double figure, const std::string& unit, double bound, bool least) {
    std::printf("  %-46s %12.0f %s   bound %s%.0f   %.2f of it\n", what.c_str(), figure, unit.c_str(),
                least ? ">= " : "<= ", bound, figure / bound);
    std::fflush(stdout);
}

/// While events come in: how long after its acknowledgement the newest event is answered.
class LagProbe {
public:
    LagProbe(const RunningSauron& sauron, const ManyEyes& eyes)
        : thread_{[this, &sauron, &eyes] { run(sauron, eyes); }} {}
    ~LagProbe() {
        done_ = true;
        thread_.join();
    }
    std::vector<double> stop() {
        done_ = true;
        thread_.join();
        thread_ = std::thread{[] {}};
        std::sort(lags_ms_.begin(), lags_ms_.end());
        return lags_ms_;
    }

private:
    static std::uint64_t newest_of(const RunningSauron& sauron, const std::string& member) {
        const auto answer = sauron.get("/api/v1/requests?count=0&limit=1&member=" + http::percent_encoded(member));
        const auto at = answer.find("\"seq\":");
        return at == std::string::npos ? 0 : std::strtoull(answer.c_str() + at + 6, nullptr, 10);
    }
    void run(const RunningSauron& sauron, const ManyEyes& eyes) {
        while (!done_) {
            const auto latest = eyes.latest();
            if (latest.seq != Sequence{}) {
                while (newest_of(sauron, latest.member) < latest.seq.value && !done_) std::this_thread::yield();
                lags_ms_.push_back(seconds_since(latest.at) * 1e3);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{250});
        }
    }

    std::atomic<bool> done_ = false;
    std::vector<double> lags_ms_;
    std::thread thread_;
};

void feed(const RunningSauron& sauron, ManyEyes& eyes, const Options& options, double bound) {
    eyes.connect();
    LagProbe probe{sauron, eyes};
    const auto began = SteadyClock::now();
    const auto busy = sauron.processor_seconds(), own = processor_seconds();
    std::vector<std::uint64_t> by_second;
    for (int second = 0; second < options.seconds; ++second) {
        const auto before = eyes.acknowledged();
        eyes.feed(std::chrono::seconds{1});
        by_second.push_back(eyes.acknowledged() - before);
    }
    const auto took = seconds_since(began), processor = sauron.processor_seconds() - busy;
    const auto events = static_cast<double>(eyes.acknowledged());
    const auto cost_of_eyes = processor_seconds() - own;
    const auto lags = probe.stop();
    std::sort(by_second.begin(), by_second.end());
    show("acknowledged, by the wall clock", events / took, "events/s", bound, true);
    show("acknowledged per second of Sauron's processor", events / processor, "events/s", bound, true);
    std::printf("  %.1f s; slowest second %llu, median %llu; Sauron used %.2f of a processor, the eyes %.2f\n", took,
                static_cast<unsigned long long>(by_second.front()),
                static_cast<unsigned long long>(by_second[by_second.size() / 2]), processor / took,
                cost_of_eyes / took);
    if (lags.empty()) return;
    show("acknowledged until answered by the API, median", lags[lags.size() / 2], "ms", 2000, false);
    show("acknowledged until answered by the API, worst", lags.back(), "ms", 2000, false);
}

/// Measures what the process answers, with its own processor time.
class ApiQuestions {
public:
    explicit ApiQuestions(const RunningSauron& sauron) : sauron_{sauron} {}

    void ask(const std::string& what, double bound_ms, const std::string& target, std::size_t times = 100) const {
        ask(what, bound_ms, [&](std::size_t) { return target; }, times);
    }
    /// `target` of the first, second, … time.
    void ask(const std::string& what, double bound_ms, const std::function<std::string(std::size_t)>& target,
             std::size_t times) const {
        std::size_t time = 0;
        measure(
            "API: " + what, bound_ms, [&] { return said(sauron_.get("/api/v1/" + target(time++))); }, times,
            [&] { return sauron_.processor_seconds(); });
    }

private:
    static std::string said(const std::string& body) {
        const auto events = count_of(body, "\"cursor\":"), members = count_of(body, "\"how\":");
        auto text = std::to_string(body.size()) + " bytes";
        if (events > 0) text += ", " + std::to_string(events) + " events";
        if (members > 0) text += ", " + std::to_string(members) + " members";
        if (body.find("\"complete\":false") != std::string::npos) text += ", not complete";
        return text;
    }
    static std::size_t count_of(const std::string& body, const std::string& piece) {
        std::size_t count = 0;
        for (auto at = body.find(piece); at != std::string::npos; at = body.find(piece, at + 1)) ++count;
        return count;
    }
    const RunningSauron& sauron_;
};

std::string tree_of(std::size_t time) {
    return "rumors/" + to_text(MadeUpBatches::news(time % MadeUpBatches::news_count));
}

void ask_api(const RunningSauron& sauron, const std::string& member) {
    const ApiQuestions questions{sauron};
    // Of a machine that stands still for some milliseconds now and then, a hundred short answers would tell only that.
    questions.ask("last 1,000 of one member", 10, "requests?count=0&limit=1000&member=" + member, 1000);
    questions.ask("one rumor's tree", 50, tree_of(0), 300);
    questions.ask("the tree of another rumor each time", 50, tree_of, 300);
    for (const char* text : {"", "kind:applied", "kind:suspected", "peer:member-7", "from:member-7 kind:sent",
                             "member:member-9*", "book:Dune*", "value:nothing", "text:nothing", "peer:no* kind:sent",
                             "packet:0123456789abcdef", "hop:3 version:7", "bytes>5000"}) {
        questions.ask("first page of \"" + std::string{text} + '"', 200,
                      "requests?filter=" + http::percent_encoded(text));
    }
}

/// After a start Sauron reads all that is stored: that is shown by itself.
void wait_until_warm(const RunningSauron& sauron) {
    const auto began = SteadyClock::now();
    const auto used = sauron.processor_seconds();
    while (!sauron.answers("/api/v1/convergence")) continue;
    std::printf("  from its start until convergence is answered: %.1f s, of the processor %.1f s\n",
                seconds_since(began), sauron.processor_seconds() - used);
}

void ask_moments(const RunningSauron& sauron, std::int64_t from_ns, std::int64_t to_ns) {
    const ApiQuestions questions{sauron};
    questions.ask("convergence", 300, "convergence", 20);
    questions.ask("beliefs", 300, "beliefs", 20);
    for (const int percent : {10, 50, 90}) {
        const auto at = json::to_text(json::WallTime{from_ns + (to_ns - from_ns) / 100 * percent});
        for (const std::string what : {"beliefs", "convergence"})
            questions.ask(what + " at " + std::to_string(percent) + " % of the run", 300, what + "?at=" + at, 20);
    }
}

/// What the pages of the app ask when another moment is looked at: each time one that lies far from the last.
class Seeks {
public:
    Seeks(const RunningSauron& sauron, std::int64_t from_ns, std::int64_t to_ns)
        : sauron_{sauron}, from_ns_{from_ns}, length_ns_{to_ns - from_ns} {}

    void measure_all() {
        seek("overview", [this](const std::string& at, std::int64_t ns) { return overview(at, ns); });
        seek("requests", [this](const std::string& at, std::int64_t) {
            return ask("requests?limit=200&to=" + at).size() + ask("histogram?buckets=200&to=" + at).size();
        });
        seek("members", [this](const std::string& at, std::int64_t) { return ask("roster?at=" + at).size(); });
        seek("beliefs",
             [this](const std::string& at, std::int64_t) { return ask("beliefs?fields=1000&at=" + at).size(); });
    }

private:
    template <class Page>
    void seek(const std::string& name, const Page& page) {
        measure(
            "app: " + name + " at any moment", 500,
            [&] {
                part_ = part_ * 2654435761u + 12345u;
                const auto ns = from_ns_ + length_ns_ / 1000 * static_cast<std::int64_t>(part_ / 65536 % 1000);
                return std::to_string(page(json::to_text(json::WallTime{ns}), ns)) + " bytes";
            },
            40, [&] { return sauron_.processor_seconds(); });
    }
    /// All at once, as the page does; the curves once the books are known.
    std::size_t overview(const std::string& at, std::int64_t ns) const {
        constexpr std::int64_t minute_ns = 60'000'000'000;
        const auto before = json::to_text(json::WallTime{ns - minute_ns});
        std::vector<std::future<std::size_t>> parts;
        const auto part = [&](const auto& question) {
            parts.push_back(std::async(std::launch::async, [question] { return question().size(); }));
        };
        part([this, at] { return ask("roster?rows=worst&at=" + at); });
        part([this, at] { return ask("convergence?at=" + at); });
        part([this, at] {
            return newest("kind:suspected,cleared,died,left,returned,started,stopped,frozen,thawed", at, 200);
        });
        part([this, at, before] { return ask("histogram?bucket_ms=1000&from=" + before + "&to=" + at); });
        const auto books = newest("kind:born key:book", at, 8);
        std::size_t size = 0;
        auto place = books.find(uuid_field);
        for (int curves = 0; curves < 5 && place != std::string::npos; ++curves) {
            size += ask("convergence?uuid=" + books.substr(place + uuid_field.size(), 36)).size();
            place = books.find(uuid_field, place + 1);
        }
        for (auto& each : parts) size += each.get();
        return size;
    }
    std::string newest(const std::string& filter, const std::string& at, int limit) const {
        return ask("requests?count=0&limit=" + std::to_string(limit) + "&to=" + at +
                   "&filter=" + http::percent_encoded(filter));
    }
    std::string ask(const std::string& target) const { return sauron_.get("/api/v1/" + target); }

    static constexpr std::string_view uuid_field = "\"uuid\":\"";
    const RunningSauron& sauron_;
    std::int64_t from_ns_, length_ns_;
    std::uint32_t part_ = 1;
};

void ask_store(store::Store& store, const std::string& member) {
    measure("store: last 1,000 of one member", 10, [&] {
        store::Query query;
        query.member = member;
        query.limit = 1000;
        return std::to_string(must(store.search(query)).events.size()) + " events";
    });
    measure("store: one rumor's events", 50, [&] {
        return std::to_string(must(store.rumor("live", MadeUpBatches::news()))->records.size()) + " events";
    });
    measure("store and answers: one rumor's tree", 50, [&] {
        api::StoreEvents events{store, "live"};
        const auto tree = answers::rumor_tree(MadeUpBatches::news(), events);
        return std::to_string(tree ? tree->nodes.size() : 0) + " members, " + std::to_string(tree ? tree->living : 0) +
               " living";
    });
}

std::pair<std::int64_t, std::int64_t> span_of(store::Store& store) {
    std::int64_t from = std::numeric_limits<std::int64_t>::max(), to = 0;
    for (const auto& stream : must(store.streams("live"))) {
        from = std::min(from, stream.first_wall_ns);
        to = std::max(to, stream.last_wall_ns);
    }
    return {from, to};
}

std::string program_beside_us() {
    char path[4096];
    const auto size = ::readlink("/proc/self/exe", path, sizeof path);
    std::string self{path, size > 0 ? static_cast<std::size_t>(size) : 0};
    return self.substr(0, self.rfind('/') + 1) + "sauron";
}

void fill(const std::string& where, const std::string& home, double bound, const MadeUpBatches& batches,
          const Options& options) {
    RunningSauron sauron{program_beside_us(), home, {"--store", where}};
    ManyEyes eyes{batches, sauron.port()};
    feed(sauron, eyes, options, bound);
    eyes.finish(options.events);
    std::printf("  %.1f million events are stored\n", static_cast<double>(eyes.acknowledged()) / 1e6);
}

void ask(const std::string& where, const std::string& home, const MadeUpBatches& batches) {
    const auto member = batches.stream(batches.members() / 2).member;
    std::pair<std::int64_t, std::int64_t> span;
    {
        const auto store = must(store::open(where));
        const auto health = must(store->health());
        std::printf("  %.0f bytes each, %.0f on disk; %llu blocks\n",
                    static_cast<double>(health.event_bytes) / static_cast<double>(health.events),
                    static_cast<double>(health.disk_bytes) / static_cast<double>(health.events),
                    static_cast<unsigned long long>(health.blocks));
        ask_store(*store, member);
        span = span_of(*store);
    }
    RunningSauron sauron{program_beside_us(), home, {"--store", where}};
    wait_until_warm(sauron);
    ask_api(sauron, member);
    ask_moments(sauron, span.first, span.second);
    Seeks{sauron, span.first, span.second}.measure_all();
    std::printf("  Sauron's memory at its most: %.0f MiB\n", sauron.memory_peak_mib());
}

/// `settle`: questions are asked of a store at rest.
void run(
    const std::string& name, const std::string& where, const std::string& home, double bound,
    const MadeUpBatches& batches, const Options& options, const std::function<void()>& settle = [] {}) {
    std::printf("%s\n", name.c_str());
    fill(where, home, bound, batches, options);
    settle();
    ask(where, home, batches);
}

Options options_of(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool more = i + 1 < argc;
        if (word == "--seconds" && more)
            options.seconds = std::max(1, std::atoi(argv[++i]));
        else if (word == "--members" && more)
            options.members = std::max(2, std::atoi(argv[++i]));
        else if (word == "--events" && more)
            options.events = std::strtoull(argv[++i], nullptr, 10);
        else if (word == "--folder" && more)
            options.folder = argv[++i];
        else if (word == "--store" && more)
            options.store = argv[++i];
        else
            options.engines.push_back(word);
    }
    if (options.engines.empty()) options.engines = {"sqlite", "sqlite-kill-safe", "postgresql"};
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = options_of(argc, argv);
    program::keep_freed_memory();  // as Sauron does
    const MadeUpBatches batches{options.members};
    if (!options.store.empty()) {
        const club::testing::TempFolder folder;
        ask(options.store, folder.path(), batches);
        return 0;
    }
    for (const auto& engine : options.engines) {
        const std::string base = engine == "sqlite-kill-safe" ? "/dev/shm" : options.folder;
        ::setenv("TMPDIR", base.c_str(), 1);
        const club::testing::TempFolder folder;
        const auto file = "sqlite:" + folder / "store.db";
        if (engine == "sqlite") run("SQLite, power-safe", file, folder.path(), 200'000, batches, options);
        if (engine == "sqlite-kill-safe") run("SQLite, kill-safe", file, folder.path(), 200'000, batches, options);
        if (engine == "postgresql") {
            store::testing::PostgresServer server{true};
            const auto database = server.new_database();
            run("PostgreSQL, power-safe", database, folder.path(), 60'000, batches, options,
                [&] { server.settle(database); });
        }
    }
    return 0;
}
