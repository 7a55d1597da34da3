#include "cli/told_logs.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <set>
#include <utility>

#include "cli/freezing.hpp"
#include "cli/sauron_link.hpp"
#include "club/name.hpp"
#include "program/log.hpp"

namespace watercooler::cli {
namespace {

using std::chrono::nanoseconds;

/// A line of the log is written this much later than its event, at most, unless the machine is stuck.
constexpr nanoseconds written_by_then = std::chrono::seconds{1};

std::string kinds_worth_a_line() {
    std::string kinds;
    for (std::size_t at = 0; at < event_kind_count; ++at)
        if (const auto kind = static_cast<EventKind>(at); program::is_worth_a_line(kind) || kind == EventKind::logged)
            kinds += (kinds.empty() ? "" : ",") + std::string{to_text(kind)};
    return kinds;
}

/// `member:amy,b*`. Nothing: a filter's patterns cannot say it, so all are looked through here.
std::optional<std::string> member_term(const std::vector<std::string>& words) {
    constexpr std::size_t bytes_max = 2048;  // a filter has a bound
    std::string list;
    for (const auto& word : words) {
        const auto name = club::Name::parse_member(word);
        if (!name && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-*?") != std::string::npos)
            return std::nullopt;
        list += (list.empty() ? " member:" : ",") + (name ? name->text() : word);
    }
    if (list.size() > bytes_max) return std::nullopt;
    return list;
}

/// Without its time.
std::string words_of(const LogLine& line) { return line.text.substr(std::min(line.text.find(' '), line.text.size())); }

/// What a member itself said reads as it does in its log.
std::pair<program::Log::Level, std::string> said(const Event& event) {
    using enum program::Log::Level;
    if (event.kind != EventKind::logged) return {info, to_text(event)};
    for (const auto level : {info, warning, error}) {
        const auto head = std::string{program::to_text(level)} + ": ";
        if (event.reason.starts_with(head)) return {level, event.reason.substr(head.size())};
    }
    return {info, event.reason};
}

}  // namespace

LogLine line_of(const json::EventRecord& record) {
    const auto at = record.context.wall_time.value_or(json::WallTime{});
    const std::chrono::system_clock::time_point time{
        std::chrono::duration_cast<std::chrono::system_clock::duration>(nanoseconds{at.ns})};
    const auto [level, words] = said(record.event);
    return {at, record.context.member, program::log_line(time, level, words)};
}

std::vector<LogLine> before(const std::vector<LogLine>& own, std::vector<LogLine> told) {
    if (own.empty()) return told;
    const auto begin = own.front().at;
    std::set<std::string> first_words;  // an event of just before the log's first line may be that line
    for (const auto& line : own)
        if (line.at.ns <= begin.ns + written_by_then.count()) first_words.insert(words_of(line));
    std::erase_if(told, [&](const LogLine& line) {
        const bool close = line.at.ns + written_by_then.count() >= begin.ns;
        return line.at >= begin || (close && first_words.contains(words_of(line)));
    });
    return told;
}

bool is_meant(const std::vector<std::string>& words, const std::string& member) {
    const auto name = club::Name::parse_member(member);
    if (words.empty() || !name) return words.empty();
    return std::ranges::any_of(words, [&](const std::string& word) {
        const auto exact = club::Name::parse_member(word);
        return exact ? *exact == *name : club::glob_matches(word, *name);
    });
}

ToldLogs::ToldLogs(const Context& context, const std::vector<std::string>& words)
    : context_(context),
      words_(words),
      members_(member_term(words)),
      scope_(parameter("filter", "kind:" + kinds_worth_a_line() + members_.value_or(""))) {}

std::string ToldLogs::until_now() {
    seen_ = json::WallTime{wall_now().ns - nanoseconds{following_behind}.count()};
    return parameter("to", json::to_text(seen_));
}

void ToldLogs::take(const json::EventRecord& record, Lines& lines) const {
    const auto& member = record.context.member;
    if (is_meant(words_, member)) lines[member].push_back(line_of(record));
}

Result<ToldLogs::Lines> ToldLogs::all(const Want& want) {
    Lines lines;
    auto scope = scope_;
    if (want.goes_on) scope += until_now();
    if (want.since) scope += parameter("from", json::to_text(*want.since));
    if (!want.tail || !members_) {
        const auto looked = Requests{context_}.look(scope, [&](const auto& record) { take(record, lines); });
        if (!looked) return tl::unexpected{looked.error()};
        return lines;
    }
    const auto found = newest(context_, scope, *want.tail);
    if (!found) return tl::unexpected{found.error()};
    for (const auto& record : *found | std::views::reverse) take(record, lines);
    return lines;
}

Result<ToldLogs::Lines> ToldLogs::more() {
    Lines lines;
    const auto from = parameter("from", json::to_text(json::WallTime{seen_.ns + 1}));
    const auto looked =
        Requests{context_}.look(scope_ + from + until_now(), [&](const auto& record) { take(record, lines); });
    if (!looked) return tl::unexpected{looked.error()};
    return lines;
}

}  // namespace watercooler::cli
