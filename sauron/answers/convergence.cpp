#include "answers/convergence.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>

#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::answers {

using json::EventRecord;

std::optional<std::size_t> VersionFold::entry_of(const Event& event) {
    const auto found = index_.find({event.origin, event.key});
    if (found != index_.end()) return found->second;
    if (entries_.size() >= entries_max) return std::nullopt;
    index_.emplace(std::pair{event.origin, event.key}, entries_.size());
    entries_.push_back({.origin = event.origin, .key = event.key, .newest = {}});
    return entries_.size() - 1;
}

void VersionFold::take(const EventRecord& record) {
    const auto& [event, context] = record;
    auto& member = members_[context.member];
    const auto news = member.life.take(record);
    if (news == Lifeline::News::old) return;
    if (news == Lifeline::News::reborn) member.held.clear();  // a new life knows nothing
    const bool gains = event.kind == EventKind::born || event.kind == EventKind::applied;
    if (!gains && event.kind != EventKind::expired) return;
    const auto at = entry_of(event);
    if (!at) return;
    if (member.held.size() <= *at) member.held.resize(*at + 1);
    auto& held = member.held[*at];
    held = {.rank = {event.version.value_or(Version{}), event.uuid}, .since_ns = time_of(record), .forgotten = !gains};
    if (gains) told(entries_[*at], {held.rank, event.value, held.since_ns});
}

void VersionFold::told(Entry& entry, Telling telling) {
    const auto place = std::ranges::lower_bound(entry.newest, telling.rank, std::greater{}, &Telling::rank);
    if (place != entry.newest.end() && place->rank == telling.rank) {
        place->born_ns = std::min(place->born_ns, telling.born_ns);
        return;
    }
    entry.newest.insert(place, std::move(telling));
    if (entry.newest.size() > tellings_max) entry.newest.pop_back();
}

/// Who lives then, by name.
VersionFold::Living VersionFold::living(std::int64_t at_ns) const {
    Living living;
    for (const auto& [name, member] : members_)
        if (member.life.lives(at_ns)) living.emplace_back(&name, &member);
    return living;
}

/// By entry; of what the living hold: a version that died with its origin is nobody's business.
std::vector<VersionFold::Rank> VersionFold::newest_of(const Living& living) const {
    std::vector<Rank> newest(entries_.size());
    for (const auto& [name, member] : living)
        for (std::size_t at = 0; at < member->held.size(); ++at)
            if (!member->held[at].forgotten) newest[at] = std::max(newest[at], member->held[at].rank);
    return newest;
}

const VersionFold::Telling* VersionFold::telling_of(std::size_t at, const Rank& rank) const {
    const auto& newest = entries_[at].newest;
    const auto found = std::ranges::find(newest, rank, &Telling::rank);
    return found == newest.end() ? nullptr : &*found;
}

Spreading VersionFold::spreading(std::size_t at, const Rank& newest, const Living& living) const {
    const auto& entry = entries_[at];
    Spreading result{.origin = entry.origin, .key = entry.key, .value = {}, .waiting = {}};
    std::tie(result.version, result.uuid) = newest;
    if (const auto* telling = telling_of(at, newest)) {
        result.value = telling->value;
        result.born_ns = telling->born_ns;
    }
    for (const auto& [name, member] : living) {
        const auto held = held_by(*member, at);
        if (!held.forgotten && held.rank < newest) {
            if (++result.lacking <= Spreading::waiting_max) result.waiting.push_back(*name);
            continue;
        }
        ++result.reached;
        if (!held.forgotten && result.born_ns != 0) {
            result.took_ns = std::max(result.took_ns, held.since_ns - result.born_ns);
        }
    }
    return result;
}

Convergence VersionFold::now(std::int64_t at_ns) const {
    Convergence result;
    result.at_ns = at_ns;
    const auto there = living(at_ns);
    const auto newest = newest_of(there);
    result.living = there.size();
    for (std::size_t at = 0; at < entries_.size(); ++at) {
        if (newest[at] == Rank{}) continue;
        auto one = spreading(at, newest[at], there);
        ++result.entries;
        if (!result.latest || one.born_ns >= result.latest->born_ns) result.latest = one;
        if (!one.waiting.empty()) result.open.push_back(std::move(one));
    }
    std::ranges::sort(result.open, std::greater{},
                      [](const Spreading& s) { return std::tie(s.born_ns, s.origin, s.key); });
    result.converged = result.open.empty();
    return result;
}

std::optional<VersionFold::Own> VersionFold::own(const std::string& member, const std::string& key) const {
    const auto entry = index_.find({member, key});
    const auto found = members_.find(member);
    if (entry == index_.end() || found == members_.end() || entry->second >= found->second.held.size())
        return std::nullopt;
    const auto& rank = found->second.held[entry->second].rank;
    if (rank == Rank{}) return std::nullopt;
    const auto* telling = telling_of(entry->second, rank);
    return Own{rank.first, rank.second, telling ? telling->value : std::string{}};
}

const Lifeline* VersionFold::life(const std::string& member) const {
    const auto found = members_.find(member);
    return found == members_.end() ? nullptr : &found->second.life;
}

