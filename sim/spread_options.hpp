#pragma once

// For main.cpp alone: CLI11 stays in one source file per program.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "sim/sweep.hpp"
#include "sim/words.hpp"

namespace watercooler::sim {

/// `watercooler-sim spread`: one rumor, once or swept.
struct SpreadOptions {
    Spreading spreading{};
    std::uint32_t runs = 1;
    std::vector<Range> ranges{};
    std::string out{};  // of a page
    bool json = false;
};

inline void add_spread(CLI::App& app, SpreadOptions& options) {
    const auto text = [&app](const std::string& name, const std::string& type, const std::string& help, auto&& take) {
        app.add_option_function<std::vector<std::string>>(
               name,
               [name, take](const std::vector<std::string>& given) {
                   try {
                       for (const auto& each : given) take(each);
                   } catch (const StoryError& error) {
                       throw CLI::ValidationError(name, error.what());
                   }
               },
               help)
            ->type_name(type)
            ->expected(1)
            ->take_all();
    };
    auto& spreading = options.spreading;
    app.add_option("-n,--members", spreading.members, "how many members")
        ->check(CLI::Range(1, 200'000))
        ->capture_default_str();
    app.add_option("--seed", spreading.seed, "the same seed gives the same course")->capture_default_str();
    app.add_option("--fanout", spreading.fanout, "whom each tells, or asks")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    app.add_option("--ttl", spreading.ttl, "rounds, or hops of flood and watercooler")->check(CLI::Range(1, 64));
    text("--loss", "P%", "share of messages that are lost (0%)",
         [&](const std::string& given) { spreading.loss = read_chance(given); });
    text("--mode", "MODE", "push, pull, push-pull, flood or watercooler", [&](const std::string& given) {
        const auto mode = parse_mode(given);
        if (!mode) throw StoryError("\"" + given + "\" is none of push, pull, push-pull, flood and watercooler");
        spreading.mode = *mode;
    });
    app.add_option("--runs", options.runs, "the average of so many seeds")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    text("--sweep", "WHAT=A..B", "one result for each fanout, or ttl; may be given for both",
         [&](const std::string& given) { options.ranges.push_back(read_range(given)); });
    app.add_option("-o,--out", options.out, "where the page of a sweep goes (sweep.html)");
    app.add_flag("--json", options.json, "as JSON");
}

/// 0; 1 if the real core left somebody out; 6 if the page cannot be written.
inline int run_spread(const SpreadOptions& options) {
    constexpr int exit_cannot_write = 6;
    if (options.ranges.empty()) {
        const auto measured = measure(options.spreading, options.runs);
        std::cout << (options.json ? to_json(measured) : to_text(measured));
        const bool all = measured.reached == options.spreading.members;
        return options.spreading.mode == Mode::watercooler && !all ? 1 : 0;
    }
    std::vector<Sweep> sweeps;
    for (const auto& range : options.ranges) sweeps.push_back(sweep(options.spreading, options.runs, range));
    if (options.json) std::cout << to_json(options.spreading, sweeps);
    if (options.json && options.out.empty()) return 0;
    const auto path = options.out.empty() ? std::string{"sweep.html"} : options.out;
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << sweep_page(options.spreading, sweeps);
    file.close();
    if (file.fail()) {
        std::cerr << "error: " << path << " cannot be written\n";
        return exit_cannot_write;
    }
    if (!options.json) std::cout << path << ": open it in a browser\n";
    return 0;
}

}  // namespace watercooler::sim
