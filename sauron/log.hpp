#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace watercooler::sauron {

/// Sauron's log: one line each, `2026-03-09T14:02:11.204Z info  text`, to stderr or to a file of bounded size. As a
/// member's (member/log.hpp), without events. Any thread may write.
class Log {
public:
    static constexpr std::uint64_t file_bytes_max = 1024 * 1024;  // then it becomes `log.1`, whose predecessor goes

    enum class Level { info, warning, error };

    /// A path: stdout and stderr of the process lead there too.
    explicit Log(std::optional<std::string> path);
    void write(Level level, std::string_view text);

private:
    void open();

    std::mutex mutex_;
    std::optional<std::string> path_;
    std::uint64_t bytes_ = 0;
};

}  // namespace watercooler::sauron
