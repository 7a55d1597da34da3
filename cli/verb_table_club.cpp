// The verbs that are about the club as a whole. Their table is a part of the one in verb_table.cpp.
#include "cli/runs.hpp"
#include "cli/verb_parts.hpp"

namespace watercooler::cli {
namespace {

using enum FlagKind;

Verb verb_restart() {
    Verb verb;
    verb.name = "restart";
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "stop members and start them again: same port, same book, same flags";
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {{"--rolling", "", on, "", "one after the other; the next when all know the last again"}};
    verb.examples = {{"restart amy", "amy says goodbye, and is back at her port"},
                     {"restart --rolling", "the whole club, never more than one away at a time"}};
    verb.notes = {
        "Those named may have ended: they are started as they were. --timeout bounds the wait for each (15s).",
        "Nobody is stopped while the club's folder has no room for a start, or cannot be written."};
    verb.exits = {3, 5, 6, 7, 8};
    verb.run = run_restart;
    return verb;
}

Verb verb_scale() {
    Verb verb;
    verb.name = "scale";
    verb.synopsis = "N";
    verb.summary = "start or stop members until N live";
    verb.words_min = verb.words_max = 1;
    verb.changes = true;
    verb.flags = {
        {"--from", "", text, "[HOST:]PORT", "choose ports from here upwards (:8081)"},
        {"--interval", "-i", duration, "TIME", "new ones pick another book this often; 0 = never (10s)"},
    };
    verb.examples = {{"scale 12", "twelve live when this returns"}, {"scale 2 --dry-run", "who would go"}};
    verb.notes = {
        "Only members whose names were chosen from the friendly list are stopped, the last of the list first; one that "
        "you named yourself stays."};
    verb.exits = {3, 5, 6, 7, 8};
    verb.run = run_scale;
    return verb;
}

const Flag file_flag{"--file", "-f", text, "FILE", "the club's file (club.toml here, or in a folder above)"};

Verb verb_up() {
    Verb verb;
    verb.name = "up";
    verb.summary = "make the club as its file says: start who is missing, leave the rest";
    verb.changes = true;
    verb.flags = {
        file_flag,
        {"--prune", "", on, "", "stop those, too, who are not in the file"},
        {"--no-wait", "", on, "", "return when they are ready, before all of them know each other"},
        {"--attach", "", on, "", "stay, show the logs, and take all down at Ctrl-C"},
    };
    verb.examples = {{"up", "as club.toml says"},
                     {"up -f club.toml --dry-run", "the plan: + start, = lives already, - stop"}};
    verb.notes = {"All of the file is checked before anything starts; `config --schema` tells what may be in it.",
                  "Who lives is left as it is, on whatever port; a fault that holds already is not added twice."};
    verb.exits = {3, 5, 6, 7, 8, 65};
    verb.run = run_up;
    return verb;
}

Verb verb_down() {
    Verb verb;
    verb.name = "down";
    verb.summary = "stop the club that the file names, Sauron too";
    verb.changes = true;
    verb.flags = {file_flag, {"--clean", "", on, "", "remove what it left as well, with all that Sauron stored"}};
    verb.examples = {{"down", "everybody says goodbye"}, {"down --clean", "and nothing is left"}};
    verb.exits = {6, 7, 8, 65};
    verb.run = run_down;
    return verb;
}

}  // namespace

std::vector<Verb> club_verbs() { return {verb_restart(), verb_scale(), verb_up(), verb_down()}; }

}  // namespace watercooler::cli
