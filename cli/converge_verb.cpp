// converge: wait until all living members hold what was true when it was asked, or say who does not.
#include "cli/curve.hpp"
#include "cli/freezing.hpp"
#include "cli/requests.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/wait.hpp"
#include "json/fields.hpp"
#include "json/wall_time.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::chrono::milliseconds converge_look_again{100};
/// What members did before the question is with Sauron by then.
constexpr std::chrono::milliseconds told_by_then{600};
constexpr std::uint64_t curves_usual = 3, curves_max = 20;  // three are what a terminal shows at once

/// Whether all that was born until `asked` is with everybody; picks go on meanwhile, and are not waited for.
bool agreed(const std::string& answer, std::int64_t asked) {
    const auto value = json::parse(answer, json::answer_bounds);
    if (!value || !value->object()) return false;
    json::Fields fields{*value};
    if (fields.number("living", UINT64_MAX).value_or(0) == 0) return false;  // nobody reports
    if (fields.flag("converged").value_or(false)) return true;
    const auto* open = fields.array("open");
    if (!open || open->empty()) return false;
    if (fields.number("open_count", UINT64_MAX).value_or(0) > open->size()) return false;  // older ones are not listed
    for (const auto& each : *open) {
        json::Fields entry{each};
        const auto born = json::parse_wall_time(entry.text("born").value_or(""));
        if (!born || born->ns <= asked) return false;
    }
    return true;
}

/// done, violated, or what an interrupted program exits with.
Result<Exit> wait_for_agreement(const Context& context, std::chrono::milliseconds within) {
    const auto asked = wall_now().ns;
    const auto begin = std::chrono::steady_clock::now();
    const Interrupt interrupt;
    for (auto pause = told_by_then;; pause = converge_look_again) {
        if (interrupt.sleep(pause)) return Exit{interrupt.exit_code()};
        const auto answer = ask_sauron(context, "/api/v1/convergence");
        if (!answer) return tl::unexpected{answer.error()};
        if (agreed(*answer, asked)) return Exit::done;
        if (std::chrono::steady_clock::now() - begin >= within) return Exit::violated;
    }
}

/// What is past does not change.
Result<Exit> agreement_then(const Context& context, const std::string& scope) {
    const auto answer = ask_sauron(context, "/api/v1/convergence?format=json" + scope);
    if (!answer) return tl::unexpected{answer.error()};
    return agreed(*answer, INT64_MAX) ? Exit::done : Exit::violated;
}

// ---- curves ----

struct Update {
    Event born;
    json::WallTime at;
    std::string answer;  // watercooler.curve/v1
    Curve curve;
};

/// The latest updates, newest first.
Result<std::vector<Update>> latest_updates(const Context& context, const Arguments& arguments) {
    const auto run = recording_of(arguments).value_or("live");
    const auto until = arguments.text("--at");
    const auto scope = parameter("run", run) + parameter("filter", "kind:born");
    const auto born = newest(context, scope + (until ? parameter("to", *until) : ""),
                             arguments.number("--latest").value_or(curves_usual));
    if (!born) return tl::unexpected{born.error()};
    std::vector<Update> updates;
    for (const auto& record : *born) {
        const auto uuid = to_text(record.event.uuid);
        const auto answer = ask_sauron(context, "/api/v1/convergence?uuid=" + uuid + parameter("run", run));
        if (!answer) return tl::unexpected{answer.error()};
        const auto curve = read_curve(*answer);
        if (!curve) return tl::unexpected{curve.error()};
        updates.push_back({record.event, record.context.wall_time.value_or(json::WallTime{}), *answer, *curve});
    }
    return updates;
}

std::string title_of(const Event& born) {
    auto text = born.origin + "'s ";
    if (born.key != "book") text += born.key + " ";
    return text + '"' + born.value + "\" (v" + std::to_string(born.version.value_or(Version{}).value) + ")";
}

std::string json_of(const Update& update) {
    json::Object object;
    object.text("origin", update.born.origin).text("key", update.born.key).text("value", update.born.value);
    object.number("version", update.born.version.value_or(Version{}).value).text("uuid", to_text(update.born.uuid));
    return object.text("born", json::to_text(update.at)).raw("curve", update.answer).done();
}

Result<void> print_curves(const Context& context, const Arguments& arguments) {
    const auto updates = latest_updates(context, arguments);
    if (!updates) return tl::unexpected{updates.error()};
    const auto verdict = ask_sauron(context, "/api/v1/convergence" + as_shown(context) + run_and_moment(arguments));
    if (!verdict) return tl::unexpected{verdict.error()};
    if (context.json()) {
        std::vector<std::string> all;
        for (const auto& update : *updates) all.push_back(json_of(update));
        context.out(json::answer("curves").raw("convergence", *verdict).raw("updates", json::array(all)).done() + "\n");
        return {};
    }
    context.out(*verdict);
    for (const auto& update : *updates)
        context.out("\n" + draw(update.curve, title_of(update.born), context.width() > 0 ? context.width() : 100,
                                context.style()));
    if (updates->empty()) context.note("Nothing was picked yet, so there is no curve.\n");
    return {};
}

/// Nothing is asked again between what is said and what is added to it.
Result<void> print_verdict(const Context& context, const std::string& scope, Exit exit) {
    const auto answer = ask_sauron(context, "/api/v1/convergence" + as_shown(context) + scope);
    if (!answer) return tl::unexpected{answer.error()};
    context.out(*answer + (answer->ends_with('\n') ? "" : "\n"));
    if (exit == Exit::done && answer->starts_with("NOT CONVERGED"))
        context.note("What was picked before you asked is with everybody; this came after it.\n");
    return {};
}

Result<void> check(const Arguments& arguments) {
    if (arguments.has("--within") && (recording_of(arguments) || arguments.has("--at")))
        return tl::unexpected{usage("--within waits, and what is past does not change", "Leave it out.")};
    const auto latest = arguments.number("--latest");
    if (latest && !arguments.has("--curve"))
        return tl::unexpected{usage("--latest says how many curves", "It goes with --curve.")};
    if (latest && (*latest == 0 || *latest > curves_max))
        return tl::unexpected{usage("--latest takes 1 to " + std::to_string(curves_max))};
    return {};
}

}  // namespace

Result<Exit> run_converge(Context& context, const Arguments& arguments) {
    if (const auto checked = check(arguments); !checked) return tl::unexpected{checked.error()};
    if (const auto known = check_run(context, arguments); !known) return tl::unexpected{known.error()};
    const auto scope = run_and_moment(arguments);
    const bool past = recording_of(arguments) || arguments.has("--at");
    const auto verdict =
        past ? agreement_then(context, scope)
             : wait_for_agreement(context, arguments.duration("--within").value_or(std::chrono::milliseconds{0}));
    if (!verdict || (*verdict != Exit::done && *verdict != Exit::violated)) return verdict;
    const auto printed =
        arguments.has("--curve") ? print_curves(context, arguments) : print_verdict(context, scope, *verdict);
    if (!printed) return tl::unexpected{printed.error()};
    return verdict;
}

}  // namespace watercooler::cli
