#include "answers/beliefs.hpp"

#include <algorithm>
#include <set>

#include "answers/packed.hpp"
#include "answers/trail.hpp"

namespace watercooler::answers {

using json::EventRecord;

std::string_view to_text(Belief belief) {
    constexpr std::string_view names[] = {"unknown", "alive", "suspect", "dead", "left"};
    return names[static_cast<std::size_t>(belief)];
}
std::string_view to_text(Truth truth) {
    constexpr std::string_view names[] = {"unknown", "alive", "frozen", "left", "ended"};
    return names[static_cast<std::size_t>(truth)];
}

namespace {

std::optional<Belief> belief_after(EventKind kind) {
    switch (kind) {
        case EventKind::joined:
        case EventKind::cleared:
        case EventKind::returned:
            return Belief::alive;
        case EventKind::suspected:
            return Belief::suspect;
        case EventKind::died:
            return Belief::dead;
        case EventKind::left:
            return Belief::left;
        case EventKind::reaped:
            return Belief::unknown;
        default:
            return std::nullopt;
    }
}

}  // namespace

void BeliefFold::believe(Row& row, const EventRecord& record, Belief belief) {
    const auto& event = record.event;
    const auto confirms = event.kind == EventKind::suspected && event.count;
    const auto known = row.cells.find(event.peer);
    if (confirms && known != row.cells.end() && known->second.belief == Belief::suspect) return;  // since then
    row.cells[event.peer] = {belief, event.incarnation.value_or(Incarnation{}), time_of(record), event.seq};
}

void BeliefFold::take(const EventRecord& record) {
    const auto& [event, context] = record;
    if (!rows_.contains(context.member) && rows_.size() >= members_max) return;
    auto& row = rows_[context.member];
    const auto news = row.life.take(record);
    if (news == Lifeline::News::old) return;
    row.reports = true;
    auto& self = row.cells[context.member];
    if (news == Lifeline::News::reborn) {
        row.cells.clear();
        row.cells[context.member] = {Belief::alive, event.incarnation.value_or(Incarnation{}), time_of(record),
                                     event.seq};
    } else if ((event.kind == EventKind::refuted || event.kind == EventKind::asleep) && event.incarnation) {
        self.incarnation = *event.incarnation;
    } else if (event.kind == EventKind::leaving) {
        self = {Belief::left, self.incarnation, time_of(record), event.seq};
    }
    if (event.kind == EventKind::refused && !event.peer.empty()) {
        const auto known = rows_.find(event.peer);
        if (known != rows_.end()) known->second.refused_ns = std::max(known->second.refused_ns, time_of(record));
    }
    if (event.peer.empty() || event.peer == context.member) return;
    if (const auto belief = belief_after(event.kind)) return believe(row, record, *belief);
    if (event.kind != EventKind::updated) return;
    if (row.cells.contains(event.peer)) {
        row.cells[event.peer].incarnation = event.incarnation.value_or(Incarnation{});
    } else {
        believe(row, record, Belief::alive);
    }
}

Truth BeliefFold::truth(const Row& row, std::int64_t at_ns) const {
    if (!row.reports) return Truth::unknown;
    switch (row.life.phase) {
        case Lifeline::Phase::stopped:
            return row.life.goodbye ? Truth::left : Truth::ended;
        case Lifeline::Phase::frozen:
            return row.refused_ns > row.life.last_ns ? Truth::ended : Truth::frozen;
        default:
            if (row.life.lives(at_ns)) return Truth::alive;
            return row.refused_ns > row.life.last_ns ? Truth::ended : Truth::unknown;
    }
}

Matrix BeliefFold::matrix(std::int64_t at_ns) const {
    Matrix matrix;
    matrix.at_ns = at_ns;
    std::set<std::string> names;
    for (const auto& [name, row] : rows_) {
        names.insert(name);
        for (const auto& [peer, cell] : row.cells) names.insert(peer);
    }
    std::map<std::string_view, std::size_t> columns;
    for (const auto& name : names) {
        const auto found = rows_.find(name);
        Matrix::Member member{.name = name};
        if (found != rows_.end()) {
            const auto& [own, row] = *found;
            member = {name,         truth(row, at_ns), row.reports, row.life.boot, row.life.last_ns, row.life.missed,
                      row.life.held};
        }
        columns.emplace(name, matrix.members.size());
        matrix.members.push_back(std::move(member));
    }
    const auto count = matrix.members.size();
    matrix.cells.resize(count * count);
    for (const auto& [name, row] : rows_) {
        const auto at = columns.at(name);
        const auto living = matrix.members[at].truth == Truth::alive || matrix.members[at].truth == Truth::frozen;
        for (const auto& [peer, cell] : row.cells) {
            const auto column = columns.at(peer);
            matrix.cells[at * count + column] = cell;
            if (!living) continue;
            const auto truth = matrix.members[column].truth;
            const bool runs = truth == Truth::alive || truth == Truth::frozen;
            const bool over = truth == Truth::left || truth == Truth::ended;
            const bool gone = cell.belief == Belief::dead || cell.belief == Belief::left;
            if ((runs && gone) || (over && cell.belief == Belief::alive)) ++matrix.wrong;
            if (cell.belief == Belief::suspect) ++matrix.doubtful;
        }
    }
    return matrix;
}

// ---- keyframes ----
// Shape: version = 1, count of rows; each: name, life, reports, refused, count of cells; each: name, belief,
// incarnation, since, seq.

Buffer BeliefFold::save() const {
    Packer out;
    out.number(1);
    out.number(rows_.size());
    for (const auto& [name, row] : rows_) {
        out.text(name);
        row.life.save(out);
        out.number(row.reports ? 1 : 0);
        out.time(row.refused_ns);
        out.number(row.cells.size());
        for (const auto& [peer, cell] : row.cells) {
            out.text(peer);
            out.number(static_cast<std::uint64_t>(cell.belief));
            out.number(cell.incarnation.value);
            out.time(cell.since_ns);
            out.number(cell.seq.value);
        }
    }
    return out.take();
}

tl::expected<BeliefFold, std::string> BeliefFold::load(Bytes bytes) {
    Unpacker in{bytes};
    if (in.number() != 1) return tl::unexpected{std::string{"this is no keyframe of version 1"}};
    BeliefFold fold;
    for (auto rows = in.count(); rows > 0 && in.good(); --rows) {
        auto& row = fold.rows_[in.text()];
        row.life = Lifeline::load(in);
        row.reports = in.small(1) == 1;
        row.refused_ns = in.time();
        for (auto cells = in.count(); cells > 0 && in.good(); --cells) {
            auto& cell = row.cells[in.text()];
            cell.belief = static_cast<Belief>(in.small(4));
            cell.incarnation = {static_cast<std::uint32_t>(in.number())};
            cell.since_ns = in.time();
            cell.seq = {in.number()};
        }
    }
    if (!in.done()) return tl::unexpected{"the keyframe is damaged at byte " + std::to_string(in.at())};
    return fold;
}

Matrix beliefs_at(Events& events, std::int64_t at_ns) {
    BeliefFold fold;
    for (const auto& record : events.find({.to_ns = at_ns, .newest_first = false, .limit = SIZE_MAX}))
        fold.take(record);
    return fold.matrix(at_ns);
}

}  // namespace watercooler::answers
