#pragma once

#include <string>
#include <string_view>
#include <vector>
#include <watercooler/event.hpp>

namespace watercooler::sim {

/// A scenario file: blocks of commands, `----`, what happened, and a blank line. `#` starts a comment.
struct Block {
    int line = 0;                    // of the first line of `head`, from 1
    std::vector<std::string> head;   // commands, comments and blank lines, as written
    std::vector<std::string> below;  // what is expected
};

/// Splits a file. Throws StoryError, with the line, if commands at its end lack their `----`.
std::vector<Block> read_blocks(std::string_view text);
std::string write_blocks(const std::vector<Block>& blocks);

struct StoryRun {
    std::vector<Block> blocks;        // as read, with what happened below
    std::vector<std::string> broken;  // rules that must always hold, and did not
    std::string trace;                // hash of the run
    EventCounters seen{};             // of all members together
};
/// Runs all blocks of one file. Throws StoryError with `file:line: ` in front.
StoryRun tell_story(std::string_view file, const std::vector<Block>& blocks);

/// What a person wants to see when lines differ: ` ` same, `-` expected, `+` happened. Empty if nothing differs.
std::string difference(const std::vector<std::string>& expected, const std::vector<std::string>& happened);

}  // namespace watercooler::sim
