// watercooler-sim: thousands of the same nodes over a made-up network and clock.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "sim/recorder.hpp"
#include "sim/report.hpp"
#include "sim/spread_options.hpp"
#include "sim/story.hpp"
#include "sim/story_file.hpp"
#include "sim/trial.hpp"

using namespace watercooler;
using namespace watercooler::sim;

namespace {

// As everywhere in Watercooler.
constexpr int exit_usage = 64;     // the command line itself is wrong
constexpr int exit_bad_file = 65;  // a story that cannot be understood; file and line are given
constexpr int exit_no_file = 70;   // the recording cannot be written

struct ScenarioOptions {
    std::vector<std::string> files;
    bool rewrite = false;
};

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (file.bad()) return std::nullopt;
    return text;
}

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << text;
    file.close();
    return !file.fail();
}

/// Prints each block that went another way. True if none did.
bool compare(const std::string& path, const std::vector<Block>& expected, const StoryRun& run) {
    bool same = true;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto text = difference(expected[i].below, run.blocks[i].below);
        if (text.empty()) continue;
        same = false;
        std::cout << path << ":" << expected[i].line << ": it went another way (- expected, + happened)\n" << text;
    }
    return same;
}

/// 0, 1 if it went another way, or exit_bad_file.
int run_file(const std::string& path, bool rewrite) {
    const auto text = read_file(path);
    if (!text) throw StoryError("cannot be read");
    const auto blocks = read_blocks(*text);
    const auto run = tell_story(path, blocks);
    for (const auto& broken : run.broken) std::cout << path << ": a rule was broken: " << broken << "\n";
    if (!run.broken.empty()) return 1;
    if (!rewrite) return compare(path, blocks, run) ? 0 : 1;
    const auto now = write_blocks(run.blocks);
    if (now != *text && !write_file(path, now)) throw StoryError("cannot be written");
    std::cout << path << (now == *text ? ": as it was\n" : ": rewritten\n");
    return 0;
}

int run_scenarios(const ScenarioOptions& options) {
    int result = 0;
    for (const auto& path : options.files) {
        try {
            result = std::max(result, run_file(path, options.rewrite));
        } catch (const StoryError& error) {
            const std::string text = error.what();
            std::cerr << (text.starts_with(path) ? text : path + ":" + text) << "\n";
            result = exit_bad_file;
        }
    }
    return result;
}

struct RunOptions {
    Trial trial;
    bool json = false;
    std::string record;  // the recording's file; empty: none
    std::string record_from = "start";
};

int tell(const RunOptions& options, const Onlooker& onlooker = {}) {
    const auto begun = std::chrono::steady_clock::now();
    const auto report = run_trial(options.trial, onlooker);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begun;
    const auto& trial = options.trial;
    std::cout << (options.json ? report_json(trial, report, wall.count()) : report_text(trial, report, wall.count()));
    return static_cast<int>(report.verdict);
}

int run_one(const RunOptions& options) {
    if (options.record.empty()) return tell(options);
    std::ofstream file{options.record, std::ios::binary | std::ios::trunc};
    Recorder recorder{file, "seed" + std::to_string(options.trial.seed)};
    const auto result = tell(options, {&recorder, options.record_from == "joined"});
    file.close();
    if (file.fail()) {
        std::cerr << "watercooler-sim: " << options.record << " cannot be written\n";
        return exit_no_file;
    }
    std::cerr << options.record << ": " << recorder.events() << " events, " << recorder.bytes() / 1'000'000
              << " MB. Show it: watercooler import " << options.record << " --run NAME\n";
    return result;
}

/// Options that are texts with units.
template <class Value, class Read>
void add_text_option(CLI::App& app, const std::string& name, Value& value, Read read, const std::string& type,
                     const std::string& help) {
    app.add_option_function<std::string>(
           name,
           [&value, read, name](const std::string& text) {
               try {
                   value = read(text);
               } catch (const StoryError& error) {
                   throw CLI::ValidationError(name, error.what());
               }
           },
           help)
        ->type_name(type);
}

