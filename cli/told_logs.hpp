#pragma once

// Logs as Sauron can tell them: of members that have none here, and of what is older than the one that is.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/log_lines.hpp"
#include "cli/requests.hpp"

namespace watercooler::cli {

/// The line that the member's own log has of this event. The event has a wall time.
LogLine line_of(const json::EventRecord& record);

/// Those of `told`, oldest first, that are not in `own`, the member's log as it begins here.
std::vector<LogLine> before(const std::vector<LogLine>& own, std::vector<LogLine> told);

/// Whether one of the words (names, globs; none: everybody) means this member.
bool is_meant(const std::vector<std::string>& words, const std::string& member);

class ToldLogs {
public:
    /// `words` as logs takes them: names and globs, or nothing for everybody.
    ToldLogs(const Context& context, const std::vector<std::string>& words);

    using Lines = std::map<std::string, std::vector<LogLine>>;  // by member, oldest first
    struct Want {
        std::optional<json::WallTime> since{};
        std::optional<std::uint64_t> tail{};  ///< no more than the newest of these are needed
        bool goes_on = false;                 ///< `more` is asked for later: it tells what comes late, too
    };
    /// What was told until now. Errors: as ask_sauron.
    Result<Lines> all(const Want& want);
    /// What came since. Runs behind a little, so that nothing that comes late is passed over.
    Result<Lines> more();

private:
    void take(const json::EventRecord& record, Lines& lines) const;
    std::string until_now();

    const Context& context_;
    const std::vector<std::string>& words_;
    std::optional<std::string> members_;  // the words as a filter takes them; nothing: it cannot
    std::string scope_;
    json::WallTime seen_{};  // what is not younger was told
};

}  // namespace watercooler::cli
