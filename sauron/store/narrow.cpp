#include "store/narrow.hpp"

#include <algorithm>

#include "filter/pattern.hpp"

namespace watercooler::store {
namespace {

using filter::Key;
using filter::Term;

constexpr std::int64_t wall_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t wall_max = std::numeric_limits<std::int64_t>::max();

void not_before(Selection& selection, std::int64_t wall) { selection.from = std::max(selection.from, wall); }
void not_after(Selection& selection, std::int64_t wall) { selection.to = std::min(selection.to, wall); }
void nothing(Selection& selection) { selection.kinds = 0; }

void narrow_time(Selection& selection, const Term& term) {
    const bool since = (term.key == Key::since) != term.negated;
    if (!term.negated) return since ? not_before(selection, term.time_ns) : not_after(selection, term.time_ns);
    if (since) {  // -until: later than that
        if (term.time_ns == wall_max) return nothing(selection);
        return not_before(selection, term.time_ns + 1);
    }
    if (term.time_ns == wall_min) return nothing(selection);
    not_after(selection, term.time_ns - 1);
}

/// The kinds whose names a `text:` finds.
std::uint64_t kinds_named(const Term& term) {
    std::uint64_t kinds = 0;
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const auto kind = static_cast<EventKind>(i);
        for (const auto& pattern : term.values) {
            if (filter::fits_somewhere(pattern, to_text(kind))) kinds |= filter::bit(kind);
        }
    }
    return kinds;
}

/// A piece that must be among the words of a block that has a fitting one; nothing: any block may have one.
std::optional<std::string> needle(const std::string& pattern, bool whole_word) {
    const auto run = filter::longest_run(pattern);
    if (run.text.empty()) return std::nullopt;
    auto text = small_letters(run.text);
    if (whole_word && run.at_begin) text.insert(text.begin(), '\0');
    if (whole_word && run.at_end) text.push_back('\0');
    return text;
}

/// What `from:` and `to:` mean for kinds and for streams whose own member fits.
void narrow_way(Selection& selection, const Term& term, const std::vector<StreamRow>& streams,
                Selection::Needles& needles) {
    using enum EventKind;
    std::uint64_t directed = 0;
    for (const auto kind : {sent, refused, announced, pulled, probed, sync_started, received, held, dropped, applied,
                            duplicate, stale, refuted, conflict, rejected, acked, http_request, born}) {
        directed |= filter::bit(kind);
    }
    selection.kinds &= directed;
    for (const auto& stream : streams) {
        const auto fits = [&](const std::string& pattern) { return filter::fits(pattern, stream.name.member); };
        if (std::any_of(term.values.begin(), term.values.end(), fits)) needles.excused_streams.push_back(stream.id);
    }
}

void narrow_words(Selection& selection, const Term& term, const std::vector<StreamRow>& streams) {
    Selection::Needles needles;
    const bool anywhere = term.key == Key::text;
    if (term.key == Key::from || term.key == Key::to) narrow_way(selection, term, streams, needles);
    if (anywhere) needles.excused_kinds = kinds_named(term);
    for (const auto& pattern : term.values) {
        auto piece = needle(pattern, !anywhere);
        if (!piece) return;
        needles.any.push_back(std::move(*piece));
    }
    selection.words.push_back(std::move(needles));
}

void narrow_packets(Selection& selection, const Term& term) {
    Selection::Needles needles;
    for (const auto hash : term.numbers) needles.any.push_back(fingerprint(PacketHash{hash}));
    selection.packets.push_back(std::move(needles));
}

/// Digits that name at most a minute of births: a shorter prefix would mean too many blocks to list.
constexpr std::size_t prefix_digits_min = 8;

void narrow_uuid(Narrow& narrow, const Term& term) {
    if (narrow.uuid || term.uuids.size() != 1) return;
    const auto digits =
        term.values.front().size() - std::count(term.values.front().begin(), term.values.front().end(), '-');
    if (digits >= prefix_digits_min) narrow.uuid = term.uuids.front();
}

/// Takes from the term what blocks can answer. True: nothing is left to ask of events.
bool take(Narrow& narrow, const Term& term, const std::vector<StreamRow>& streams) {
    auto& selection = narrow.selection;
    switch (term.key) {
        case Key::kind:
        case Key::result:
            selection.kinds &= term.negated ? ~term.kinds : term.kinds;
            return true;
        case Key::since:
        case Key::until:
            narrow_time(selection, term);
            return true;
        case Key::member:
            narrow.members.terms.push_back(term);
            return true;
        default:
            break;
    }
    if (term.negated) return false;
    switch (term.key) {
        case Key::peer:
        case Key::from:
        case Key::to:
        case Key::origin:
        case Key::key:
        case Key::value:
        case Key::reason:
        case Key::book:
        case Key::text:
            narrow_words(selection, term, streams);
            break;
        case Key::packet:
            narrow_packets(selection, term);
            break;
        case Key::uuid:
            narrow_uuid(narrow, term);
            break;
        default:
            break;
    }
    return false;
}

}  // namespace

bool needs_streams(const Query& query) {
    return query.member || query.boot ||
           std::any_of(query.filter.terms.begin(), query.filter.terms.end(), [](const Term& term) {
               return term.key == Key::member || term.key == Key::from || term.key == Key::to;
           });
}

Narrow narrow(const Query& query, const std::vector<StreamRow>& streams) {
    Narrow result;
    auto& selection = result.selection;
    selection.newest_first = query.newest_first;
    if (query.from_ns) not_before(selection, *query.from_ns);
    if (query.to_ns) not_after(selection, *query.to_ns);
    if (query.seq_from) selection.seq_from = std::max(selection.seq_from, *query.seq_from);
    if (query.seq_to) selection.seq_to = std::min(selection.seq_to, *query.seq_to);
    result.member = query.member;
    result.boot = query.boot;
    for (const auto& term : query.filter.terms) {
        if (!take(result, term, streams)) result.rest.terms.push_back(term);
    }
    return result;
}

bool Narrow::wants(const StreamRow& stream) const {
    if (member && stream.name.member != *member) return false;
    if (boot && stream.name.boot != *boot) return false;
    return members.terms.empty() || filter::matches(members, Event{}, stream.name.member, 0);
}

bool Narrow::wants(const journal::Stamped& stamped, const std::string& of_member) const {
    const auto& event = stamped.event;
    return (selection.kinds & filter::bit(event.kind)) != 0 && stamped.wall_time_ns >= selection.from &&
           stamped.wall_time_ns <= selection.to && event.seq >= selection.seq_from && event.seq <= selection.seq_to &&
           (rest.terms.empty() || filter::matches(rest, event, of_member, stamped.wall_time_ns));
}

bool Narrow::whole(const Head& head) const {
    return rest.terms.empty() && head.first_wall >= selection.from && head.last_wall <= selection.to &&
           head.first >= selection.seq_from && head.last <= selection.seq_to;
}

}  // namespace watercooler::store
