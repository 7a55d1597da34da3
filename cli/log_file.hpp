#pragma once

#include <string>
#include <vector>

#include "cli/log_lines.hpp"
#include "club/files.hpp"

namespace watercooler::cli {

/// One member's log as it grows. The file may be renamed to log.1 and begun again; what was written to the old one
/// until then is still read.
class LogFile {
public:
    LogFile(std::string member, std::string path) : cutter_{std::move(member)}, path_{std::move(path)} {}

    /// Everything from the file before it, and then all of this one.
    std::vector<LogLine> read_all();
    std::vector<LogLine> read_new();
    /// What was never finished, once the file will not go on.
    std::vector<LogLine> finish() { return cutter_.finish(); }

private:
    std::vector<LogLine> read_old();
    void open();
    bool is_replaced() const;
    void drain(std::vector<LogLine>& lines);

    LogCutter cutter_;
    std::string path_;
    club::UniqueFd fd_;
};

}  // namespace watercooler::cli