Snapshot VersionFold::snapshot(std::int64_t at_ns) const {
    Snapshot result{.at_ns = at_ns, .rows = {}};
    const auto there = living(at_ns);
    const auto newest = newest_of(there);
    std::vector<std::size_t> entries;  // by row
    std::vector<std::int64_t> born;
    for (std::size_t at = 0; at < entries_.size(); ++at) {
        if (newest[at] == Rank{}) continue;
        const auto* telling = telling_of(at, newest[at]);
        const auto& [version, uuid] = newest[at];
        result.rows.push_back(
            {entries_[at].origin, entries_[at].key, version, uuid, telling ? telling->value : std::string{}});
        entries.push_back(at);
        born.push_back(telling ? telling->born_ns : 0);
    }
    for (const auto& [name, member] : there) {
        Snapshot::Lack lack;
        for (std::size_t row = 0; row < entries.size(); ++row) {
            const auto held = held_by(*member, entries[row]);
            if (held.forgotten || held.rank >= newest[entries[row]]) continue;
            if (lack.count++ == 0 || born[row] >= born[lack.newest]) lack.newest = row;
        }
        if (lack.count > 0) result.lacking.emplace_hint(result.lacking.end(), *name, lack);
    }
    return result;
}

std::vector<std::string> VersionFold::behind(const Snapshot& snapshot, std::int64_t at_ns) const {
    std::vector<std::string> result;
    for (const auto& [name, member] : members_) {
        if (!member.life.lives(at_ns)) continue;
        const auto lacks = [&](const Snapshot::Row& row) {
            const auto found = index_.find({row.origin, row.key});
            if (found == index_.end() || found->second >= member.held.size()) return true;
            const auto& held = member.held[found->second];
            return !held.forgotten && held.rank < Rank{row.version, row.uuid};
        };
        if (std::ranges::any_of(snapshot.rows, lacks)) result.push_back(name);
    }
    return result;
}

Convergence convergence_at(Events& events, std::int64_t at_ns) {
    VersionFold fold;
    for (const auto& record : events.find({.to_ns = at_ns, .newest_first = false, .limit = SIZE_MAX}))
        fold.take(record);
    return fold.now(at_ns);
}

// ---- words ----

std::string entry_words(const std::string& origin, const std::string& key, const std::string& value, Version version) {
    auto text = origin + "'s ";
    if (key != "book") text += key + ' ';
    return text + '"' + value + "\" (v" + std::to_string(version.value) + ')';
}

namespace {

std::string words_of(const Spreading& one) { return entry_words(one.origin, one.key, one.value, one.version); }

std::string spreading_json(const Spreading& one) {
    json::Object object;
    object.text("origin", one.origin).text("key", one.key).text("value", one.value);
    object.number("version", one.version.value).text("uuid", to_text(one.uuid));
    object.text("born", json::to_text(json::WallTime{one.born_ns})).number("reached", one.reached);
    object.number("took_ns", one.took_ns).number("waiting_count", one.lacking);
    std::vector<std::string> waiting;
    for (const auto& name : one.waiting) waiting.push_back(json::quote(name));
    return object.raw("waiting", json::array(waiting)).done();
}

}  // namespace

std::string verdict(const Convergence& convergence) {
    const auto members = count_text(convergence.living, "member", "members");
    if (convergence.living == 0) return "UNKNOWN. Nobody reports.";
    if (convergence.entries == 0) return "CONVERGED. " + members + " and nothing to agree on yet.";
    if (convergence.converged) {
        const auto& last = *convergence.latest;
        const auto agree = convergence.living == 1 ? " agrees on " : " agree on ";
        return "CONVERGED. " + members + agree + count_text(convergence.entries, "entry", "entries") +
               "; the newest, " + words_of(last) + ", took " + duration_text(last.took_ns) + '.';
    }
    const auto& newest = convergence.open.front();
    const auto waits = newest.lacking == 1 ? " waits." : " wait.";
    auto text = "NOT CONVERGED. " + words_of(newest) + " reached " + std::to_string(newest.reached) + " of " +
                std::to_string(convergence.living) + " in " + duration_text(newest.took_ns) + ". " +
                names_text(newest.waiting, 2, newest.lacking) + waits;
    const auto more = convergence.open.size() - 1;
    if (more > 0) text += ' ' + count_text(more, "other entry spreads", "other entries spread") + " still.";
    return text;
}

std::string to_text(const Convergence& convergence, const Style& style) {
    auto text = wrapped(shown(verdict(convergence), style), style) + '\n';
    if (convergence.open.empty()) return text;
    std::vector<std::vector<std::string>> rows{{"entry", "version", "reached", "took", "waiting"}};
    const auto written = std::min(convergence.open.size(), open_shown_max);
    for (const auto& one : std::span{convergence.open}.first(written)) {
        rows.push_back({shown(one.origin + '/' + one.key, style), std::to_string(one.version.value),
                        std::to_string(one.reached) + '/' + std::to_string(convergence.living),
                        duration_text(one.took_ns), shown(names_text(one.waiting, 5, one.lacking), style)});
    }
    text += '\n' + table(rows, {false, true, true, true, false}, style);
    const auto more = convergence.open.size() - written;
    return more == 0 ? text : text + "and " + std::to_string(more) + " more, older ones\n";
}

std::string to_json(const Convergence& convergence) {
    auto object = json::answer("convergence");
    object.text("wall_time", json::to_text(json::WallTime{convergence.at_ns}));
    object.flag("converged", convergence.converged).text("verdict", verdict(convergence));
    object.number("living", convergence.living).number("entries", convergence.entries);
    std::vector<std::string> open;
    for (const auto& one : std::span{convergence.open}.first(std::min(convergence.open.size(), open_shown_max)))
        open.push_back(spreading_json(one));
    object.number("open_count", convergence.open.size()).raw("open", json::array(open));
    convergence.latest ? object.raw("latest", spreading_json(*convergence.latest)) : object.null("latest");
    return object.done();
}

}  // namespace watercooler::answers
