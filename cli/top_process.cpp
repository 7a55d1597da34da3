#include "cli/top_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string>

#include "club/files.hpp"

namespace watercooler::cli {

std::optional<ProcessUse> parse_process_use(std::string_view line, std::uint64_t page_bytes) {
    const auto end = line.rfind(')');
    if (end == std::string_view::npos || end + 2 >= line.size()) return std::nullopt;
    ProcessUse use;
    use.state = line[end + 2];
    line.remove_prefix(end + 2);
    for (int field = 3; field <= 24; ++field) {
        const auto word = line.substr(0, line.find_first_of(" \n"));
        if (word.empty()) return std::nullopt;
        std::uint64_t number = 0;
        std::from_chars(word.data(), word.data() + word.size(), number);  // those that are wanted are no negative ones
        if (field == 14 || field == 15) use.cpu_ticks += number;
        if (field == 22) use.start_ticks = number;
        if (field == 24) use.rss_bytes = number * page_bytes;
        line.remove_prefix(std::min(line.size(), word.size() + 1));
    }
    return use;
}

std::optional<ProcessUse> process_use(pid_t pid) {
    static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const club::UniqueFd file{::open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC)};
    std::array<char, 1024> line{};
    const auto size = file ? ::read(file.get(), line.data(), line.size()) : -1;
    if (size <= 0) return std::nullopt;
    return parse_process_use({line.data(), static_cast<std::size_t>(size)}, page_bytes);
}

double cpu_percent(const ProcessUse& before, const ProcessUse& after, double seconds) {
    static const auto ticks_a_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (seconds <= 0 || after.cpu_ticks < before.cpu_ticks) return 0;
    return static_cast<double>(after.cpu_ticks - before.cpu_ticks) / ticks_a_second / seconds * 100;
}

}  // namespace watercooler::cli
