#include <array>

#include "cli/runs.hpp"
#include "cli/verb_parts.hpp"
#include "cli/verbs.hpp"

namespace watercooler::cli {
namespace {

using enum FlagKind;

Verb verb_new() {
    Verb verb;
    verb.name = "new";
    verb.aliases = {"start"};
    verb.synopsis = "[NAME[:[HOST:]PORT] …]";
    verb.summary = "start members, and wait until they gossip";
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {
        {"--count", "-n", number, "N", "start N members; names and ports are chosen"},
        {"--from", "", text, "[HOST:]PORT", "choose ports from here upwards (:8081)"},
        {"--seed", "", number, "N", "choose other names, the same ones for the same N"},
        {"--join", "-j", text, "ADDR", "join host:port too, beside the club's own members", true},
        {"--book", "-b", text, "TITLE", "the first favourite (the one of its life before, else any)"},
        {"--interval", "-i", duration, "TIME", "pick another book this often; 0 = never (10s)"},
        {"--hold", "", on, "", "keep the first book until told otherwise"},
        {"--label", "", text, "TEXT", "memberlist label, to join foreign clusters; none = without (the club's own)"},
        {"--open-gossip", "", on, "", "take POST /gossip from other hosts too"},
        {"--tell-http", "", on, "", "tell nodes on other hosts that speak only HTTP, too"},
        {"--sauron", "", text, "HOST:PORT", "report to this Sauron (the club's own, as soon as there is one)", true},
        {"--no-eye", "", on, "", "report to no Sauron"},
        {"--journal", "", on, "", "keep every event in the member's journal.jsonl too"},
        {"--no-wait", "", on, "", "return when they are ready, before all of them know each other"},
        {"--partial", "", on, "", "keep those that start even if others cannot"},
        {"--replace", "", on, "", "stop who lives under that name first"},
        {"--open", "", on, "", "open each dashboard in a browser, as `open` does; of more than 8 print the addresses"},
        {"--attach", "", on, "", "stay, show their logs, and stop them at Ctrl-C"},
    };
    verb.examples = {
        {"new jimmy:81", "jimmy gossips, answers and shows his dashboard at port 81"},
        {"new amy bob:8090 --book \"Dune\"", "two at once; amy's port is chosen"},
        {"new --count 20", "twenty with friendly names on free ports from 8081"},
        {"new tod:[::1]:8081", "over IPv6"},
        {"new fay --open", "and her dashboard in a browser, as `open fay` does it"},
        {"new --count 3 --attach", "three that live as long as this command"},
        {"new eve --label none --join 127.0.0.1:7946", "join a Serf agent's cluster"},
    };
    verb.notes = {
        "Without a host it is 127.0.0.1; port 0 lets the kernel choose; :PORT lets the name be chosen.",
        "All is checked before anything starts; either all members start or none, unless --partial.",
        "--timeout bounds the wait for each member (15s), and then for all to know each other (10s and more for many).",
    };
    verb.exits = {4, 5, 6, 7, 8};
    verb.run = run_new;
    return verb;
}

Verb verb_ls() {
    Verb verb;
    verb.name = "ls";
    verb.aliases = {"ps", "members"};
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "the club's members and how their processes are";
    verb.words_max = any_words;
    verb.flags = {
        {"--status", "", text, "LIST", "only these: starting, running, stopped, ended; or frozen"},
        {"--watch", "-w", on, "", "again each second, until Ctrl-C"},
        {"--names", "-1", on, "", "names only, one per line"},
    };
    verb.examples = {
        {"ls", "everybody, the ended too"},
        {"ls --status running -1", "the names of those that run"},
        {"ls --columns name,port,book", "only these columns"},
    };
    verb.notes = {
        "The truth is read from locks and processes; the book is asked of each member. One that is frozen hard is "
        "\"stopped\" and does not answer."};
    verb.exits = {3};
    verb.run = run_ls;
    return verb;
}

Verb verb_show() {
    Verb verb;
    verb.name = "show";
    verb.synopsis = "NAME";
    verb.summary = "one member in full, and what it believes of the others";
    verb.words_min = verb.words_max = 1;
    verb.examples = {{"show jimmy", "his process, his book, his peers and what he counted"}};
    verb.exits = {3, 9};
    verb.run = run_show;
    return verb;
}

Verb verb_top() {
    Verb verb;
    verb.name = "top";
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "the club on the whole screen, as it changes: who is there, who believes what, what is sent";
    verb.words_max = any_words;
    verb.flags = {
        {"--batch", "-b", on, "", "snapshots as plain text, one after the other, until Ctrl-C"},
        {"--count", "-n", number, "N", "end after N looks"},
        {"--delay", "-d", text, "TIME", "look this often: 500ms, 2s, or 2 for seconds (1s)"},
        {"--sort", "-s", text, "COLUMN",
         "by name, state, port, book, version, sent, received, peers, rtt, heard, cpu, rss or "
         "note; -COLUMN is the other way round (name)"},
    };
    verb.examples = {
        {"top", "the whole club; ? shows the keys, q leaves"},
        {"top 'a*' --sort cpu", "those with an a, the busiest first"},
        {"top --batch -n 3 -d 1", "three snapshots, a second apart"},
        {"top --json", "one snapshot for a program"},
    };
    verb.notes = {
        "Where stdin or stdout is no terminal it prints one snapshot and ends. Each key that freezes, thaws, steps, "
        "stops or "
        "kills runs the command of that name.",
        "Books are as one member believes them, and that one is named. Processes are looked at each time; of many "
        "members "
        "40 are asked for their rates in one look, in turn. With a Sauron the verdict, the club's rate and the "
        "activity are "
        "Sauron's."};
    verb.exits = {3};
    verb.run = run_top;
    return verb;
}

Verb verb_open() {
    Verb verb;
    verb.name = "open";
    verb.synopsis = "NAME | sauron";
    verb.summary = "open a dashboard in a browser, with what lets it change something";
    verb.words_min = verb.words_max = 1;
    verb.flags = {{"--print", "", on, "", "print its address instead"}};
    verb.examples = {{"open jimmy", "his dashboard, in a browser of this machine"},
                     {"open sauron --print", "the address alone, to be opened by hand"}};
    verb.notes = {
        "The browser is that of $BROWSER, else what xdg-open finds. Where there is no terminal or no display the "
        "address is printed.",
        "The browser is given a file of the club's folder that leads to the address: so no list of processes shows it.",
        "The address ends in the club's token. A browser keeps it to itself, for the one tab; whoever has it may "
        "change and stop the club, so do not pass it on."};
    verb.exits = {3, 9};
    verb.run = run_open;
    return verb;
}

Verb verb_pick() {
    Verb verb;
    verb.name = "pick";
    verb.synopsis = "NAME BOOK | NAME --auto";
    verb.summary = "change a member's favourite book";
    verb.words_min = 1;
    verb.words_max = 2;
    verb.changes = true;
    verb.flags = {
        {"--wait", "-w", on, "", "return when all living members have it, and say how long it took"},
        {"--auto", "", on, "", "let the member pick by itself again"},
    };
    verb.examples = {
        {"pick jimmy \"The Great Gatsby\" --wait", "everybody knows when this returns"},
        {"pick jimmy --auto", "jimmy picks by himself again"},
    };
    verb.notes = {"A book that was picked stays: the member leaves it alone until --auto.",
                  "In a frozen club it is held, and spreads at the thaw. --timeout bounds --wait (10s)."};
    verb.exits = {3, 7, 9};
    verb.run = run_pick;
    return verb;
}

Verb verb_books() {
    Verb verb;
    verb.name = "books";
    verb.summary = "node, port and favourite book, as one member sees them";
    verb.flags = {
        {"--from", "", text, "NAME", "as this member sees them (else the first that answers)"},
        {"--watch", "-w", on, "", "again each second, until Ctrl-C"},
        {"--diff", "", on, "", "compare what all living members hold: exit 1 when they differ"},
    };
    verb.examples = {
        {"books", "the books table"},
        {"books --from tod", "as tod sees it"},
        {"books --diff", "who disagrees with whom about what"},
    };
    verb.exits = {1, 3, 9};
    verb.run = run_books;
    return verb;
}

Verb verb_logs() {
    Verb verb;
    verb.name = "logs";
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "the members' logs, merged in the order of time";
    verb.words_max = any_words;
    verb.flags = {
        {"--follow", "-f", on, "", "go on with what is written, by new members too, until Ctrl-C"},
        {"--tail", "-n", number, "N", "only the last N lines (with -f: 10)"},
        {"--since", "", duration, "TIME", "only what is younger than this: 30s, 5m, 2h"},
        {"--grep", "", text, "TEXT", "only lines with this text, in any case"},
    };
    verb.examples = {
        {"logs --tail 20", "the last twenty lines of the club"},
        {"logs -f --since 5m 'a*'", "what members with an a said in the last five minutes, and say from now on"},
        {"logs --grep suspected", "who suspected whom"},
    };
    verb.notes = {
        "Where Sauron watches, it tells what is not here: members on other hosts, cleaned ones, older lines."};
    verb.exits = {3};
    verb.run = run_logs;
    return verb;
}

Verb verb_stop() {
    Verb verb;
    verb.name = "stop";
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "let members say goodbye and end";
    verb.words_max = any_words;
    verb.changes = true;
    verb.examples = {{"stop bob", "bob leaves, nobody suspects him"}, {"stop", "the whole club"}};
    verb.notes = {"Who has not gone after --timeout (10s) is killed, and that is said.",
                  "One that is frozen hard is thawed first; in a frozen club the goodbye is heard at the thaw."};
    verb.exits = {3, 6, 8};
    verb.run = run_stop;
    return verb;
}

Verb verb_kill() {
    Verb verb;
    verb.name = "kill";
    verb.synopsis = "NAME|GLOB … | --random N | --all";
    verb.summary = "end members without a goodbye (SIGKILL)";
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {
        {"--random", "", number, "N", "any N of those that live"},
        {"--seed", "", number, "N", "the same ones again for the same N"},
        {"--all", "", on, "", "everybody; asks first, or wants -y"},
    };
    verb.examples = {{"kill bob", "bob is gone; the others will find out"},
                     {"kill --random 3", "three are gone, and are named"}};
    verb.exits = {3, 6, 8};
    verb.run = run_kill;
    return verb;
}

Verb verb_rm() {
    Verb verb;
    verb.name = "rm";
    verb.synopsis = "NAME|GLOB …";
    verb.summary = "stop members, then clean up after them";
    verb.words_min = 1;
    verb.words_max = any_words;
    verb.changes = true;
    verb.examples = {{"rm bob", "the same as: stop bob, then clean bob"}};
    verb.exits = {3, 6, 8};
    verb.run = run_rm;
    return verb;
}

Verb verb_freeze() {
    Verb verb;
    verb.name = "freeze";
    verb.aliases = {"pause"};
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "stop protocol time: nothing is sent, lost or suspected until the thaw";
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {
        {"--for", "", duration, "TIME", "thaw by itself after this"},
        {"--hard", "", on, "", "stop the processes instead (SIGSTOP): they do not answer either"},
    };
    verb.examples = {
        {"freeze", "the whole club, with one store"},
        {"freeze --for 5s", "the members thaw by themselves, even if this program is gone"},
        {"freeze bob", "bob alone: he is silent, so the others will suspect him"},
        {"freeze --hard --for 20s 'b*'", "stops their processes, waits here, lets them go on"},
    };
    verb.notes = {"Who starts in a frozen club is ready, and joins at the thaw.",
                  "--hard --for waits here: the kernel ends no SIGSTOP by itself. Ctrl-C thaws at once."};
    verb.exits = {3, 6, 8, 9};
    verb.run = run_freeze;
    return verb;
}

Verb verb_thaw() {
    Verb verb;
    verb.name = "thaw";
    verb.aliases = {"unpause"};
    verb.synopsis = "[NAME|GLOB …]";
    verb.summary = "let protocol time go on, whatever way it was stopped";
    verb.words_max = any_words;
    verb.changes = true;
    verb.examples = {{"thaw", "the club, every member of its own, and stopped processes"},
                     {"thaw bob", "only bob's own freeze; while the club is frozen, so is he"}};
    verb.exits = {3, 6, 8, 9};
    verb.run = run_thaw;
    return verb;
}

Verb verb_step() {
    Verb verb;
    verb.name = "step";
    verb.synopsis = "[N] [NAME|GLOB …]";
    verb.summary = "let a frozen club run for N gossip intervals (1), then stand still again";
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {{"--event", "", text, "NAME", "hand this member exactly one of the inputs it holds"}};
    verb.examples = {{"step 3", "three gossip intervals for everybody"},
                     {"step amy", "amy alone goes on: what she sends is held by the others"},
                     {"step --event bob", "one packet for bob: see what he does with it"}};
    verb.exits = {1, 3, 8, 9};
    verb.run = run_step;
    return verb;
}

Verb verb_chaos() {
    Verb verb;
    verb.name = "chaos";
    verb.synopsis = "add FAULT | ls | rm ID … | heal";
    verb.summary = "make the network between members bad, and good again";
    verb.words_min = 1;
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {
        {"--for", "", duration, "TIME", "it ends by itself after this (5m)"},
        {"--forever", "", on, "", "it lasts until it is healed"},
        {"--from", "", text, "NAMES", "only what these send (names or globs, by commas)"},
        {"--to", "", text, "NAMES", "only what goes to these"},
        {"--both", "", on, "", "with --from, --to: and back"},
    };
    verb.examples = {
        {"chaos add partition 'a*' '[b-z]*' --for 20s", "two sides that do not reach each other; 'a* | b*' too"},
        {"chaos add latency 100ms+-20ms", "every packet takes 80 to 120 ms longer"},
        {"chaos add loss 5% --from amy --to 'b*,cat'",
         "one of twenty from amy to these; also duplicate, reorder, corrupt"},
        {"chaos add rate 64kbit --from bob", "so slow are bob's links"},
        {"chaos add isolate amy", "nothing gets to her, nor from her"},
        {"chaos add oneway amy bob", "nothing gets from amy to bob; bob's come through"},
        {"chaos ls", "what is wrong now, and how long it will be"},
        {"chaos rm 2", "this one is over"},
        {"chaos heal", "all are over"},
    };
    verb.notes = {
        "It is done by the members themselves, to datagrams and streams alike; no root, no tools. Who joins later has "
        "it too.",
        "Its time stands still while the club is frozen. It dies with the members."};
    verb.exits = {3, 8, 9};
    verb.run = run_chaos;
    return verb;
}

Verb verb_clean() {
    Verb verb;
    verb.name = "clean";
    verb.synopsis = "[NAME …]";
    verb.summary = "remove what ended members left; never touches the living";
    verb.words_max = any_words;
    verb.changes = true;
    verb.flags = {
        {"--all", "", on, "", "stop everybody first, Sauron too, and remove what it stored; asks, or wants -y"}};
    verb.examples = {{"clean --dry-run", "what would go"},
                     {"clean", "ended members go; the club's folder too when nobody lives"},
                     {"clean --all -y", "stop the club, then leave nothing behind"}};
    verb.exits = {3, 6, 7, 8};
    verb.run = run_clean;
    return verb;
}

Verb verb_demo() {
    Verb verb;
    verb.name = "demo";
    verb.summary = "see it all: a club that starts, agrees, breaks and heals, and is gone when you leave";
    verb.flags = {
        {"--members", "-n", number, "N", "so many (12)"},
        {"--fast", "", on, "", "short pauses"},
        {"--once", "", on, "", "one round; exit 1 if not all of it came as told"},
        {"--keep", "", on, "", "leave the club as it is at the end"},
    };
    verb.examples = {
        {"demo", "twelve members and Sauron, round after round, until Ctrl-C"},
        {"demo --fast --once", "everything once, as a check"},
        {"demo --json --once", "one object per step, for programs"},
    };
    verb.notes = {
        "It prints where Sauron shows all of it in a browser. That address ends in the club's token: whoever has it "
        "may "
        "change and stop the club.",
        "Its club is called demo, or demo-PID where there is one of that name; with -c NAME it is that one, which must "
        "not be there yet.",
        "Play with it from another terminal, or in the browser: freeze it, and the demo waits for you.",
        "Ctrl-C ends it and removes all that it started; the second one leaves that to you. --timeout bounds the wait "
        "for each step (30s)."};
    verb.exits = {1, 4, 5, 6, 7, 8};
    verb.run = run_demo;
    return verb;
}

Verb verb_apply() {
    Verb verb;
    verb.name = "apply";
    verb.needs_club = false;
    verb.synopsis = "STATE.json MESSAGE.json | CASE.json";
    verb.summary = "what one message makes of one state, by the update rules; nothing is sent";
    verb.words_min = 1;
    verb.words_max = 2;
    verb.examples = {
        {"apply state.json message.json", "before, outcome, after"},
        {"apply examples/messages/7-newer.json", "a worked message: exit 1 if something else comes of it"}};
    verb.exits = {1, 65};
    verb.run = run_apply;
    return verb;
}

Verb verb_help() {
    Verb verb;
    verb.name = "help";
    verb.needs_club = false;
    verb.synopsis = "[VERB]";
    verb.summary = "examples first, then flags";
    verb.words_max = 1;
    verb.examples = {{"help new", "how members are started"}};
    verb.run = run_help;
    return verb;
}

Verb verb_version() {
    Verb verb;
    verb.name = "version";
    verb.needs_club = false;
    verb.summary = "which version this is";
    verb.examples = {{"version", "watercooler and its number"}};
    verb.run = run_version;
    return verb;
}

const std::array globals{
    Flag{"--club", "-c", text, "CLUB", "which club ($WATERCOOLER_CLUB, else office)"},
    Flag{"--home", "", text, "DIR", "folder of clubs ($XDG_STATE_HOME/watercooler)"},
    Flag{"--json", "", on, "", "answers as JSON"},
    Flag{"--columns", "", text, "LIST", "which columns of a table, as name,port,book"},
    Flag{"--quiet", "-q", on, "", "only results and errors"},
    Flag{"--verbose", "-v", on, "", "a line for each member"},
    Flag{"--color", "", text, "auto|always|never", "whether answers are coloured ($NO_COLOR)"},
    Flag{"--no-input", "", on, "", "never ask"},
    Flag{"--timeout", "", duration, "TIME", "how long to wait, where something is waited for"},
    Flag{"--yes", "-y", on, "", "answer yes"},
    Flag{"--help", "-h", on, "", "this verb's help"},
    Flag{"--version", "", on, "", "which version this is"},
};

}  // namespace

const Flag dry_run_flag{"--dry-run", "", on, "", "say what would be done, and do nothing"};

std::span<const Flag> global_flags() { return globals; }

std::span<const Verb> verbs() {
    static const auto table = [] {
        std::vector<Verb> all;
        const auto add = [&](std::string_view group, std::vector<Verb> part) {
            for (auto& verb : part) {
                verb.group = group;
                all.push_back(std::move(verb));
            }
        };
        add("Members", {verb_new(), verb_ls(), verb_show(), verb_top(), verb_open(), verb_pick(), verb_books(),
                        verb_logs(), verb_stop(), verb_kill(), verb_rm()});
        add("The club as a whole", {verb_freeze(), verb_thaw(), verb_step(), verb_chaos(), verb_clean()});
        add("The club as a whole", club_verbs());
        add("What Sauron has seen", sauron_verbs());
        add("To try, and to look up", {verb_demo(), verb_sim(), verb_apply(), verb_help(), verb_version()});
        add("To try, and to look up", program_verbs());
        return all;
    }();
    return table;
}

}  // namespace watercooler::cli
