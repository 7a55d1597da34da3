#include "cli/new_death.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <fstream>

#include "cli/duration.hpp"
#include "cli/shown.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t log_lines_shown = 10;

std::string status_text(int status) {
    if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
    if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
    return "its end was not seen";
}

}  // namespace

std::uint64_t file_size(const std::string& path) {
    std::ifstream file{path, std::ios::ate};
    return file ? static_cast<std::uint64_t>(std::max<std::streamoff>(0, file.tellg())) : 0;
}

std::string last_log_lines(const std::string& path, std::uint64_t from) {
    std::ifstream log{path};
    log.seekg(static_cast<std::streamoff>(from));
    std::vector<std::string> lines;
    for (std::string line; std::getline(log, line);) lines.push_back(shown(line));
    std::string text;
    for (auto at = lines.size() - std::min(lines.size(), log_lines_shown); at < lines.size(); ++at)
        text += "\n" + lines[at];
    return text;
}

Failure member_died(const std::string& name, const Started& started, const std::string& log_path,
                    std::uint64_t log_from) {
    Failure failure{
        Exit::not_ready, "WC-MEMBER-DIED", name + " died at its start (" + status_text(started.status) + ")", {}, {}};
    if (!started.words.empty()) failure.cause = "It said:\n" + started.words;
    const auto log = last_log_lines(log_path, log_from);
    if (!log.empty()) failure.cause += "The last lines of its log:" + log;
    if (failure.cause.empty()) failure.cause = "It left no word.";
    return failure;
}

Failure member_slow(const Context& context, const std::string& name, const Started& started, bool stays) {
    Failure failure{
        Exit::not_ready, "WC-MEMBER-SLOW", name + " is not ready after " + duration_text(started.took), {}, {}};
    failure.cause = stays ? "It goes on starting." : "It is killed again.";
    if (stays) failure.tries = {context.command("logs " + name)};
    return failure;
}

}  // namespace watercooler::cli
