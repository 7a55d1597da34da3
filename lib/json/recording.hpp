#pragma once

// The first line of a run as a file: docs/recording.md is the format's definition. The other lines are events, as
// event.hpp writes them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/event.hpp>

#include "json/tree.hpp"
#include "json/wall_time.hpp"

namespace watercooler::json {

inline constexpr std::string_view recording_schema = "watercooler.recording/v1";

/// Whose the recording is, and how they were set.
struct RecordingHead {
    struct Member {
        std::string name, address;  // address: `ip:port`
        BootId boot{};
        std::string program;  // name and version
        Value settings{Members{}};
        friend bool operator==(const Member&, const Member&) = default;
    };
    std::string club, run;
    std::optional<WallTime> started{};
    int event_schema = event_schema_version;
    std::string program{};  // that wrote the recording
    std::vector<Member> members{};
    friend bool operator==(const RecordingHead&, const RecordingHead&) = default;
};
/// One line, with its end.
std::string write_head(const RecordingHead& head);

}  // namespace watercooler::json
