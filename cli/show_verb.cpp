#include <algorithm>
#include <array>

#include "cli/duration.hpp"
#include "cli/facts.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "json/info.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

std::string line(const Context& context, std::string_view title, std::string_view text) {
    std::string lead{title};
    lead.resize(std::max<std::size_t>(lead.size() + 1, 12), ' ');
    return "  " + paint(lead, Paint::muted, context.style()) + shown(text) + "\n";
}

/// "3 min ago", of an RFC 3339 time; empty if it is none.
std::string ago(const std::string& at) {
    const auto then = json::parse_wall_time(at);
    const auto now = json::parse_wall_time(club::wall_time_text(std::chrono::system_clock::now()));
    if (!then || !now || *then > *now) return "";
    return duration_text(std::chrono::nanoseconds{now->ns - then->ns}) + " ago";
}

std::string process_lines(const Context& context, const Facts& facts) {
    const auto& record = facts.member.probe.record;
    std::string text = shape(mark_of(facts), context.style()) + " " +
                       paint(facts.member.name.text(), Paint::bold, context.style()) + "  " + status_text(facts) + "\n";
    if (!record) return text;
    text += line(context, "dashboard", record->url);
    if (facts.member.known())
        text += line(context, "process",
                     "pid " + std::to_string(record->process.pid) + ", started " + ago(record->started));
    if (record->exit && !facts.member.lives())
        text += line(context, "ended",
                     ago(record->exit->at) + (record->exit->reason.empty() ? "" : ": " + record->exit->reason));
    if (facts.book) text += line(context, "book", "\"" + *facts.book + "\", version " + std::to_string(facts.version));
    return text;
}

std::string pick_text(const json::SelfInfo& self) {
    if (self.interval_ms == 0) return "never by itself";
    const auto every = duration_word(std::chrono::milliseconds{self.interval_ms});
    return self.automatic ? "another about every " + every : "held; every " + every + " after pick --auto";
}

Mark mark_of(const std::string& status) {
    if (status == "suspect") return Mark::suspect;
    if (status == "dead") return Mark::dead;
    return status == "left" ? Mark::left : Mark::alive;
}

Result<std::string> peers_table(const Context& context, const json::StateInfo& state) {
    std::vector<Row> rows;
    for (const auto& peer : state.members) {
        if (peer.self) continue;
        const auto book = std::ranges::find(peer.entries, "book", &json::EntryInfo::key);
        const auto rtt = peer.rtt ? duration_text(*peer.rtt) : std::string{};
        const auto silence =
            peer.silence_ms ? duration_text(std::chrono::milliseconds{*peer.silence_ms}) : "never heard";
        rows.push_back({{peer.name, {}, {}},
                        {peer.address + ":" + std::to_string(peer.port), {}, {}},
                        {peer.status, mark_of(peer.status), {}},
                        {rtt, {}, {}},
                        {silence, {}, {}},
                        {book == peer.entries.end() ? "" : book->value, {}, {}}});
    }
    return context.table({{.name = "name", .title = "PEER"},
                          {.name = "address", .title = "ADDRESS", .drop = 4},
                          {.name = "status", .title = "BELIEVED"},
                          {.name = "rtt_ms", .title = "RTT", .right = true, .drop = 3},
                          {.name = "silence_ms", .title = "SILENT FOR", .right = true, .drop = 2},
                          {.name = "book", .title = "BOOK", .drop = 1, .width_max = 48}},
                         rows);
}

std::string counters_line(const Context& context, const json::StateInfo& state) {
    constexpr std::array words{"born", "applied", "duplicate", "stale", "refuted", "pulled", "suspected", "died"};
    std::string text;
    for (const auto* word : words) {
        const auto found = state.counters.find(word);
        if (found == state.counters.end()) continue;
        text += (text.empty() ? "" : ", ") + std::string{word} + " " + std::to_string(found->second);
    }
    return line(context, "counted", text);
}

Result<void> print_text(const Context& context, const Facts& facts, const std::optional<json::StateInfo>& state) {
    auto text = process_lines(context, facts);
    if (state) {
        text += line(context, "picks", pick_text(state->self));
        if (state->frozen != "no")
            text += line(context, "frozen",
                         state->frozen + ", " + std::to_string(state->held) + " inputs wait for the thaw");
        text += counters_line(context, *state);
        const auto table = peers_table(context, *state);
        if (!table) return tl::unexpected{table.error()};
        text += *table;
    }
    context.out(text);
    return {};
}

void print_json(const Context& context, const Facts& facts, const Result<std::string>& state) {
    auto object = json::answer("member");
    object.raw("process", to_json(facts));
    if (state)
        object.raw("state", *state);
    else
        object.null("state");
    context.out(object.done() + "\n");
}

}  // namespace

Result<Exit> run_show(Context& context, const Arguments& arguments) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    const auto member = find_member(*roster, arguments.words.front());
    if (!member) return tl::unexpected{member.error()};
    const auto facts = gather({*member}, context.timeout(answer_patience)).front();
    Result<std::string> body = tl::unexpected{Failure{}};
    std::optional<json::StateInfo> state;
    if (facts.answered) {
        body = ask_all({*member}, "/api/v1/state", context.timeout(answer_patience)).front();
        if (!body) return tl::unexpected{body.error()};
        const auto read = json::read_state(*body);
        if (!read)
            return tl::unexpected{Failure{Exit::unreachable,
                                          "WC-MEMBER-SAYS",
                                          member->name.text() + " answers what nobody understands",
                                          read.error().message,
                                          {}}};
        state = *read;
    }
    if (context.json())
        print_json(context, facts, body);
    else if (const auto printed = print_text(context, facts, state); !printed)
        return tl::unexpected{printed.error()};
    return facts.member.runs() && !facts.answered ? Exit::unreachable : Exit::done;
}

}  // namespace watercooler::cli
