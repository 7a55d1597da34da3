// trace, why, belief, compare: what Sauron makes of all that it was told.
#include <algorithm>
#include <array>
#include <chrono>

#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"
#include "cli/wait.hpp"
#include "http/target.hpp"
#include "json/tree.hpp"

namespace watercooler::cli {
namespace {

constexpr std::array<std::string_view, 5> trace_formats{"tree", "table", "json", "otlp", "mermaid"};

/// The uuid of the newest event that the filter finds; empty: there is none.
Result<std::string> newest_uuid(const Context& context, const std::string& filter, const std::string& scope) {
    const auto answer = ask_sauron(context, "/api/v1/requests?limit=1&count=0" + parameter("filter", filter) + scope);
    if (!answer) return answer;
    const auto value = json::parse(*answer, json::answer_bounds);
    const auto* events = value ? value->find("events") : nullptr;
    if (!events || !events->array() || events->array()->empty()) return std::string{};
    const auto* uuid = events->array()->front().find("uuid");
    return uuid && uuid->text() ? *uuid->text() : std::string{};
}

/// The newest rumor of this origin: a member said that it made it, or, of a stranger, that it believes it.
Result<std::string> newest_told(const Context& context, const std::string& name, const std::string& scope) {
    const auto born = newest_uuid(context, "kind:born origin:\"" + name + "\"", scope);
    if (!born || !born->empty()) return born;
    return newest_uuid(context, "kind:applied origin:\"" + name + "\"", scope);
}

/// Members report a moment after they did something: who asks right after a pick waits for it. History has no more
/// to say.
Result<std::string> newest_of(const Context& context, const std::string& name, const std::string& scope) {
    constexpr std::chrono::milliseconds pause{100};
    constexpr int tries = 20;
    const Interrupt interrupt;
    auto found = newest_told(context, name, scope);
    for (int i = 1; i < tries && scope.empty() && found && found->empty() && !interrupt.came(); ++i) {
        interrupt.sleep(pause);
        found = newest_told(context, name, scope);
    }
    if (!found || !found->empty()) return found;
    return tl::unexpected{Failure{Exit::none,
                                  "WC-RUMOR-NONE",
                                  "Sauron knows no rumor of " + name,
                                  "Either it told none, or it does not report.",
                                  {context.command("sauron status")}}};
}

}  // namespace

Result<Exit> run_trace(Context& context, const Arguments& arguments) {
    const auto format = arguments.text("--format").value_or(context.json() ? "json" : "tree");
    if (std::ranges::find(trace_formats, format) == trace_formats.end())
        return tl::unexpected{
            usage("--format \"" + format + "\" is not known", "It is tree, table, json, otlp or mermaid.")};
    const auto of = arguments.text("--of");
    if (of.has_value() == !arguments.words.empty())
        return tl::unexpected{usage("trace takes a uuid, or --of NAME", "As in: trace 0192f3, or trace --of amy")};
    if (const auto known = check_run(context, arguments); !known) return tl::unexpected{known.error()};
    const auto uuid =
        of ? newest_of(context, *of, run_and_moment(arguments)) : Result<std::string>{arguments.words.front()};
    if (!uuid) return tl::unexpected{uuid.error()};
    auto look = as_shown(context);
    look.replace(look.find('=') + 1, look.find('&') - look.find('=') - 1, format);
    return print_answer(context, "/api/v1/rumors/" + http::percent_encoded(*uuid) + look + run_and_moment(arguments));
}

/// why NAME [of MEMBER]
Result<Exit> run_why(Context& context, const Arguments& arguments) {
    const auto& words = arguments.words;
    if (words.size() == 2 || (words.size() == 3 && words[1] != "of"))
        return tl::unexpected{
            usage("why takes NAME, or NAME of MEMBER", "As in: why bob of amy", {context.command("why bob of amy")})};
    if (const auto known = check_run(context, arguments); !known) return tl::unexpected{known.error()};
    auto target = "/api/v1/why" + as_shown(context) + parameter("name", words.front()) + run_and_moment(arguments);
    if (words.size() == 3) target += parameter("of", words[2]);
    if (const auto topic = arguments.text("--about")) target += parameter("topic", *topic);
    return print_answer(context, target);
}

Result<Exit> run_belief(Context& context, const Arguments& arguments) {
    if (const auto known = check_run(context, arguments); !known) return tl::unexpected{known.error()};
    return print_answer(context, "/api/v1/beliefs" + as_shown(context) + run_and_moment(arguments));
}

Result<Exit> run_compare(Context& context, const Arguments& arguments) {
    const auto &a = arguments.words[0], &b = arguments.words[1];
    for (const auto& run : {a, b})
        if (const auto known = check_run(context, run); !known) return tl::unexpected{known.error()};
    return print_answer(context, "/api/v1/compare" + as_shown(context) + parameter("a", a) + parameter("b", b));
}

}  // namespace watercooler::cli
