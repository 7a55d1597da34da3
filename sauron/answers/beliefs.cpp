#include "answers/beliefs.hpp"

#include <algorithm>

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

constexpr std::uint64_t beliefs = 5;  // so many of them there are

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

std::optional<BeliefFold::Number> BeliefFold::number_of(const std::string& name) {
    if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
    if (rows_.size() >= members_max) return std::nullopt;
    numbers_.emplace(name, static_cast<Number>(rows_.size()));
    rows_.emplace_back();
    return static_cast<Number>(rows_.size() - 1);
}

void BeliefFold::take(const EventRecord& record) {
    const auto& [event, context] = record;
    const auto self = number_of(context.member);
    if (!self) return;
    const auto news = rows_[*self].life.take(record);
    if (news == Lifeline::News::old) return;
    rows_[*self].reports = true;
    take_own(*self, record, news);
    if (event.peer.empty() || event.peer == context.member) return;
    if (event.kind == EventKind::refused) {
        const auto known = numbers_.find(event.peer);
        if (known == numbers_.end()) return;
        auto& refused_ns = rows_[known->second].refused_ns;
        refused_ns = std::max(refused_ns, time_of(record));
    } else if (event.kind == EventKind::updated || belief_after(event.kind)) {
        if (const auto peer = number_of(event.peer)) take_about(rows_[*self], *peer, record);
    }
}

/// What a member's events say of itself.
void BeliefFold::take_own(Number self, const EventRecord& record, Lifeline::News news) {
    const auto& event = record.event;
    auto& cells = rows_[self].cells;
    if (news == Lifeline::News::reborn) {
        cells.clear();
        cells[self] = {Belief::alive, event.incarnation.value_or(Incarnation{}), time_of(record), event.seq};
    } else if ((event.kind == EventKind::refuted || event.kind == EventKind::asleep) && event.incarnation) {
        cells[self].incarnation = *event.incarnation;
    } else if (event.kind == EventKind::leaving) {
        cells[self] = {Belief::left, cells[self].incarnation, time_of(record), event.seq};
    }
}

void BeliefFold::take_about(Row& row, Number peer, const EventRecord& record) {
    const auto& event = record.event;
    auto& cell = row.cells[peer];
    const auto incarnation = event.incarnation.value_or(Incarnation{});
    if (event.kind == EventKind::updated && cell != Matrix::Cell{}) {
        cell.incarnation = incarnation;
        return;
    }
    const auto confirms = event.kind == EventKind::suspected && event.count;
    if (confirms && cell.belief == Belief::suspect) return;  // since then
    cell = {belief_after(event.kind).value_or(Belief::alive), incarnation, time_of(record), event.seq};
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

bool Matrix::is_wrong(std::size_t row, std::size_t column) const {
    if (!lives(members[row].truth)) return false;
    const auto belief = cell(row, column).belief;
    const auto truth = members[column].truth;
    const bool over = truth == Truth::left || truth == Truth::ended;
    return (lives(truth) && (belief == Belief::dead || belief == Belief::left)) || (over && belief == Belief::alive);
}

/// By name, and of each number which of them it is. Who was heard of in an earlier life only is left out.
std::vector<Matrix::Member> BeliefFold::members(std::int64_t at_ns, std::vector<std::size_t>& columns) const {
    std::vector<bool> known(rows_.size());
    for (std::size_t at = 0; at < rows_.size(); ++at) {
        if (rows_[at].reports) known[at] = true;
        rows_[at].cells.each([&](std::size_t peer, const Matrix::Cell&) { known[peer] = true; });
    }
    std::vector<Matrix::Member> all;
    for (const auto& [name, number] : numbers_) {
        if (!known[number]) continue;
        const auto& [life, reports, refused_ns, cells] = rows_[number];
        columns[number] = all.size();
        all.push_back({name, truth(rows_[number], at_ns), reports, life.boot, life.last_ns, life.missed, life.held});
    }
    return all;
}

Matrix BeliefFold::matrix(std::int64_t at_ns) const {
    std::vector<std::size_t> columns(rows_.size());
    Matrix matrix{.at_ns = at_ns, .members = members(at_ns, columns), .rows = {}};
    matrix.rows.resize(matrix.members.size());
    for (std::size_t number = 0; number < rows_.size(); ++number) {
        const auto row = columns[number];
        rows_[number].cells.each([&](std::size_t peer, const Matrix::Cell& cell) {
            const auto column = columns[peer];
            matrix.rows[row][column] = cell;
            if (matrix.is_wrong(row, column)) ++matrix.wrong;
            if (cell.belief == Belief::suspect && lives(matrix.members[row].truth)) ++matrix.doubtful;
        });
    }
    return matrix;
}

// ---- keyframes ----
// Shape: version = 2, count of names, each; then of each in that order: life, reports, refused, count of cells; each:
// number of who is believed, belief, incarnation, since, seq.

Buffer BeliefFold::save() const {
    std::vector<std::string_view> names(rows_.size());
    for (const auto& [name, number] : numbers_) names[number] = name;
    Packer out;
    out.number(3);
    out.number(names.size());
    for (const auto name : names) out.text(name);
    for (const auto& row : rows_) {
        row.life.save(out);
        out.number(row.reports ? 1 : 0);
        out.time(row.refused_ns);
        out.number(row.cells.size());
        // There may be a million cells: each says how it differs from what is near it.
        std::size_t next = 0;
        row.cells.each([&](std::size_t peer, const Matrix::Cell& cell) {
            out.number((peer - next) * beliefs + static_cast<std::uint64_t>(cell.belief));
            out.number(cell.incarnation.value);
            out.number(static_cast<std::uint64_t>(row.life.last_ns) - static_cast<std::uint64_t>(cell.since_ns));
            out.number(row.life.seq.value - cell.seq.value);
            next = peer + 1;
        });
    }
    return out.take();
}

tl::expected<BeliefFold, std::string> BeliefFold::load(Bytes bytes) {
    Unpacker in{bytes};
    if (in.number() != 3) return tl::unexpected{std::string{"this is no keyframe of version 3"}};
    BeliefFold fold;
    bool twice = false;
    const auto names = in.count();
    for (std::size_t at = 0; at < names && in.good(); ++at)
        twice = !fold.numbers_.emplace(in.text(), static_cast<Number>(at)).second || twice;
    for (std::size_t at = 0; at < names && in.good(); ++at) {
        auto& row = fold.rows_.emplace_back();
        row.life = Lifeline::load(in);
        row.reports = in.small(1) == 1;
        row.refused_ns = in.time();
        std::uint64_t next = 0;
        for (auto cells = in.count(); cells > 0 && in.good(); --cells) {
            const auto said = in.number();
            const auto peer = next + said / beliefs;
            Matrix::Cell cell{.belief = static_cast<Belief>(said % beliefs)};
            cell.incarnation = {static_cast<std::uint32_t>(in.number())};
            cell.since_ns = static_cast<std::int64_t>(static_cast<std::uint64_t>(row.life.last_ns) - in.number());
            cell.seq = {row.life.seq.value - in.number()};
            if (peer < names) row.cells[peer] = cell;
            twice = twice || peer >= names;
            next = peer + 1;
        }
    }
    if (!in.done() || twice) return tl::unexpected{"the keyframe is damaged at byte " + std::to_string(in.at())};
    return fold;
}

Matrix beliefs_at(Events& events, std::int64_t at_ns) {
    BeliefFold fold;
    for (const auto& record : events.find({.to_ns = at_ns, .newest_first = false, .limit = SIZE_MAX}))
        fold.take(record);
    return fold.matrix(at_ns);
}

}  // namespace watercooler::answers
