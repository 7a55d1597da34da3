#include "cli/log_lines.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace watercooler::cli {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;  // a log without newlines is somebody's joke

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains_in_any_case(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace

LogLine LogCutter::line(std::string text) {
    if (const auto at = json::parse_wall_time(std::string_view{text}.substr(0, text.find(' ')))) last_ = *at;
    return {last_, member_, std::move(text)};
}

std::vector<LogLine> LogCutter::add(std::string_view bytes) {
    std::vector<LogLine> lines;
    rest_ += bytes;
    std::size_t begin = 0;
    for (;;) {
        const auto end = rest_.find('\n', begin);
        if (end == std::string::npos) break;
        lines.push_back(line(rest_.substr(begin, end - begin)));
        begin = end + 1;
    }
    rest_.erase(0, begin);
    if (rest_.size() > line_bytes_max) lines.push_back(line(std::exchange(rest_, {})));
    return lines;
}

std::vector<LogLine> LogCutter::finish() {
    if (rest_.empty()) return {};
    return {line(std::exchange(rest_, {}))};
}

std::vector<LogLine> merged(std::vector<std::vector<LogLine>> files) {
    std::vector<LogLine> all;
    for (auto& lines : files) {
        json::WallTime last{};
        for (auto& each : lines) {
            last = std::max(last, each.at);  // a clock that was set back must not turn a member's own lines round
            each.at = last;
            all.push_back(std::move(each));
        }
    }
    // Not stable_sort: clang 19 finds it deprecated in the library of g++ 12.
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t place) { return std::pair{all[place].at, place}; });
    std::vector<LogLine> sorted;
    for (const auto place : order) sorted.push_back(std::move(all[place]));
    return sorted;
}

bool LogFilter::takes(const LogLine& line) const {
    if (since && line.at < *since) return false;
    return grep.empty() || contains_in_any_case(line.text, grep);
}

}  // namespace watercooler::cli
