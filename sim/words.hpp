#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/settings.hpp>
#include <watercooler/time.hpp>

#include "sim/fault.hpp"

namespace watercooler::sim {

/// A command that cannot be understood; the text says what was expected. Thrown by everything that reads stories,
/// caught where file and line are known.
struct StoryError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// `4s`, `200ms`, `5us`, `1.5h`; units us, ms, s, m, h, d. `0` needs none.
Duration read_duration(std::string_view text);
/// `10%` or `0.25%`.
Chance read_chance(std::string_view text);
std::uint64_t read_number(std::string_view text, std::uint64_t max);
bool read_switch(std::string_view text);  // on, off

/// Sets the field of this name (`gossip_interval`, `fanout` ...). False: there is no such setting.
bool set_setting(Settings& settings, std::string_view name, std::string_view value);

/// `1.502s`
std::string time_text(Instant at);

/// One command line: its words in order, and its options (`name=value`, `--flag`).
class Words {
public:
    explicit Words(std::string_view line);

    const std::string& command() const { return command_; }
    /// The next word. Error: there is none; `what` was expected.
    std::string next(std::string_view what);
    std::optional<std::string> maybe();
    std::vector<std::string> rest();
    /// Everything behind the command as it stands there, options too; nothing is left then.
    std::vector<std::string> all();
    /// The option's value, once; nothing if it was not given.
    std::optional<std::string> option(std::string_view name);
    bool flag(std::string_view name) { return option(name).has_value(); }
    /// The options that are left.
    std::map<std::string, std::string, std::less<>> options();
    /// Error: a word or option is left that nobody asked for.
    void done() const;

private:
    std::string command_;
    std::vector<std::string> words_;
    std::vector<std::string> all_;
    std::size_t at_ = 0;
    std::map<std::string, std::string, std::less<>> options_;
};

}  // namespace watercooler::sim
