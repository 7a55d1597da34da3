#include "cli/facts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "json/info.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

void take_book(Facts& facts, const Result<std::string>& body) {
    if (!body) return;  // silent, or it has none yet
    const auto row = json::read_book(*body);
    if (!row) return;
    facts.book = row->book;
    facts.version = row->version;
}

void take_metrics(Facts& facts, const Result<std::string>& body) {
    if (!body) return;
    facts.answered = true;
    if (metric(*body, "watercooler_frozen").value_or(0) > 0) facts.frozen = "soft";
    facts.held = static_cast<std::uint64_t>(metric(*body, "watercooler_held_inputs").value_or(0));
}

}  // namespace

std::vector<Facts> gather(const Roster& members, std::chrono::milliseconds patience) {
    std::vector<Facts> all;
    std::vector<http::ClientRequest> requests;
    std::vector<std::size_t> asked;
    for (const auto& member : members) {
        Facts facts{.member = member};
        if (member.stopped()) facts.frozen = "hard";
        if (member.runs() && member.known()) {
            asked.push_back(all.size());
            requests.push_back(get(member, "/book"));
            requests.push_back(get(member, "/metrics"));
        }
        all.push_back(std::move(facts));
    }
    const auto answers = http::fetch_all(requests, patience);
    for (std::size_t at = 0; at < asked.size(); ++at) {
        auto& facts = all[asked[at]];
        take_book(facts, body_of(facts.member, answers[2 * at]));
        take_metrics(facts, body_of(facts.member, answers[2 * at + 1]));
    }
    return all;
}

std::string status_text(const Facts& facts) {
    if (!facts.member.lives()) return ending(facts.member);
    if (facts.frozen == "soft") return "frozen";
    if (facts.member.stopped()) return "stopped (frozen hard)";
    if (facts.member.runs() && !facts.answered) return "running, silent";
    return club::to_text(facts.member.probe.status);
}

Mark mark_of(const Facts& facts) {
    switch (facts.member.probe.status) {
        case club::MemberStatus::starting:
            return Mark::starting;
        case club::MemberStatus::stopped:
            return Mark::frozen;
        case club::MemberStatus::ended:
            return ending(facts.member) == "left" ? Mark::left : Mark::dead;
        case club::MemberStatus::running:
            break;
    }
    if (facts.frozen != "no") return Mark::frozen;
    return facts.answered ? Mark::alive : Mark::suspect;
}

std::string count_text(const std::vector<Facts>& all) {
    std::array<std::pair<std::string_view, std::size_t>, 5> counts{
        {{"running", 0}, {"frozen", 0}, {"stopped", 0}, {"starting", 0}, {"ended", 0}}};
    for (const auto& each : all) {
        const std::string_view word =
            each.frozen == "soft" ? "frozen" : std::string_view{club::to_text(each.member.probe.status)};
        ++std::ranges::find(counts, word, &std::pair<std::string_view, std::size_t>::first)->second;
    }
    std::string text = std::to_string(all.size()) + (all.size() == 1 ? " member: " : " members: ");
    std::string lead;
    for (const auto& [word, count] : counts) {
        if (count == 0) continue;
        text += lead + std::to_string(count) + " " + std::string{word};
        lead = ", ";
    }
    return all.empty() ? "no members" : text;
}

std::string to_json(const Facts& facts) {
    const auto& record = facts.member.probe.record;
    json::Object object;
    object.text("name", facts.member.name.text());
    object.text("address", record ? record->address : "").number("port", record ? record->port : 0);
    if (facts.member.known())
        object.number("pid", record->process.pid);
    else
        object.null("pid");
    object.text("status", club::to_text(facts.member.probe.status)).text("frozen", facts.frozen);
    if (facts.book)
        object.text("book", *facts.book).number("version", facts.version);
    else
        object.null("book").null("version");
    object.text("url", record ? record->url : "");
    if (!facts.member.lives()) object.text("ended", ending(facts.member));
    if (facts.held > 0) object.number("held", facts.held);
    return object.done();
}

}  // namespace watercooler::cli
