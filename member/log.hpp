#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <watercooler/event.hpp>

namespace watercooler::member {

/// The member's log: one line each, `2026-03-09T14:02:11.204Z info text`, to stderr or to a file of bounded size.
/// Writing never fails the member: what a full disk swallows is counted and told once there is room again.
class Log {
public:
    static constexpr std::uint64_t file_bytes_max = 1024 * 1024;  // then it becomes `log.1`, whose predecessor goes

    enum class Level { info, warning, error };

    /// Nothing: stderr. A path: stdout and stderr of the process lead there too, so that nothing said is lost.
    explicit Log(std::optional<std::string> path);

    void write(Level level, std::string_view text);
    /// Those events that a person wants to read later: membership, life, own rumors, what was refused or thrown away.
    void write(std::span<const Event> events);

private:
    void open();
    void rotate_when_full();
    void put(std::string_view line);

    std::optional<std::string> path_;
    std::uint64_t bytes_ = 0;
    std::uint64_t lost_ = 0;
};

/// Whether the log keeps this kind; the activity list keeps all.
bool is_worth_a_line(EventKind kind);

/// `2026-03-09T14:02:11.204Z` of now.
std::string log_time();

}  // namespace watercooler::member
