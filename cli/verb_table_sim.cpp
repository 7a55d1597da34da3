// The verb that runs the simulator. Its table is a part of the one in verb_table.cpp.
#include "cli/runs.hpp"
#include "cli/verb_parts.hpp"

namespace watercooler::cli {

Verb verb_sim() {
    using enum FlagKind;
    Verb verb;
    verb.name = "sim";
    verb.aliases = {"simulate"};
    verb.needs_club = false;
    verb.summary = "one rumor in a made-up club: how many rounds, copies and milliseconds, and what theory expects";
    verb.flags = {
        {"--members", "-n", number, "N", "how many members, up to 200000 (100)"},
        {"--mode", "-m", text, "push|pull|push-pull|flood|watercooler", "how it is told (watercooler)"},
        {"--fanout", "-f", number, "N", "whom each member tells, or asks (3)"},
        {"--ttl", "", number, "N", "rounds of push and pull, hops of flood and watercooler (as many as it takes)"},
        {"--loss", "", text, "P%", "share of messages that are lost (0%)"},
        {"--seed", "", number, "N", "the same seed gives the same course (1)"},
        {"--runs", "", number, "N", "the average of so many seeds that follow each other (1)"},
        {"--sweep", "", text, "WHAT=A..B", "one result for each fanout, or each ttl; may be given for both", true},
        {"--out", "-o", text, "FILE", "where the page of a sweep goes (sweep.html)"},
    };
    verb.examples = {
        {"sim -n 1000 --seed 7 --loss 5%", "the real core: everybody learns it, with about one copy each"},
        {"sim -n 1000 --mode push", "each round, who knows tells three others"},
        {"sim -n 1000 --mode flood --ttl 4", "the exercise's flood: its ttl decides who is left out"},
        {"sim -n 1000 --mode flood --sweep fanout=1..8 --sweep ttl=1..12 -o sweep.html",
         "a page with drawings of time and copies against both"},
    };
    verb.notes = {
        "No club is needed, and none is touched. A round of push and pull takes 200 ms, a hop takes 1 ms.",
        "In the mode watercooler all members know each other already; watercooler-sim run has membership and faults "
        "too."};
    verb.exits = {1, 6, 7};
    verb.run = run_sim;
    return verb;
}

}  // namespace watercooler::cli
