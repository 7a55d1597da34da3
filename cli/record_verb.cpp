// record: the live run from now on (or from --from) until Ctrl-C or --for, and what members still tell of that time.
#include <thread>

#include "cli/duration.hpp"
#include "cli/export_file.hpp"
#include "cli/freezing.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

/// Members tell what they did within a moment: a recording's end waits for it.
constexpr std::chrono::milliseconds behind{1'000};

}  // namespace

Result<Exit> run_record(Context& context, const Arguments& arguments) {
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    const auto& path = arguments.words.front();
    auto output = Output::open(path);
    if (!output) return tl::unexpected{output.error()};
    const auto from = arguments.text("--from").value_or(json::to_text(wall_now()));
    const auto begin = std::chrono::steady_clock::now();
    const Interrupt interrupt;
    context.note("recording to " + shown(path) + (arguments.has("--for") ? "" : " until Ctrl-C") + "\n");
    interrupt.sleep(arguments.duration("--for").value_or(std::chrono::hours{24 * 365}));
    const auto took = std::chrono::steady_clock::now() - begin;
    const auto to = json::to_text(wall_now());
    std::this_thread::sleep_for(behind);
    Pieces pieces{context, *sauron};
    const auto fetched =
        pieces.fetch("/api/v1/export?format=jsonl" + parameter("from", from) + parameter("to", to), *output);
    if (!fetched) return tl::unexpected{fetched.error()};
    if (const auto done = output->finish(); !done) return tl::unexpected{done.error()};
    if (context.json())
        context.out(json::answer("recording").text("file", path).number("events", pieces.events()).done() + "\n");
    else
        context.out("+ " + std::to_string(pieces.events()) + " events of " + duration_text(took) + " in " +
                    shown(path) + "\n  Next: " + context.command("import " + program::shell_word(path)) + "\n");
    return Exit::done;
}

}  // namespace watercooler::cli