void add_run(CLI::App& app, RunOptions& options) {
    auto& trial = options.trial;
    app.add_option("-n,--members", trial.members, "how many members")
        ->check(CLI::Range(1, 200'000))
        ->capture_default_str();
    app.add_option("--seed", trial.seed, "the run's number: the same seed gives the same run")->capture_default_str();
    app.add_option("--rumors", trial.rumors, "how many rumors")
        ->check(CLI::Range(0, 100'000))
        ->type_name("N")
        ->capture_default_str();
    add_text_option(app, "--interval", trial.rumor_interval, read_duration, "D",
                    "time from one rumor to the next (500ms)");
    add_text_option(app, "--latency", trial.weather.latency, read_duration, "D", "how long a datagram takes (1ms)");
    add_text_option(app, "--jitter", trial.weather.jitter, read_duration, "D", "and up to so much longer (0)");
    add_text_option(app, "--loss", trial.weather.loss, read_chance, "P%", "share of datagrams that are lost (0%)");
    add_text_option(app, "--duplicate", trial.weather.duplicate, read_chance, "P%", "share that come twice (0%)");
    add_text_option(app, "--reorder", trial.weather.reorder, read_chance, "P%", "share that are overtaken (0%)");
    add_text_option(app, "--corrupt", trial.weather.corrupt, read_chance, "P%", "share with one bit turned over (0%)");
    app.add_option("--fanout", trial.settings.fanout, "members that a rumor is pushed to")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    app.add_option("--kill", trial.kills, "so many processes end at once, without a word")
        ->check(CLI::Range(0, 200'000))
        ->type_name("N");
    add_text_option(app, "--partition", trial.partition, read_duration, "D", "for so long the club is in two halves");
    add_text_option(app, "--freeze", trial.freeze, read_duration, "D", "for so long the whole club is frozen softly");
    add_text_option(app, "--hard-freeze", trial.hard_freeze, read_duration, "D",
                    "for so long a third of the processes are stopped");
    add_text_option(app, "--bound", trial.bound, read_duration, "D", "how soon all must agree (120s)");
    app.add_option("--datagrams", trial.datagrams_max, "beyond so many datagrams the run ends undecided")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    add_text_option(app, "--for", trial.at_least, read_duration, "D", "go on until so long after the joins (0)");
    app.add_option("--record", options.record, "write all events as a recording, for `watercooler import`")
        ->type_name("FILE");
    app.add_option("--record-from", options.record_from,
                   "`joined`: only from when all have met. Of N members each meets each: N x N events less")
        ->check(CLI::IsMember({"start", "joined"}))
        ->capture_default_str();
    app.add_flag("--json", options.json, "one JSON object");
    app.footer(
        "Exit: 0 PASS, 1 FAIL, 2 UNKNOWN, 64 when the command line is wrong, 70 when the recording cannot be "
        "written.\n\nA large club, to be looked at in Sauron:\n  watercooler-sim run -n 1000 --rumors 5 --kill 10 "
        "--loss 1% --record big.wcr --record-from joined\n  watercooler import big.wcr --run big");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Runs a club of real nodes on a made-up network with a made-up clock: the same seed gives the same run."};
    app.require_subcommand(1);

    RunOptions options;
    auto& run =
        *app.add_subcommand("run", "a club comes together, rumors spread, faults come and go; ends with a verdict");
    add_run(run, options);

    SpreadOptions spreading;
    auto& spread = *app.add_subcommand("spread", "one rumor: as textbooks tell it, or by the real core");
    add_spread(spread, spreading);

    ScenarioOptions scenarios;
    auto& scenario =
        *app.add_subcommand("scenario", "tells stories and compares what happened with what is written below '----'");
    scenario.add_option("FILE", scenarios.files, "scenario files")->required();
    scenario.add_flag("--rewrite", scenarios.rewrite, "writes down what happened instead");
    scenario.footer("Exit: 0 all went as written, 1 not so, 65 a file cannot be understood.\n\nCommands of a story:\n" +
                    story_help());

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    if (spread.parsed()) return run_spread(spreading);
    return run.parsed() ? run_one(options) : run_scenarios(scenarios);
}
