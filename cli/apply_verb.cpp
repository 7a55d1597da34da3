#include "cli/context.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "club/files.hpp"
#include "json/apply_case.hpp"
#include "json/rumor.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t file_bytes_max = 4 * 1024 * 1024;

/// What came of one message.
struct Applying {
    std::string about;
    message::State before, after;
    int rule = 1;
    Outcome outcome = Outcome::rejected;
    std::string reason;
    std::string why;  ///< the same in words
    bool conflict = false;
    std::optional<Rumor> told;
};

Failure bad_file(const std::string& path, const std::string& why) {
    return {Exit::bad_file, "WC-FILE-BAD", path + ": " + why, {}, {}};
}

Result<std::string> read(const std::string& path) {
    const auto bytes = club::read_file(path, file_bytes_max);
    if (!bytes) return tl::unexpected{bad_file(path, bytes.error().message)};
    if (!*bytes) return tl::unexpected{bad_file(path, "there is no such file")};
    return **bytes;
}

Failure wrong(const std::string& path, const json::ReadError& error) {
    return bad_file(path, (error.field.empty() ? "" : error.field + ": ") + error.message);
}

/// The rules as a node follows them: what the door refuses is rule 1.
Applying applied(message::State state, const std::string& message, const std::optional<Uuid>& fresh) {
    Applying result;
    result.before = result.after = state;
    const auto given = json::read_rumor(message);
    if (!given) {
        result.reason = given.error().reason;
        result.why = given.error().message;
        return result;
    }
    // A refutation's name is made up of what it refutes, so that the same files give the same answer.
    const auto name = fresh ? *fresh : make_uuid_v5("refutes " + to_text(given->rumor.uuid));
    auto done = message::apply(std::move(state), given->rumor, name);
    result.after = std::move(done.state);
    result.rule = done.verdict.rule;
    result.outcome = done.verdict.outcome;
    result.reason = done.verdict.reason;
    result.conflict = done.verdict.conflict;
    result.told = done.told;
    return result;
}

std::string entries_text(const message::State& state) {
    std::string text;
    for (const auto& [name, value] : state.entries) {
        text += "  " + shown(name.first) + (name.first == state.self ? " (itself)" : "") + "  " + shown(name.second) +
                " = \"" + shown(value.payload) + "\"  version " + std::to_string(value.version.value) + "  " +
                to_text(value.uuid) + "\n";
    }
    return text.empty() ? "  (nothing is believed)\n" : text;
}

std::string outcome_text(const Context& context, const Applying& result) {
    const auto word = std::string{to_text(result.outcome)};
    const auto tone = result.outcome == Outcome::rejected  ? Paint::bad
                      : result.outcome == Outcome::applied ? Paint::good
                                                           : Paint::warning;
    std::string text = paint(word, tone, context.style()) + "  by rule " + std::to_string(result.rule);
    if (!result.reason.empty()) text += ": " + shown(result.reason);
    if (!result.why.empty()) text += "\n  " + shown(result.why);
    if (result.conflict) text += "  (conflict: two values claim the same version)";
    if (result.told)
        text += "\n  told on: " + shown(result.told->name) + " " + shown(result.told->key) + " = \"" +
                shown(result.told->payload) + "\"  version " + std::to_string(result.told->version.value) + "  ttl " +
                std::to_string(result.told->ttl);
    return text + "\n";
}

void print(const Context& context, const Applying& result) {
    if (context.json()) {
        auto object = json::answer("apply");
        object.text("outcome", to_text(result.outcome)).number("rule", result.rule).text("reason", result.reason);
        object.flag("conflict", result.conflict).raw("before", json::write_apply_state(result.before));
        object.raw("after", json::write_apply_state(result.after));
        object.raw("told", result.told ? json::write_rumor(*result.told) : "null");
        context.out(object.done() + "\n");
        return;
    }
    const auto title = [&](std::string_view text) { return paint(text, Paint::bold, context.style()) + "\n"; };
    if (!result.about.empty()) context.note(shown(result.about) + "\n");
    context.out(title("before") + entries_text(result.before) + title("outcome") + "  " +
                outcome_text(context, result) + title("after") +
                (result.after == result.before ? "  (unchanged)\n" : entries_text(result.after)));
    const auto more = result.after.seen.size() - result.before.seen.size();
    if (result.after != result.before && result.after.entries == result.before.entries)
        context.note("  (" + std::to_string(more) + " more uuid is remembered)\n");
}

/// What differs from what the case expects; empty if nothing does.
std::string unexpected(const Applying& result, const json::ApplyCase::Expect& expect) {
    if (result.outcome != expect.outcome) return "the outcome should be " + std::string{to_text(expect.outcome)};
    if (result.rule != expect.rule) return "it should be rule " + std::to_string(expect.rule);
    if (result.reason != expect.reason) return "the reason should be \"" + expect.reason + "\"";
    if (result.conflict != expect.conflict)
        return expect.conflict ? "it should be a conflict" : "it should be no conflict";
    if (result.after != expect.state) return "the state after it should be another";
    return result.told == expect.told ? "" : "something else should be told on";
}

Result<Exit> run_case(const Context& context, const std::string& path) {
    const auto text = read(path);
    if (!text) return tl::unexpected{text.error()};
    const auto given = json::read_apply_case(*text);
    if (!given) return tl::unexpected{wrong(path, given.error())};
    auto result = applied(given->state, given->message, given->fresh);
    result.about = given->about;
    print(context, result);
    const auto difference = unexpected(result, given->expect);
    if (difference.empty()) return Exit::done;
    return tl::unexpected{Failure{Exit::violated, "WC-APPLY-OTHER", path + ": " + difference, {}, {}}};
}

}  // namespace

Result<Exit> run_apply(Context& context, const Arguments& arguments) {
    if (arguments.words.size() == 1) return run_case(context, arguments.words[0]);
    const auto state_text = read(arguments.words[0]);
    if (!state_text) return tl::unexpected{state_text.error()};
    const auto message = read(arguments.words[1]);
    if (!message) return tl::unexpected{message.error()};
    const auto state = json::read_apply_state(*state_text);
    if (!state) return tl::unexpected{wrong(arguments.words[0], state.error())};
    print(context, applied(*state, *message, std::nullopt));
    return Exit::done;
}

}  // namespace watercooler::cli
