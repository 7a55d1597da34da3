#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <watercooler/event.hpp>

namespace watercooler::program {

/// A program's log: one line each, `2026-03-09T14:02:11.204Z info  text`, to stderr or to a file of bounded size.
/// Writing never fails the program: what a full disk swallows is counted and told once there is room again. Any thread
/// may write.
class Log {
public:
    static constexpr std::uint64_t file_bytes_max = 1024 * 1024;  // then it becomes `log.1`, whose predecessor goes

    enum class Level { info, warning, error };

    /// Nothing: stderr. A path: stdout and stderr of the process lead there too, so that nothing said is lost.
    explicit Log(std::optional<std::string> path);

    void write(Level level, std::string_view text);

private:
    void open();
    void rotate_when_full();
    void put(std::string_view line);

    std::mutex mutex_;
    std::optional<std::string> path_;
    std::uint64_t bytes_ = 0;
    std::uint64_t lost_ = 0;  // lines
};

std::string_view to_text(Log::Level level);  // info, warn, error

/// A line as it stands in a log, without its newline.
std::string log_line(std::chrono::system_clock::time_point time, Log::Level level, std::string_view text);

/// Whether a member's log keeps events of this kind: membership, life, own rumors, what was refused or thrown away.
/// Not `logged`: that was written when it was said. Sauron keeps all.
bool is_worth_a_line(EventKind kind);

}  // namespace watercooler::program
