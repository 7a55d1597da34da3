#pragma once

// What can be told without Sauron: the activity of one member as it remembers it, a log as it lies here, and how far
// the members agree by their own tables.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/log_file.hpp"
#include "cli/top_sight.hpp"
#include "cli/top_wanted.hpp"
#include "club/member_folder.hpp"
#include "json/event.hpp"

namespace watercooler::cli {

/// What members lack, compared with each other: by who was asked so far, those whose newest entry it does not hold.
using TopLacks = std::map<std::string, std::vector<std::string>>;
struct TopAgreement {
    std::optional<bool> agreed{};
    std::string verdict{};
    friend bool operator==(const TopAgreement&, const TopAgreement&) = default;
};
TopAgreement agreement_of(const TopLacks& lacks, std::size_t running);
/// One line for each member that lacks something.
std::string lacking_text(const TopLacks& lacks);

class TopActivity {
public:
    /// What to ask that member: all that came since the latest answer.
    std::string question(const std::string& member) const;
    void take(const std::string& member, const std::string& body);
    void add(const TopWanted& wanted, TopSight& sight) const;

private:
    std::string member_;
    std::vector<json::EventRecord> events_;  // oldest first
};

class TopLog {
public:
    /// The latest lines of this member's log.
    const std::vector<std::string>& read(const club::MemberFolder& member);

private:
    std::string member_;
    std::optional<LogFile> file_;
    std::vector<std::string> lines_;
};

}  // namespace watercooler::cli
