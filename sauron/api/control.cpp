#include "api/control.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "api/resource.hpp"
#include "json/tree.hpp"
#include "json/write.hpp"
#include "program/command_line.hpp"

namespace watercooler::api {
namespace {

using program::ChildEnd;
using How = ChildEnd::How;

constexpr std::size_t told_bytes_max = 4096;

http::Response club_response(const club::Error& error) {
    return http::error_response(503, error.code, error.message, error.hint.empty() ? "Try again." : error.hint);
}

/// An error as the command line writes one.
std::string error_json(std::string_view code, std::string_view message, std::vector<std::string> hints = {}) {
    json::Object object;
    for (auto& hint : hints) hint = json::quote(hint);
    return object.text("code", code).text("message", message).raw("hints", json::array(hints)).done();
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \n");
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

/// As it was written, if it is JSON.
std::string output_json(const ChildEnd& end) {
    auto text = trimmed(end.out);
    return end.how != How::too_much && json::parse(text, json::answer_bounds) ? text : "null";
}

/// The last line that says so in JSON; else, of a command that failed, what it said.
std::string told_error(const ChildEnd& end) {
    const auto told = trimmed(end.err);
    const auto last = told.substr(told.find_last_of('\n') + 1);  // npos + 1: all of it
    const auto value = json::parse(last, json::answer_bounds);
    if (value && value->find("code") && value->find("message")) return last;
    if (end.exit == 0 || told.empty()) return "null";
    return error_json("WC-COMMAND-SAID", told.substr(0, told_bytes_max));
}

std::string error_of(const ChildEnd& end, const program::ChildLimits& limits) {
    switch (end.how) {
        case How::too_long:
            return error_json("WC-CONTROL-TIME",
                              "the command took longer than " + std::to_string(limits.time->count() / 1000) +
                                  " s and was ended; a part of it may be done",
                              {"In a terminal it may take as long as it wants."});
        case How::too_much:
            return error_json("WC-CONTROL-OUTPUT", "the command wrote more than Sauron takes, and was ended",
                              {"Ask for less, or in a terminal."});
        case How::interrupted:
            return error_json("WC-CONTROL-STOPPING", "Sauron ends, and has ended the command");
        case How::not_started:
        case How::ended:
            break;
    }
    return told_error(end);
}

std::string milliseconds_text(std::chrono::nanoseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", static_cast<double>(time.count()) / 1e6);
    return text;
}

}  // namespace

Control::Control(const std::string& club, ControlSettings settings)
    : club_(club), settings_(std::move(settings)), cli_("watercooler") {
    if (settings_.home_told) cli_ += " --home " + program::shell_word(settings_.home);
    cli_ += " -c " + program::shell_word(club_);
    const auto name = club::Name::parse_club(club);
    if (settings_.home.empty() || !name) return;
    if (const auto place = club::club_place(settings_.home, *name)) reader_.emplace(club::Folder::at(*place));
}

std::optional<http::Response> Control::unable() const {
    if (reader_ && !settings_.program.empty()) return std::nullopt;
    return http::error_response(501, "WC-CONTROL-PROGRAM", "there is no program watercooler beside this Sauron's own",
                                "Install both into one folder, or use the command line where it is.");
}

http::Response Control::state() {
    if (!reader_) return *unable();
    const auto state = reader_->read();
    if (!state) return club_response(state.error());
    return json_answer(to_json(*state, club_, cli_, !unable()));
}

/// Whatever a page asks for, the club is ours, nobody is asked, and the answer is JSON. Members that it starts have
/// no more of our environment than the command.
program::ChildCommand Control::child_of(const CommandWords& words) const {
    program::ChildCommand child;
    child.program = settings_.program;
    child.words = {"--home", settings_.home, "--club", club_, "--json", "-y", "--no-input"};
    child.words.insert(child.words.end(), words.begin(), words.end());
    child.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"};
    if (const char* home = std::getenv("HOME")) child.environment.push_back(std::string{"HOME="} + home);
    return child;
}

http::Response Control::run(const CommandWords& words) const {
    if (auto refusal = unable()) return *refusal;
    const auto end = run_child(child_of(words), settings_.limits, interruption_.fd());
    if (end.how == How::not_started)
        return http::error_response(503, "WC-CONTROL-START",
                                    "the command cannot be started: " + std::string{std::strerror(end.error)},
                                    "Try again, or use the command line: " + settings_.program);
    auto answer = json::answer("control");
    answer.text("command", command_text(cli_, words)).number("exit", end.exit);
    answer.raw("output", output_json(end)).raw("error", error_of(end, settings_.limits));
    return json_answer(answer.raw("ms", milliseconds_text(end.took)).done());
}

}  // namespace watercooler::api
