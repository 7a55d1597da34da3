// watch: the events of the club as they come, or those of a recording, by Sauron's filter language.
#include <algorithm>

#include "cli/freezing.hpp"
#include "cli/requests.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/shown.hpp"
#include "cli/wait.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds watch_look_again{250};

class Watch {
public:
    Watch(const Context& context, const Arguments& arguments) : context_(context), requests_(context) {
        scope_ = parameter("filter", filter_text(arguments.words));
        from_ = wall_now().ns -
                std::chrono::nanoseconds{arguments.duration("--since").value_or(std::chrono::milliseconds{0})}.count();
        if (const auto length = arguments.duration("--for")) ends_ = std::chrono::steady_clock::now() + *length;
    }

    Result<Exit> run() {
        const Interrupt interrupt;
        for (;;) {
            const auto to = wall_now().ns - std::chrono::nanoseconds{following_behind}.count();
            const auto looked = look(parameter("from", json::to_text(json::WallTime{from_})) +
                                     parameter("to", json::to_text(json::WallTime{to})));
            if (!looked) return tl::unexpected{looked.error()};
            if (ends_ && std::chrono::steady_clock::now() >= *ends_ + following_behind) return Exit::done;
            if (interrupt.sleep(watch_look_again)) return Exit{interrupt.exit_code()};
        }
    }

    /// A recording is whole: nothing of it is waited for.
    Result<Exit> run_recording(const std::string& run) {
        const auto looked = look(parameter("run", run));
        if (!looked) return tl::unexpected{looked.error()};
        if (*looked == 0) context_.note("nothing in run " + shown(run) + " fits\n");
        return Exit::done;
    }

private:
    Result<std::size_t> look(const std::string& span) {
        return requests_.look(scope_ + span, [this](const json::EventRecord& record) { print(record); });
    }

    void print(const json::EventRecord& record) {
        if (context_.json()) return context_.out(json::write_event(record.event, record.context) + "\n");
        const auto& context = record.context;
        width_ = std::max(width_, context.member.size());
        const auto time = context.wall_time ? json::to_text(*context.wall_time).substr(11, 12) : std::string(12, ' ');
        context_.out(paint(time, Paint::muted, context_.style()) + "  " + paint_name(context.member, context_.style()) +
                     std::string(width_ - context.member.size(), ' ') + "  " + shown(to_text(record.event)) + "\n");
    }

    const Context& context_;
    Requests requests_;
    std::string scope_;
    std::int64_t from_ = 0;
    std::optional<std::chrono::steady_clock::time_point> ends_;
    std::size_t width_ = 0;
};

}  // namespace

Result<Exit> run_watch(Context& context, const Arguments& arguments) {
    const auto run = recording_of(arguments);
    if (!run) return Watch{context, arguments}.run();
    for (const auto* flag : {"--since", "--for"})
        if (arguments.has(flag))
            return tl::unexpected{
                usage(std::string{flag} + " is about a club that lives, and --run NAME is a recording",
                      "since: and until: in the filter say when: since:14:02:11")};
    if (const auto known = check_run(context, arguments); !known) return tl::unexpected{known.error()};
    return Watch{context, arguments}.run_recording(*run);
}

}  // namespace watercooler::cli
