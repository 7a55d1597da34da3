#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>
#include <watercooler/bytes.hpp>

#include "answers/events.hpp"
#include "answers/lifeline.hpp"
#include "answers/sparse.hpp"
#include "answers/text.hpp"

namespace watercooler::answers {

/// What one member believes of another.
enum class Belief : std::uint8_t { unknown, alive, suspect, dead, left };
std::string_view to_text(Belief belief);

/// What became of a member, by its own events. Silence alone proves nothing; a refusal by its host after its last event
/// does. unknown: silent, or it never reported.
enum class Truth : std::uint8_t { unknown, alive, frozen, left, ended };
std::string_view to_text(Truth truth);
/// It is there: whether its time runs or not.
inline bool lives(Truth truth) { return truth == Truth::alive || truth == Truth::frozen; }

/// Everybody's beliefs about everybody at one moment, beside the truth.
struct Matrix {
    struct Cell {
        Belief belief = Belief::unknown;
        Incarnation incarnation{};
        std::int64_t since_ns = 0;
        Sequence seq{};  // of the event that says so, in the row's stream
        friend bool operator==(const Cell&, const Cell&) = default;
    };
    struct Member {
        std::string name;
        Truth truth = Truth::unknown;
        bool reports = false;  // has a row of its own beliefs
        BootId boot{};
        std::int64_t last_ns = 0;  // of its own last event
        std::uint64_t missed = 0;  // of its events: with any, its row may be out of date
        std::uint64_t held = 0;    // messages that wait for its thaw
    };
    std::int64_t at_ns = 0;
    std::vector<Member> members;     // by name
    std::vector<Sparse<Cell>> rows;  // by the believer; in each by who is believed
    std::size_t wrong = 0;           // beliefs of the living that the truth contradicts
    std::size_t doubtful = 0;        // beliefs of the living that are `suspect`

    const Cell& cell(std::size_t row, std::size_t column) const { return rows[row].at(column); }
    /// Whether the truth contradicts what a living member believes.
    bool is_wrong(std::size_t row, std::size_t column) const;
};

/// Folds the events of all streams into beliefs, one at a time: of a stream in the order of seq, of different streams
/// in any order near that of time. What is seen again is ignored. Cheap enough for every event that comes in.
class BeliefFold {
public:
    static constexpr std::size_t members_max = 100'000;  // names

    void take(const json::EventRecord& record);
    Matrix matrix(std::int64_t at_ns) const;

    /// A keyframe: all that is known, as bytes of our own, and back. Errors: what is wrong with the bytes.
    Buffer save() const;
    static tl::expected<BeliefFold, std::string> load(Bytes bytes);
    friend bool operator==(const BeliefFold&, const BeliefFold&) = default;

private:
    struct Row {
        Lifeline life;
        bool reports = false;
        std::int64_t refused_ns = 0;   // the latest refusal by its host, 0 = none
        Sparse<Matrix::Cell> cells{};  // by the number of who is believed
        friend bool operator==(const Row&, const Row&) = default;
    };
    using Number = std::uint32_t;
    /// Nothing: there are too many.
    std::optional<Number> number_of(const std::string& name);
    void take_own(Number self, const json::EventRecord& record, Lifeline::News news);
    void take_about(Row& row, Number peer, const json::EventRecord& record);
    std::vector<Matrix::Member> members(std::int64_t at_ns, std::vector<std::size_t>& columns) const;
    Truth truth(const Row& row, std::int64_t at_ns) const;

    std::map<std::string, Number, std::less<>> numbers_;  // every name that was heard of, in that order
    std::vector<Row> rows_;                               // by number; of who never reported it is empty
};

/// The matrix at a moment, from everything that happened until then.
Matrix beliefs_at(Events& events, std::int64_t at_ns);

/// Rows believe, columns are believed; one sign each, and the truth above. Members beyond the width are left out, and
/// it is said how many.
std::string to_text(const Matrix& matrix, const Style& style);

/// What of a matrix is written: a square of it, and how finely.
struct MatrixPart {
    std::size_t row = 0, column = 0;    // the first of each
    std::size_t count = SIZE_MAX;       // of rows and of columns
    std::size_t fields_max = SIZE_MAX;  // a side: of more, several make a field
};
/// `watercooler.beliefs/v1`; a row's beliefs are one letter per member: a alive, s suspect, d dead, l left, u unknown.
/// Where `per_field` is more than 1, a letter stands for so many rows and columns, and says the gravest of what is
/// there: w wrong, d, s, l, a, or u if nothing else is.
std::string to_json(const Matrix& matrix, const MatrixPart& part = {});

}  // namespace watercooler::answers
