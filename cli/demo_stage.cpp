#include "cli/demo_stage.hpp"

#include <algorithm>

#include "cli/calls.hpp"
#include "cli/duration.hpp"
#include "cli/own_command.hpp"
#include "cli/shown.hpp"
#include "json/fields.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds step_patience{30'000};
constexpr milliseconds demo_look_again{10};
constexpr milliseconds frozen_look_again{100};
/// A command that starts members is not cut off while they start: who would clean up after it has to see them all.
constexpr milliseconds command_grace{5'000};

/// Long enough that what is sent in one step arrives after it, and is held until the next.
constexpr std::string_view slow_network = "300ms", slow_book = "The Time Machine";

}  // namespace

std::string took_text(const std::optional<nanoseconds>& time) { return time ? duration_text(*time) : "not yet"; }

std::string DemoStage::command(const std::vector<std::string>& words) const {
    std::string line;
    for (const auto& word : words) line += (line.empty() ? "" : " ") + program::shell_word(word);
    return context_.command(line);
}

Result<std::string> DemoStage::run(const std::vector<std::string>& words, const Interrupt* interrupt) const {
    std::vector<std::string> all{"--json", "-c", context_.place().club.text()};
    if (context_.home()) all.insert(all.end(), {"--home", *context_.home()});
    all.insert(all.end(), words.begin(), words.end());
    auto ran = run_own(context_.program(), all, interrupt, command_grace);
    if (!ran) return tl::unexpected{ran.error()};
    if (ran->exit == 0) return std::move(ran->out);
    return tl::unexpected{failure_of(*ran)};
}

Result<std::string> DemoStage::act(const std::vector<std::string>& words) const { return run(words, &interrupt_); }
Result<std::string> DemoStage::act_in_peace(const std::vector<std::string>& words) const { return run(words, nullptr); }

Result<std::vector<std::string>> DemoStage::living_names() const {
    const auto club = context_.club();
    if (!club) return tl::unexpected{club.error()};
    const auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    return names_of(living(*roster));
}

Result<Sight> DemoStage::look() const {
    const auto club = context_.club();
    if (!club) return tl::unexpected{club.error()};
    auto roster = read_roster(*club);
    if (!roster) return tl::unexpected{roster.error()};
    std::erase_if(*roster, [](const Member& member) { return !member.known(); });
    Sight sight{{}, roster->size()};
    for (const auto& body : ask_all(*roster, "/api/v1/state")) {
        auto state = body ? json::read_state(*body) : json::Read<json::StateInfo>{tl::unexpected{json::ReadError{}}};
        if (state) sight.states.push_back(std::move(*state));
    }
    return sight;
}

void DemoStage::pause(milliseconds time) {
    for (auto left = time; left.count() > 0 && !over();) {
        stand_still();
        const auto part = std::min(left, frozen_look_again);
        interrupt_.sleep(part);
        left -= part;
    }
}

std::optional<nanoseconds> DemoStage::wait(SteadyClock::time_point begin, const std::function<bool(const Sight&)>& so) {
    nanoseconds still{};
    while (!over()) {
        const auto asked = SteadyClock::now();
        const auto sight = look();
        if (!sight) return std::nullopt;
        const auto now = SteadyClock::now();
        if (so(*sight)) return now - begin - still;
        if (now - begin - still > context_.timeout(step_patience)) return std::nullopt;
        still += stand_still();
        // Who is asked all the time has little left for gossip.
        interrupt_.sleep(std::max(demo_look_again, std::chrono::ceil<milliseconds>(now - asked)));
    }
    return std::nullopt;
}

bool DemoStage::frozen() const {
    const auto club = context_.club();
    if (!club) return false;
    const auto page = club->freeze_page();
    return page && page->load().frozen;
}

nanoseconds DemoStage::stand_still() {
    if (!frozen()) return {};
    const auto begin = SteadyClock::now();
    teller_.gap();
    teller_.say("You froze the club, so the demo waits for the thaw.", Paint::bold, step_indent);
    const auto fault = begin_a_slow_rumor();
    while (frozen() && !over()) interrupt_.sleep(frozen_look_again);
    if (over()) return SteadyClock::now() - begin;
    if (fault) (void)act({"chaos", "rm", *fault});
    teller_.say("Time goes on, and so does the demo.", Paint::bold, step_indent);
    return SteadyClock::now() - begin;
}

std::optional<std::string> DemoStage::begin_a_slow_rumor() const {
    const auto names = living_names();
    const auto faults = act({"chaos", "ls"});
    if (!names || names->empty() || !faults || !faults->starts_with("[]")) return std::nullopt;
    const std::vector<std::vector<std::string>> commands{{"chaos", "add", "latency", std::string{slow_network}},
                                                         {"pick", names->front(), std::string{slow_book}},
                                                         {"step"}};
    const auto added = act(commands[0]);
    if (!added) return std::nullopt;
    const auto fault = json::parse(*added, json::answer_bounds);
    const auto id = fault && fault->object() ? json::Fields{*fault}.number("id", UINT64_MAX) : std::nullopt;
    if (act(commands[1]) && act(commands[2])) {
        teller_.say("The network is slow now, and " + names->front() + " has begun to tell of \"" +
                        std::string{slow_book} + "\". Step, and see who has it after each.",
                    Paint::plain, step_indent);
        for (const auto& words : commands) teller_.show(command(words), step_indent + 2);
    }
    return id ? std::optional{std::to_string(*id)} : std::nullopt;
}

}  // namespace watercooler::cli
