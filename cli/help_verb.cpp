#include "cli/context.hpp"
#include "cli/help_text.hpp"
#include "cli/runs.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

std::string verbs_json() {
    std::vector<std::string> objects;
    for (const auto& verb : verbs()) {
        if (verb.hidden) continue;
        std::vector<std::string> examples;
        for (const auto& example : verb.examples)
            examples.push_back(json::Object{}.text("command", example.command).text("says", example.says).done());
        objects.push_back(json::Object{}
                              .text("name", verb.name)
                              .text("synopsis", verb.synopsis)
                              .text("summary", verb.summary)
                              .raw("examples", json::array(examples))
                              .done());
    }
    return json::answer("help").raw("verbs", json::array(objects)).done() + "\n";
}

}  // namespace

Result<Exit> run_help(Context& context, const Arguments& arguments) {
    const std::string program = context.program().ends_with("bookclub") ? "bookclub" : "watercooler";
    if (context.json()) {
        context.out(verbs_json());
        return Exit::done;
    }
    if (!arguments.words.empty()) {
        const auto* verb = find_verb(arguments.words.front());
        if (!verb) return read_arguments(arguments.words).map([](const Arguments&) { return Exit::usage; });
        context.out(verb_help(*verb, program, context.style(), context.width()));
        return Exit::done;
    }
    const bool asked = !arguments.called.empty() || arguments.has("--help");
    context.out(asked ? verb_list(program, context.style(), context.width()) : first_steps(program, context.style()));
    return Exit::done;
}

Result<Exit> run_version(Context& context, const Arguments&) {
    context.out(context.json() ? json::answer("version").text("version", WATERCOOLER_VERSION).done() + "\n"
                               : std::string{"watercooler "} + WATERCOOLER_VERSION + "\n");
    return Exit::done;
}

}  // namespace watercooler::cli
