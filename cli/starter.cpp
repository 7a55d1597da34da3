#include "cli/starter.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "club/files.hpp"
#include "json/tree.hpp"
#include "program/child.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t words_bytes_max = 16 * 1024;
constexpr std::chrono::milliseconds interrupt_patience{500};

/// One that is starting: the reading end of its pipe and what came so far.
struct Starting {
    std::size_t place;  ///< in the results
    club::UniqueFd pipe;
    SteadyClock::time_point begin;
    std::string words;
};

/// How a child ended that is about to; 0 if it takes longer than anybody should.
int reaped_status(pid_t pid) {
    const auto deadline = SteadyClock::now() + std::chrono::seconds{2};
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0 && SteadyClock::now() < deadline) ::usleep(1000);
    return status;
}

class StartLoop {
public:
    StartLoop(const std::string& program, std::span<const std::vector<std::string>> commands, const StartLimits& limits)
        : program_(program), commands_(commands), limits_(limits), results_(commands.size()) {
        command_.program = program;
        command_.environment = program::own_environment();
    }

    std::vector<Started> run(const Interrupt& interrupt, const std::function<void(std::size_t)>& progress) {
        for (;;) {
            while (next_ < commands_.size() && starting_.size() < limits_.at_once && !interrupt.came()) begin_next();
            if (starting_.empty()) return std::move(results_);
            wait(interrupt);
            for (auto& each : starting_) look(each);
            std::erase_if(starting_, [](const Starting& each) { return !each.pipe; });
            progress(told_);
        }
    }

private:
    void begin_next() {
        const auto place = next_++;
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return refuse(place, "make a pipe for", errno);
        Starting starting{place, club::UniqueFd{ends[0]}, SteadyClock::now(), {}};
        const club::UniqueFd writer{ends[1]};
        ::fcntl(writer.get(), F_SETFL, 0);  // the member's end blocks, as it expects
        command_.words = commands_[place];
        const auto pid = program::start_child(command_, {.err = writer.get(), .word = writer.get()});
        if (!pid) return refuse(place, "start", pid.error());
        results_[place].pid = *pid;
        starting_.push_back(std::move(starting));
    }

    void refuse(std::size_t place, std::string_view doing, int error) {
        results_[place] = {.how = Started::How::refused, .error = club::system_error(doing, program_, error)};
        ++told_;
    }

    SteadyClock::time_point deadline_of(const Starting& starting) const {
        const auto usual = starting.begin + limits_.patience;
        return interrupted_ ? std::min(usual, *interrupted_ + interrupt_patience) : usual;
    }

    void wait(const Interrupt& interrupt) {
        if (interrupt.came() && !interrupted_) interrupted_ = SteadyClock::now();
        std::vector<pollfd> polled;
        auto deadline = SteadyClock::time_point::max();
        for (const auto& each : starting_) {
            polled.push_back({each.pipe.get(), POLLIN, 0});
            deadline = std::min(deadline, deadline_of(each));
        }
        if (!interrupt.came()) polled.push_back({interrupt.fd(), POLLIN, 0});
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
        ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 500)));
    }

    void look(Starting& starting) {
        std::array<char, 4096> block{};
        for (;;) {
            const auto size = ::read(starting.pipe.get(), block.data(), block.size());
            if (size > 0) {
                const auto room = words_bytes_max - std::min(words_bytes_max, starting.words.size());
                starting.words.append(block.data(), std::min(room, static_cast<std::size_t>(size)));
                continue;
            }
            if (size < 0 && errno == EINTR) continue;
            if (auto told = parse_ready_line(starting.words)) return finish(starting, std::move(*told));
            if (size == 0) return finish(starting, {.how = Started::How::died, .words = starting.words});
            break;
        }
        if (SteadyClock::now() > deadline_of(starting))
            finish(starting, {.how = Started::How::slow, .words = starting.words});
    }

    void finish(Starting& starting, Started told) {
        auto& result = results_[starting.place];
        told.pid = result.pid;
        told.took = SteadyClock::now() - starting.begin;
        const bool ends = told.how == Started::How::died || told.how == Started::How::refused;
        if (ends) told.status = reaped_status(told.pid);
        result = std::move(told);
        starting.pipe.reset();
        ++told_;
    }

    const std::string& program_;
    std::span<const std::vector<std::string>> commands_;
    const StartLimits& limits_;
    program::ChildCommand command_;
    std::vector<Started> results_;
    std::vector<Starting> starting_;
    std::size_t next_ = 0, told_ = 0;
    std::optional<SteadyClock::time_point> interrupted_;
};

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
    if (auto beside = program::beside_own_program(name); !beside.empty()) return beside;
    const char* variable = std::getenv("PATH");
    return program::find_on_path(name, variable ? variable : "");
}

std::optional<Started> parse_ready_line(std::string_view text) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return std::nullopt;  // it is still writing
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (!line.starts_with("{\"ready\":")) continue;
        const auto value = json::parse(line, json::door_bounds);
        if (!value) continue;
        const auto word = [&](std::string_view name) {
            const auto* found = value->find(name);
            return found && found->text() ? *found->text() : std::string{};
        };
        if (line.starts_with("{\"ready\":true")) return Started{.how = Started::How::ready, .url = word("url")};
        return Started{.how = Started::How::refused, .error = {word("code"), word("message"), word("hint")}};
    }
    return std::nullopt;
}

std::vector<Started> start_all(const std::string& program, std::span<const std::vector<std::string>> commands,
                               const StartLimits& limits, const Interrupt& interrupt,
                               const std::function<void(std::size_t told)>& progress) {
    return StartLoop{program, commands, limits}.run(interrupt, progress);
}

}  // namespace watercooler::cli
