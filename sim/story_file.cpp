#include "sim/story_file.hpp"

#include <algorithm>
#include <cstdio>

#include "sim/story.hpp"

namespace watercooler::sim {
namespace {

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

bool is_command(const std::string& line) {
    const auto first = line.find_first_not_of(" \t");
    return first != std::string::npos && line[first] != '#';
}

std::string hex(std::uint64_t value) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

}  // namespace

std::vector<Block> read_blocks(std::string_view text) {
    const auto lines = split_lines(text);
    std::vector<Block> blocks;
    std::size_t at = 0;
    while (at < lines.size()) {
        Block block{.line = static_cast<int>(at) + 1, .head = {}, .below = {}};
        for (; at < lines.size() && lines[at] != "----"; ++at) block.head.push_back(lines[at]);
        if (at == lines.size()) {
            const auto command = std::find_if(block.head.begin(), block.head.end(), is_command);
            if (command == block.head.end()) break;
            throw StoryError(std::to_string(block.line + (command - block.head.begin())) +
                             ": expected a line '----' after the commands");
        }
        for (++at; at < lines.size() && !lines[at].empty(); ++at) block.below.push_back(lines[at]);
        ++at;
        blocks.push_back(std::move(block));
    }
    return blocks;
}

std::string write_blocks(const std::vector<Block>& blocks) {
    std::string text;
    for (const auto& block : blocks) {
        if (!text.empty()) text += '\n';
        for (const auto& line : block.head) text += line + '\n';
        text += "----\n";
        for (const auto& line : block.below) text += line + '\n';
    }
    return text;
}

StoryRun tell_story(std::string_view file, const std::vector<Block>& blocks) {
    Story story;
    StoryRun run;
    run.blocks = blocks;
    for (auto& block : run.blocks) {
        for (std::size_t i = 0; i < block.head.size(); ++i) {
            if (!is_command(block.head[i])) continue;
            try {
                story.run(block.head[i]);
            } catch (const StoryError& error) {
                throw StoryError(std::string{file} + ":" + std::to_string(block.line + static_cast<int>(i)) + ": " +
                                 error.what());
            }
        }
        block.below = story.take();
    }
    run.broken = story.broken();
    run.seen = story.seen();
    if (const auto* network = story.network()) run.trace = hex(network->trace().value());
    return run;
}

/// The longest common run of lines stays, the others are gone or new.
std::string difference(const std::vector<std::string>& expected, const std::vector<std::string>& happened) {
    if (expected == happened) return {};
    const auto rows = expected.size(), columns = happened.size();
    std::vector<std::vector<std::size_t>> common(rows + 1, std::vector<std::size_t>(columns + 1, 0));
    for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;)
            common[i][j] =
                expected[i] == happened[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
    std::string text;
    std::size_t i = 0, j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && expected[i] == happened[j]) {
            text += " " + expected[i] + "\n";
            ++i, ++j;
        } else if (j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1])) {
            text += "-" + expected[i++] + "\n";
        } else {
            text += "+" + happened[j++] + "\n";
        }
    }
    return text;
}

}  // namespace watercooler::sim
