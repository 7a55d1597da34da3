#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/wall_time.hpp"

namespace watercooler::cli {

/// One line of a member's log.
struct LogLine {
    json::WallTime at;  ///< its own time, or that of the line before it in the same file
    std::string member;
    std::string text;  ///< with its time stamp, without the newline; anybody's text
    friend bool operator==(const LogLine&, const LogLine&) = default;
};

/// Cuts what was read from a log into whole lines; an unfinished one waits for the rest.
class LogCutter {
public:
    explicit LogCutter(std::string member) : member_{std::move(member)} {}

    /// The lines that are complete by now.
    std::vector<LogLine> add(std::string_view bytes);
    /// What was never finished, as a line: the file will not go on.
    std::vector<LogLine> finish();

private:
    LogLine line(std::string text);

    std::string member_;
    std::string rest_;
    json::WallTime last_{};
};

/// All lines in the order of time; lines of one member keep their own order, and so do equal times.
std::vector<LogLine> merged(std::vector<std::vector<LogLine>> files);

struct LogFilter {
    std::optional<json::WallTime> since;
    std::string grep;  ///< in any case; empty = all

    bool takes(const LogLine& line) const;
};

}  // namespace watercooler::cli
