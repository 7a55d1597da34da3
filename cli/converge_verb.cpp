// converge: wait until all living members hold what was true when it was asked, or say who does not.
#include "cli/freezing.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/wait.hpp"
#include "json/fields.hpp"
#include "json/wall_time.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds converge_look_again{100};
/// What members did before the question is with Sauron by then.
constexpr std::chrono::milliseconds told_by_then{600};

/// Whether all that was born until `asked` is with everybody; picks go on meanwhile, and are not waited for.
bool agreed(const std::string& answer, std::int64_t asked) {
    const auto value = json::parse(answer, json::answer_bounds);
    if (!value || !value->object()) return false;
    json::Fields fields{*value};
    if (fields.flag("converged").value_or(false)) return true;
    const auto* open = fields.array("open");
    if (!open || open->empty()) return false;  // nobody reports
    for (const auto& each : *open) {
        json::Fields entry{each};
        const auto born = json::parse_wall_time(entry.text("born").value_or(""));
        if (!born || born->ns <= asked) return false;
    }
    return true;
}

}  // namespace

Result<Exit> run_converge(Context& context, const Arguments& arguments) {
    const auto within = arguments.duration("--within").value_or(std::chrono::milliseconds{0});
    const auto asked = wall_now().ns;
    const auto begin = std::chrono::steady_clock::now();
    const Interrupt interrupt;
    if (interrupt.sleep(told_by_then)) return Exit{interrupt.exit_code()};
    bool done = false;
    while (!done) {
        const auto answer = ask_sauron(context, "/api/v1/convergence");
        if (!answer) return tl::unexpected{answer.error()};
        done = agreed(*answer, asked);
        if (done || std::chrono::steady_clock::now() - begin >= within) break;
        if (interrupt.sleep(converge_look_again)) return Exit{interrupt.exit_code()};
    }
    const auto printed = print_answer(context, "/api/v1/convergence" + as_shown(context));
    if (!printed) return printed;
    return done ? Exit::done : Exit::violated;
}

}  // namespace watercooler::cli
