// watercooler sauron start | stop | status | backup | restore: the monitor as a process.
#include <sys/wait.h>

#include <filesystem>

#include "cli/duration.hpp"
#include "cli/ending.hpp"
#include "cli/new_death.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/sauron_restore.hpp"
#include "cli/shown.hpp"
#include "cli/starter.hpp"
#include "club/files.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"
#include "program/command_line.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds start_patience{15'000};
constexpr std::chrono::milliseconds stop_patience{10'000};
constexpr std::chrono::milliseconds backup_patience{10 * 60'000};

/// What is handed on to the program as it is; it checks it.
constexpr std::string_view passed_flags[] = {"--port",       "--store",       "--store-file",
                                             "--retain-age", "--retain-size", "--otlp"};

std::vector<std::string> command_of(const Context& context, const Arguments& arguments) {
    std::vector<std::string> command{"--club", context.place().club.text()};
    if (context.home()) command.insert(command.end(), {"--home", *context.home()});
    for (const auto flag : passed_flags)
        if (const auto value = arguments.text(flag)) command.insert(command.end(), {std::string{flag}, *value});
    command.insert(command.end(), {"--ready-fd", "3", "--log-to-folder"});
    return command;
}

Failure program_missing() {
    return {Exit::not_ready,
            "WC-SAURON-PROGRAM",
            "the program sauron is not to be found",
            "It belongs beside this program, or on PATH; script/build makes it where SQLite and libpq are.",
            {}};
}

Failure not_started(const Context& context, const Started& started, const std::string& log, std::uint64_t log_from) {
    switch (started.how) {
        case Started::How::refused: {
            auto failure = failure_of(started.error);
            if (WIFEXITED(started.status) && WEXITSTATUS(started.status) != 0)
                failure.exit = Exit{WEXITSTATUS(started.status)};
            return failure;
        }
        case Started::How::slow:
            return member_slow(context, "sauron", started, false);
        default:
            return member_died("sauron", started, log, log_from);
    }
}

void tell_running(const Context& context, const Member& sauron, const std::string& more) {
    if (context.json()) {
        context.out(json::answer("sauron")
                        .text("club", context.place().club.text())
                        .text("status", club::to_text(sauron.probe.status))
                        .text("url", sauron.probe.record->url)
                        .number("pid", sauron.probe.record->process.pid)
                        .done() +
                    "\n");
        return;
    }
    context.out("+ Sauron watches club " + context.place().club.text() + " at " +
                paint(shown(sauron.probe.record->url), Paint::link, context.style()) + more + "\n");
    context.suggest({"watch", "sauron stop"});
}

Result<Exit> start(const Context& context, const Arguments& arguments) {
    if (const auto club = club::Folder::open_existing(context.place())) {
        const auto sauron = read_sauron(*club);
        if (!sauron) return tl::unexpected{sauron.error()};
        if (sauron->known()) {
            tell_running(context, *sauron, "   (it did already)");
            return Exit::done;
        }
    }
    const auto program = find_program("sauron");
    if (!program) return tl::unexpected{program_missing()};
    if (context.dry_run()) {
        context.out("would start Sauron for club " + context.place().club.text() + "\n");
        return Exit::done;
    }
    const auto log = club::MemberFolder{club::Folder::at(context.place()), club::Name::sauron()}.log_path();
    const auto log_from = file_size(log);
    const Interrupt interrupt;
    const std::vector<std::vector<std::string>> commands{command_of(context, arguments)};
    const auto started = start_all(*program, commands, {.at_once = 1, .patience = context.timeout(start_patience)},
                                   interrupt, [](std::size_t) {})
                             .front();
    if (started.how != Started::How::ready) return tl::unexpected{not_started(context, started, log, log_from)};
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    tell_running(context, *sauron, "   ready in " + duration_text(started.took));
    return Exit::done;
}

Result<Exit> stop(const Context& context) {
    const auto club = context.club();
    if (!club) return tl::unexpected{club.error()};
    const auto sauron = read_sauron(*club);
    if (!sauron) return tl::unexpected{sauron.error()};
    if (context.dry_run()) {
        report_plan(context, "stop", names_of(living({*sauron})));
        return Exit::done;
    }
    const Interrupt interrupt;
    const auto outcomes = stop_members(*club, {*sauron}, context.timeout(stop_patience), interrupt, [](std::size_t) {});
    const auto exit = report(context, "stop", "stopped", outcomes);
    return interrupt.came() ? Exit{interrupt.exit_code()} : exit;
}

/// What /api/v1/health says, in a few lines.
std::string status_lines(const Context& context, const json::Value& health) {
    const auto number = [](const json::Value& object, std::string_view name) {
        json::Fields fields{object};
        return fields.number(name, UINT64_MAX).value_or(0);
    };
    json::Fields fields{health};
    const auto* store = fields.object("store");
    const auto* ingest = fields.object("ingest");
    const auto* eyes = fields.array("eyes");
    const auto* trouble = health.find("trouble");
    const bool ok = fields.flag("ok").value_or(false);
    std::string text = shape(ok ? Mark::alive : Mark::suspect, context.style()) + " Sauron of club " +
                       shown(fields.text("club").value_or("")) + " at " +
                       paint(shown(fields.text("url").value_or("")), Paint::link, context.style()) + "\n";
    if (eyes) text += "  eyes     " + std::to_string(eyes->size()) + " connected\n";
    if (ingest) text += "  events   " + std::to_string(number(*ingest, "events")) + " since its start\n";
    if (store && store->find("code")) {
        json::Fields about{*store};
        text += "  store    " + paint(shown(about.text("message").value_or("")), Paint::bad, context.style()) + "\n";
    } else if (store) {
        json::Fields about{*store};
        text += "  store    " + shown(about.text("engine").value_or("")) + ", " +
                std::to_string(number(*store, "events")) + " events of " + std::to_string(number(*store, "streams")) +
                " lives, " + std::to_string((number(*store, "disk_bytes") + 1023) / 1024) + " KiB\n";
    }
    if (trouble && trouble->object()) {
        json::Fields about{*trouble};
        text += "  trouble  " + paint(shown(about.text("message").value_or("")), Paint::bad, context.style()) +
                "\n           " + shown(about.text("hint").value_or("")) + "\n";
    }
    return text;
}

Result<Exit> status(const Context& context) {
    const auto answer = ask_sauron(context, "/api/v1/health");
    if (!answer) return tl::unexpected{answer.error()};
    if (context.json()) {
        context.out(*answer + "\n");
        return Exit::done;
    }
    const auto health = json::parse(*answer, json::answer_bounds);
    if (!health || !health->object())
        return tl::unexpected{
            Failure{Exit::unreachable, "WC-SAURON-ODD", "Sauron's answer cannot be understood", {}, {}}};
    context.out(status_lines(context, *health));
    return Exit::done;
}

Result<Exit> backup(const Context& context, const Arguments& arguments) {
    if (arguments.words.size() != 2)
        return tl::unexpected{usage("sauron backup wants a file", "As in: sauron backup office.db")};
    const auto path = std::filesystem::absolute(arguments.words[1]).lexically_normal().string();
    if (context.dry_run()) {
        context.out("would write a backup to " + shown(path) + "\n");
        return Exit::done;
    }
    const auto answer =
        order_sauron(context, "POST", "/api/v1/backup", json::Object{}.text("path", path).done(), backup_patience);
    if (!answer) return tl::unexpected{answer.error()};
    context.out(context.json() ? *answer + "\n"
                               : "+ all that is stored is in " + shown(path) + " too\n  Later: " +
                                     context.command("sauron restore " + program::shell_word(path)) + "\n");
    return Exit::done;
}

}  // namespace

Result<Exit> run_sauron(Context& context, const Arguments& arguments) {
    const auto& what = arguments.words.front();
    if (what == "backup") return backup(context, arguments);
    if (what == "restore") return restore_sauron(context, arguments);
    if (arguments.words.size() > 1)
        return tl::unexpected{
            usage("sauron " + what + " takes no more words", "See: " + context.command("help sauron"))};
    if (what == "start") return start(context, arguments);
    if (what == "stop") return stop(context);
    if (what == "status") return status(context);
    return tl::unexpected{
        usage("sauron \"" + what + "\" is not known", "It is start, stop, status, backup or restore.")};
}

}  // namespace watercooler::cli
