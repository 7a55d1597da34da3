#pragma once

#include <chrono>
#include <string>

namespace watercooler::club {

/// Tells at the cost of one stat whether `members/` must be read again: a name came, went, or wrote a new record
/// (Claim::write touches the folder).
///
/// A file system's clock ticks in milliseconds, so a change just after a reading may carry the same time stamp. A stamp
/// that was young when it was read is therefore not trusted: `changed()` says yes until it has aged.
class MembersWatch {
public:
    explicit MembersWatch(std::string members_path) : path_{std::move(members_path)} {}

    /// Whether something may have changed since the call before; yes at the first. Ask before you read the folder.
    /// Yes as long as there is no such folder: reading it says so.
    bool changed();

private:
    static constexpr std::chrono::milliseconds young{500};

    std::string path_;
    std::chrono::nanoseconds stamp_{-1};
    bool trusted_{false};
};

}  // namespace watercooler::club
