// The verbs that ask Sauron. Their table is a part of the one in verb_table.cpp.
#include "cli/runs.hpp"
#include "cli/verb_parts.hpp"

namespace watercooler::cli {
namespace {

using enum FlagKind;

const Flag run_flag{"--run", "", text, "RUN", "of an imported recording (live)"};
const Flag at_flag{"--at", "", text, "TIME", "as it was then: -30s, 14:02:11 or RFC 3339 (now)"};

Verb verb_sauron() {
    Verb verb;
    verb.name = "sauron";
    verb.synopsis = "start | stop | status | backup FILE | restore FILE";
    verb.summary = "the monitor: it stores what every member does, and answers why";
    verb.words_min = 1;
    verb.words_max = 2;
    verb.changes = true;
    verb.flags = {
        {"--port", "-p", number, "N", "where it listens, for pages and for members (9090)"},
        {"--store", "", text, "WHERE",
         "sqlite, sqlite:FILE or postgresql://HOST:PORT/NAME (sqlite, in the club's folder)"},
        {"--store-file", "", text, "FILE", "a file that holds WHERE, so that a password stands in no command line"},
        {"--retain-age", "", text, "TIME", "forget what is older: 12h, 7d (nothing)"},
        {"--retain-size", "", text, "SIZE", "forget the oldest beyond this: 500MB, 4GB (nothing)"},
        {"--otlp", "", text, "URL",
         "send each rumor's trace to an OTLP/HTTP receiver, as http://127.0.0.1:4318/v1/traces"},
    };
    verb.examples = {
        {"sauron start", "members that run already report from their start on"},
        {"sauron status", "how many report, how much is stored, and what is wrong"},
        {"sauron backup office.db", "a copy of the store, made while it runs"},
        {"sauron restore office.db",
         "back to that copy, while no Sauron runs; what was there is kept as store.db.before"},
        {"sauron stop", "members keep what they do until it is back"},
    };
    verb.notes = {
        "What it stored stays in the club's folder until `clean --all`.",
        "A backup can also be looked at beside the club: give it as --store sqlite:FILE to a Sauron with another "
        "--home.",
        "Several Saurons may share one PostgreSQL, each with a --home of its own; they show the same totals."};
    verb.exits = {3, 4, 5, 6, 7, 9, 65};
    verb.run = run_sauron;
    return verb;
}

Verb verb_watch() {
    Verb verb;
    verb.name = "watch";
    verb.aliases = {"monitor"};
    verb.synopsis = "[FILTER …]";
    verb.summary = "what members do, as Sauron is told of it";
    verb.words_max = any_words;
    verb.flags = {
        {"--since", "", duration, "TIME", "begin this long ago: 30s, 5m (now)"},
        {"--for", "", duration, "TIME", "end after this (until Ctrl-C)"},
        run_flag,
    };
    verb.examples = {
        {"watch kind:applied from:jimmy --for 5s", "who learns from jimmy"},
        {"watch kind:suspected,died,returned --since 5m --for 1s", "who was doubted in the last five minutes"},
        {"watch kind:died --run monday", "who died in a recording; it prints them and ends"},
    };
    verb.notes = {
        "Terms of a filter all hold: kind: member: peer: from: to: origin: key: book: uuid: reason: text: "
        "result:new|seen|stale|dropped|fault bytes>100 version>=3 hop<2; - before a term means not."};
    verb.exits = {3, 9};
    verb.run = run_watch;
    return verb;
}

Verb verb_trace() {
    Verb verb;
    verb.name = "trace";
    verb.synopsis = "UUID|PREFIX | --of NAME";
    verb.summary = "one rumor: who told whom, how long it took, and what held it up";
    verb.words_max = 1;
    verb.flags = {{"--of", "", text, "NAME", "the newest rumor of this member"},
                  {"--format", "-f", text, "tree|table|json|otlp|mermaid", "how it is shown (tree)"},
                  run_flag};
    verb.examples = {{"trace --of jimmy", "how jimmy's latest book went round"},
                     {"trace 0192f3", "the rumor whose uuid begins so"},
                     {"trace 0192f3 --format mermaid", "the same as a diagram for a page"}};
    verb.notes = {"Any beginning of a uuid that only one rumor has will do; `watch kind:born` tells uuids."};
    verb.exits = {3, 9};
    verb.run = run_trace;
    return verb;
}

Verb verb_why() {
    Verb verb;
    verb.name = "why";
    verb.synopsis = "NAME [of MEMBER]";
    verb.summary = "why members believe what they believe of somebody, event by event";
    verb.words_min = 1;
    verb.words_max = 3;
    verb.flags = {
        run_flag,
        at_flag,
        {"--about", "", text, "belief|book|frozen|asleep|left|fault", "what is believed (belief)"},
    };
    verb.examples = {{"why bob", "who doubted bob first, by which probe, and how the news went round"},
                     {"why bob of amy", "what amy has it from"},
                     {"why bob of amy --about book", "where amy's copy of bob's book came from"}};
    verb.notes = {
        "Each sentence cites its events as member#seq; --json has their boots, too. What no event supports is told as "
        "unknown."};
    verb.exits = {3, 9};
    verb.run = run_why;
    return verb;
}

Verb verb_belief() {
    Verb verb;
    verb.name = "belief";
    verb.summary = "what each member believes of each, beside the truth";
    verb.flags = {run_flag, at_flag};
    verb.examples = {{"belief", "the matrix, now"}, {"belief --at -30s", "half a minute ago"}};
    verb.exits = {3, 9};
    verb.run = run_belief;
    return verb;
}

Verb verb_converge() {
    Verb verb;
    verb.name = "converge";
    verb.summary = "whether all living members hold what was true when you asked";
    verb.flags = {
        {"--within", "", duration, "TIME", "wait this long for it (0)"},
        {"--curve", "", on, "", "draw how the latest updates went round: members that know it, over time"},
        {"--latest", "-n", number, "N", "with --curve: so many updates, at most 20 (3)"},
        run_flag,
        at_flag,
    };
    verb.examples = {{"converge --within 5s", "exit 0 once they agree, 1 when they do not"},
                     {"converge --curve", "T50, T95, T100: when half, 95 % and all of them knew"},
                     {"converge --run monday", "whether they agreed when the recording ended"}};
    verb.notes = {"Books are picked all the time: what is born after the question is not waited for."};
    verb.exits = {1, 3, 9};
    verb.run = run_converge;
    return verb;
}

Verb verb_compare() {
    Verb verb;
    verb.name = "compare";
    verb.synopsis = "A B";
    verb.summary = "two runs beside each other: how fast they converge, what they send, where they part";
    verb.words_min = verb.words_max = 2;
    verb.examples = {{"compare monday live", "a recording, and what the club does now"},
                     {"compare run31 run34 --json", "the same with the curves, for a program"}};
    verb.notes = {"A and B are names of recordings (`import` gives them), or live.",
                  "A figure of updates is the median of all that were followed."};
    verb.exits = {3, 9};
    verb.run = run_compare;
    return verb;
}

Verb verb_record() {
    Verb verb;
    verb.name = "record";
    verb.synopsis = "FILE";
    verb.summary = "keep what the club does from now on in a file, until Ctrl-C";
    verb.words_min = verb.words_max = 1;
    verb.flags = {{"--for", "", duration, "TIME", "end after this"},
                  {"--from", "", text, "TIME", "begin earlier: -30s, 14:02:11 (now)"}};
    verb.examples = {{"record run31.wcr --for 5s", "five seconds of everything"}};
    verb.notes = {"docs/recording.md says what is in it, so that other programs can read and write it."};
    verb.exits = {6, 9};
    verb.run = run_record;
    return verb;
}

Verb verb_export() {
    Verb verb;
    verb.name = "export";
    verb.synopsis = "[FILTER …]";
    verb.summary = "what is stored, for other tools";
    verb.words_max = any_words;
    verb.flags = {
        {"--format", "-f", text, "jsonl|shiviz|otlp", "jsonl is a recording (jsonl)"},
        {"--output", "-o", text, "FILE", "into this file (stdout)"},
        run_flag,
        {"--from", "", text, "TIME", "what is not older: -30s, 14:02:11"},
        {"--until", "", text, "TIME", "what is not younger"},
        {"--uuid", "", text, "UUID", "otlp: the rumor"},
    };
    verb.examples = {{"export -o office.wcr", "all of it, as a recording"},
                     {"export kind:rumor --format shiviz --from -30s -o shiviz.log", "a log for ShiViz"}};
    verb.exits = {3, 6, 9};
    verb.run = run_export;
    return verb;
}

Verb verb_import() {
    Verb verb;
    verb.name = "import";
    verb.synopsis = "FILE";
    verb.summary = "show a recording like a live club";
    verb.words_min = verb.words_max = 1;
    verb.changes = true;
    verb.flags = {{"--run", "", text, "RUN", "its name among the runs (that of the file)"}};
    verb.examples = {
        {"import office.wcr --run monday", "watch, trace, why, belief, converge and export take --run monday"}};
    verb.notes = {"The same recording twice is the same as once."};
    verb.exits = {9, 65};
    verb.run = run_import;
    return verb;
}

}  // namespace

std::vector<Verb> sauron_verbs() {
    return {verb_sauron(),   verb_watch(),   verb_trace(),  verb_why(),    verb_belief(),
            verb_converge(), verb_compare(), verb_record(), verb_export(), verb_import()};
}

}  // namespace watercooler::cli
