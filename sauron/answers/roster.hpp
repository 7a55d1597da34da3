#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "answers/beliefs.hpp"
#include "answers/convergence.hpp"

namespace watercooler::answers {

/// How a member is, in one word: by its own events, and where these are silent, by what the living believe of it.
enum class Standing : std::uint8_t { alive, suspect, dead, frozen, left, silent };
inline constexpr std::size_t standing_count = 6;
std::string_view to_text(Standing standing);

/// Everybody at one moment, one row each.
struct Roster {
    struct Row {
        std::string name;
        Standing standing = Standing::silent;
        Truth truth = Truth::unknown;
        std::size_t known_by = 0;  // of the living: who holds it alive, suspect or dead
        std::size_t suspected_by = 0, dead_for = 0;
        std::uint64_t missed = 0, held = 0;
        std::int64_t last_ns = 0;
        bool reports = false;
        BootId boot{};
        Incarnation incarnation{};
        std::string book{};
        Version version{};  // 0: it has no book that anybody knows
        Uuid uuid{};
        std::string address{};
        std::uint16_t port = 0;
        std::size_t lacks = 0;  // entries of which it holds less than others
        Snapshot::Row newest_lacked{};
        std::string trouble{};  // a phrase; empty: there is none
    };
    std::int64_t at_ns = 0;
    std::vector<Row> rows;                               // by name
    std::array<std::size_t, standing_count> standing{};  // how many of each
    std::size_t living = 0, wrong = 0, doubtful = 0;     // wrong, doubtful: beliefs, as in Matrix
    std::uint64_t missed = 0;                            // events, of everybody
    std::uint64_t held = 0;                              // messages that wait for a thaw, of everybody
    std::size_t lacking = 0;                             // of the living: who lacks something
    std::vector<std::size_t> worst;                      // rows with trouble, the worst first; at most `worst_max`
    static constexpr std::size_t worst_max = 10;
};

/// Where a member may be found: what its eye said.
struct Place {
    std::string address;
    std::uint16_t port = 0;
};
Roster roster(const Matrix& matrix, const Snapshot& entries, const std::map<std::string, Place>& places);

/// Which rows are written: all, those of the worst, or one. The counts are everybody's.
enum class RosterRows : std::uint8_t { all, worst };
/// `watercooler.roster/v1`
std::string to_json(const Roster& roster, RosterRows rows = RosterRows::all, const std::string* name = nullptr);

}  // namespace watercooler::answers
