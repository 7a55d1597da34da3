#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include <watercooler/address.hpp>

namespace watercooler::sauron {

/// Where traces are handed to: `http://HOST[:PORT][/PATH]`.
struct OtlpTarget {
    std::string host;
    std::uint16_t port = 4318;
    std::string path = "/v1/traces";
    friend bool operator==(const OtlpTarget&, const OtlpTarget&) = default;
};

/// What Sauron is started with. Checked: past `parse_options` no code checks it again.
struct Options {
    std::string club = "office";
    std::optional<std::string> home;        // the folder of clubs; nothing: $XDG_STATE_HOME/watercooler
    Address bind;                           // 127.0.0.1:9090 unless told; port 0: the kernel chooses
    std::optional<std::string> store;       // sqlite:PATH or postgresql://…; nothing: a file in the club's folder
    std::optional<std::string> store_file;  // holds that text, for addresses with a password
    std::optional<std::chrono::seconds> retain_age;
    std::optional<std::uint64_t> retain_bytes;
    std::optional<OtlpTarget> otlp;
    std::optional<int> ready_fd;  // where to write one line when ready, or why not
    bool log_to_folder = false;
    std::vector<std::string> argv;  // as given, for the record: no secret is in it
};

struct PrintAndExit {
    std::string text;
    int code = 0;
};

/// Reads the command line. Errors: exit code 64 and a text that names the flag, the limit and what to do.
std::variant<Options, PrintAndExit> parse_options(int argc, char** argv);

/// `90s`, `30m`, `12h`, `7d`; at most 100 years.
std::optional<std::chrono::seconds> parse_age(std::string_view text);
/// `500MB`, `4GB`, `1GiB`, `1048576`: bytes, KB and so on by thousands, KiB and so on by 1024; at least 1 MB.
std::optional<std::uint64_t> parse_size(std::string_view text);
std::optional<OtlpTarget> parse_otlp(std::string_view url);
/// Whether an address of a store has a password in it, which would be seen in the list of processes.
bool has_password(std::string_view store);

}  // namespace watercooler::sauron
