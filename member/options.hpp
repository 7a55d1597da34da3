#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>
#include <watercooler/address.hpp>

namespace watercooler::member {

/// What a member is started with. Checked: past `parse_options` no code checks it again.
struct Options {
    std::string name;
    std::string club = "office";
    std::optional<std::string> home;   // the folder of clubs; nothing: $XDG_STATE_HOME/watercooler
    Address bind;                      // 127.0.0.1 unless told; port 0: the kernel chooses
    std::vector<std::string> join;     // `host:port`, names allowed, beside the club's own members
    std::optional<std::string> label;  // nothing: the club's own; empty: none
    std::optional<std::string> book;   // the first favourite; nothing: the one of the life before, else a random one
    std::chrono::milliseconds interval{10'000};  // between picks; 0 = never
    bool open_gossip = false;                    // POST /gossip from other hosts too
    bool tell_http = false;                      // nodes on other hosts that speak only HTTP
    bool hold = false;                           // keep the book: no picks until told
    std::vector<std::string> sauron;             // `host:port` of each Sauron; nothing: the club's own
    bool eye = true;                             // report to Sauron
    bool journal = false;                        // keep every event in journal.jsonl too
    std::optional<int> ready_fd;                 // where to write one line when ready, or why not
    bool log_to_folder = false;                  // stderr goes to the member's log, which is kept within its size
    std::vector<std::string> argv;               // as given, for the record
};

/// What the program should do: run, or print and exit.
struct PrintAndExit {
    std::string text;
    int code = 0;
};

/// Reads the command line. Errors: exit code 64 and a text that names the flag, the limit and what to do.
std::variant<Options, PrintAndExit> parse_options(int argc, char** argv);

/// `200ms`, `10s`, `5m`, `1h`, `0`. Errors: a sentence. At most 24 h.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace watercooler::member
