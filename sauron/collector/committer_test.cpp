#include "collector/committer.hpp"

#include <doctest/doctest.h>

#include "collector/memory_store.hpp"

namespace watercooler::collector {
namespace {

using namespace std::chrono_literals;
using testing::batch_of;
using testing::MemoryStore;
using testing::quick;

const journal::Stream jimmy{"office", "jimmy", {7}}, amy{"office", "amy", {8}};
const store::Error full{"WC-STORE-DISK", "the disk is full", "make room"};

struct Committing {
    explicit Committing(const CommitSettings& settings = quick()) : committer{io, store, settings} {}

    void submit(const journal::Stream& stream, std::uint64_t first, std::uint64_t count, bool patient = true) {
        Committer::Submission submission;
        submission.patient = patient;
        submission.batches.push_back({.stream = stream, .events = batch_of(first, count)});
        submission.done = [this](const Outcome& outcome) {
            outcomes.push_back(outcome ? std::to_string(outcome->front().durable.value) : outcome.error().code);
        };
        committer.submit(std::move(submission));
    }
    template <class Condition>
    bool until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io.restart();
            io.run_for(1ms);
        }
        return true;
    }
    bool told(std::size_t count) {
        return until([&] { return outcomes.size() >= count; });
    }

    boost::asio::io_context io{1};
    MemoryStore store;
    std::vector<std::string> outcomes;
    Committer committer;
};

}  // namespace

TEST_CASE_FIXTURE(Committing, "what is submitted is stored, and told once it is") {
    submit(jimmy, 1, 3);
    CHECK(told(1));
    CHECK(outcomes.front() == "3");
    CHECK(store.seqs(jimmy) == std::vector<std::uint64_t>{1, 2, 3});
    CHECK(committer.counts().events == 3);
    CHECK(committer.counts().waiting_bytes == 0);
}

TEST_CASE_FIXTURE(Committing, "what comes while the store is busy becomes one group") {
    store.hold(true);
    submit(jimmy, 1, 3);
    CHECK(until([&] { return store.attempts() == 1; }));
    for (std::uint64_t first = 4; first < 40; first += 3) submit(jimmy, first, 3);
    submit(amy, 1, 1);
    CHECK(outcomes.empty());
    store.hold(false);
    CHECK(told(14));
    CHECK(store.appends() == 2);
    CHECK(store.seqs(jimmy).size() == 39);
}

TEST_CASE_FIXTURE(Committing, "a watermark is asked for behind everything that was submitted before") {
    submit(jimmy, 1, 5);
    std::optional<Sequence> have;
    committer.look_up(jimmy, [&](const store::Expected<Sequence>& found) { have = *found; });
    CHECK(until([&] { return have.has_value(); }));
    CHECK(have->value == 5);
}

TEST_CASE_FIXTURE(Committing, "while the store fails the patient wait, the others are told, and it is said once") {
    std::vector<std::string> said;
    committer.on_trouble(
        [&](const std::optional<Trouble>& trouble) { said.push_back(trouble ? trouble->error.code : "well"); });
    store.fail(full);
    submit(jimmy, 1, 3);
    CHECK(until([&] { return store.attempts() > 3; }));
    submit(amy, 1, 1, false);
    CHECK(told(1));
    CHECK(outcomes == std::vector<std::string>{"WC-STORE-DISK"});
    CHECK(committer.trouble()->attempts > 3);
    store.fail(std::nullopt);
    CHECK(told(2));
    CHECK(outcomes.back() == "3");
    CHECK(store.seqs(amy).empty());
    CHECK_FALSE(committer.trouble().has_value());
    CHECK(said == std::vector<std::string>{"WC-STORE-DISK", "well"});
}

TEST_CASE_FIXTURE(Committing, "an impatient submission in a failing group does not take the patient ones with it") {
    store.hold(true);
    submit(amy, 1, 1);
    CHECK(until([&] { return store.attempts() == 1; }));
    submit(jimmy, 1, 3, false);
    submit(jimmy, 1, 4);
    store.fail(full);
    store.hold(false);
    CHECK(told(1));
    store.fail(std::nullopt);
    CHECK(told(3));
    CHECK(store.seqs(jimmy).size() == 4);
    CHECK(store.seqs(amy).size() == 1);
}

TEST_CASE_FIXTURE(Committing, "a look-up during trouble is refused, so that an eye tries again later") {
    store.fail(full);
    submit(jimmy, 1, 3);
    CHECK(until([&] { return store.attempts() > 1; }));
    std::string code;
    committer.look_up(amy,
                      [&](const store::Expected<Sequence>& found) { code = found ? "found" : found.error().code; });
    CHECK(until([&] { return !code.empty(); }));
    CHECK(code == "WC-STORE-DISK");
}

TEST_CASE("a commit that does not come back is trouble, until it does") {
    auto settings = quick();
    settings.commit_time_max = 0ms;
    Committing test{settings};
    std::vector<std::string> said;
    test.committer.on_trouble(
        [&](const std::optional<Trouble>& trouble) { said.push_back(trouble ? trouble->error.code : "well"); });
    test.committer.look();
    CHECK_FALSE(test.committer.trouble().has_value());  // nothing is asked of the store
    test.store.hold(true);
    test.submit(jimmy, 1, 3);
    CHECK(test.until([&] { return test.store.attempts() == 1; }));
    test.submit(amy, 1, 1, false);
    test.submit(jimmy, 4, 1);
    test.committer.look();
    CHECK(test.told(1));
    CHECK(test.outcomes == std::vector<std::string>{"WC-STORE-SLOW"});  // amy's, who would rather be told
    test.store.hold(false);
    CHECK(test.told(3));
    CHECK(test.store.seqs(jimmy).size() == 4);
    CHECK(test.store.seqs(amy).empty());
    CHECK_FALSE(test.committer.trouble().has_value());
    CHECK(said == std::vector<std::string>{"WC-STORE-SLOW", "well"});
}

TEST_CASE("there is no room while too much waits") {
    auto settings = quick();
    settings.waiting_bytes_max = 1;
    Committing test{settings};
    bool progress = false;
    test.committer.on_progress([&] { progress = true; });
    test.store.hold(true);
    CHECK(test.committer.has_room());
    test.submit(jimmy, 1, 3);
    CHECK_FALSE(test.committer.has_room());
    test.store.hold(false);
    CHECK(test.until([&] { return progress; }));
    CHECK(test.committer.has_room());
}

TEST_CASE_FIXTURE(Committing, "at the end what waits is committed first") {
    store.hold(true);
    submit(jimmy, 1, 3);
    submit(amy, 1, 2);
    store.hold(false);
    committer.stop(10s);
    io.poll();
    CHECK(outcomes.size() == 2);
    CHECK(store.seqs(amy).size() == 2);
}

TEST_CASE_FIXTURE(Committing, "a store that fails for good does not keep the program from ending") {
    store.fail(full);
    submit(jimmy, 1, 3);
    committer.stop(20ms);
    io.poll();
    CHECK(outcomes == std::vector<std::string>{"WC-STORE-DISK"});
}

}  // namespace watercooler::collector
