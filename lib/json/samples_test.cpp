// The contract: what C++ writes is what api/*.json shows, and what api/*.json shows is read back as it was meant.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "json/fields.hpp"
#include "json/rumor.hpp"
#include "json/sample.hpp"

namespace watercooler::json {
namespace {

const std::filesystem::path sample_folder = std::filesystem::path{WATERCOOLER_SOURCE_DIR} / "api";

std::string file(const std::string& name) {
    std::ifstream in{sample_folder / name};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Without the spaces that make it readable; the order of the names counts.
std::string compact(const std::string& text) {
    const auto value = parse(text, answer_bounds);
    return value ? to_text(*value) : value.error().message;
}

struct Sample {
    std::string name, written;
};
const Sample samples[] = {
    {"state.json", write(sample::state())},
    {"books.json", write(sample::books())},
    {"book.json", write_book(sample::jimmys_row())},
    {"peers.json", write(std::vector{sample::agent(), sample::tod()})},
    {"messages.json", write(sample::messages())},
    {"activity.json", write(std::vector{sample::received(), sample::applied(), sample::suspected()})},
    {"stream-snapshot.json", write(sample::snapshot())},
    {"stream-delta.json", write(sample::delta())},
    {"entry.json", write(sample::entry())},
    {"control.json", write(sample::control())},
    {"faults.json", write(sample::faults())},
    {"gossip.json", write(sample::gossip())},
    {"error.json", write(sample::error())},
};

const char* const requests[] = {"entry-request.json", "freeze-request.json", "step-request.json",
                                "faults-request.json"};

}  // namespace

TEST_CASE("the API's samples are what we write") {
    for (const auto& [name, written] : samples) {
        CAPTURE(name);
        if (std::getenv("WATERCOOLER_REWRITE_SAMPLES")) std::ofstream{sample_folder / name} << written << '\n';
        CHECK(compact(file(name)) == compact(written));
    }
}

TEST_CASE("the API's samples are read back as they were meant") {
    CHECK(read_state(file("state.json")) == sample::state());
    CHECK(read_books(file("books.json")) == sample::books());
    CHECK(read_book(file("book.json")) == sample::jimmys_row());
    CHECK(read_members(file("peers.json")) == std::vector{sample::agent(), sample::tod()});
    CHECK(read_messages(file("messages.json")) == sample::messages());
    CHECK(read_events(file("activity.json")) ==
          std::vector{sample::received(), sample::applied(), sample::suspected()});
    CHECK(read_snapshot(file("stream-snapshot.json")) == sample::snapshot());
    CHECK(read_delta(file("stream-delta.json")) == sample::delta());
    CHECK(read_outcome(file("entry.json")) == sample::entry());
    CHECK(read_control(file("control.json")) == sample::control());
    CHECK(read_faults(file("faults.json")) == sample::faults());
    CHECK(read_outcome(file("gossip.json")) == sample::gossip());
    CHECK(read_error(file("error.json")) == sample::error());
}

TEST_CASE("the requests that the samples show are taken") {
    const auto given = read_rumor(file("gossip-request.json"));
    REQUIRE(given);
    CHECK(given->rumor.name == sample::gossip().name);
    CHECK(given->rumor.uuid == sample::gossip().uuid);
    for (const char* name : requests) {
        CAPTURE(name);
        CHECK(parse_body(file(name)));
    }
}

TEST_CASE("no sample lies there that no test reads") {
    std::set<std::string> known{"README.md", "openapi.json", "gossip-request.json"};
    known.insert(std::begin(requests), std::end(requests));
    for (const auto& each : samples) known.insert(each.name);
    for (const auto& entry : std::filesystem::directory_iterator{sample_folder}) {
        if (entry.is_directory()) continue;  // Sauron's, which its own tests read
        CAPTURE(entry.path().filename().string());
        CHECK(known.contains(entry.path().filename().string()));
    }
}

}  // namespace watercooler::json
