#include "cli/codes.hpp"
#include "cli/context.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

std::string code_json(const Code& code) {
    return json::answer("code")
        .text("code", code.code)
        .text("happened", code.happened)
        .text("why", code.why)
        .text("remedy", code.remedy)
        .done();
}

std::string code_text(const Code& code, const Style& style, std::size_t width) {
    const auto part = [&](std::string_view title, std::string_view text) {
        return paint(title, Paint::bold, style) + wrapped(text, width, title.size(), title.size()) + "\n";
    };
    return part(std::string{code.code} + ": ", code.happened) + part("Why: ", code.why) + part("Do:  ", code.remedy);
}

Failure no_such_code(const Context& context, const std::string& typed) {
    Failure failure{Exit::none, "WC-CODE-NONE", "there is no code \"" + typed + "\"", {}, {}};
    if (const auto like = nearest_code(typed)) {
        failure.message += ". Did you mean " + std::string{*like} + "?";
        failure.tries.push_back(context.command("explain " + std::string{*like}));
    }
    failure.tries.push_back(context.command("explain"));
    return failure;
}

Result<std::string> list_of_codes(const Context& context) {
    if (context.json()) {
        std::vector<std::string> all;
        for (const auto& code : codes()) all.push_back(code_json(code));
        return json::array(all) + "\n";
    }
    std::vector<Row> rows;
    for (const auto& code : codes()) rows.push_back({Cell{std::string{code.code}}, Cell{std::string{code.happened}}});
    return context.table({{"code", "CODE"}, {"happened", "WHAT HAPPENED"}}, rows);
}

}  // namespace

Result<Exit> run_explain(Context& context, const Arguments& arguments) {
    if (arguments.words.empty()) {
        const auto list = list_of_codes(context);
        if (!list) return tl::unexpected{list.error()};
        context.out(*list);
        return Exit::done;
    }
    const auto& typed = arguments.words.front();
    const auto* code = find_code(typed);
    if (!code) return tl::unexpected{no_such_code(context, typed)};
    context.out(context.json() ? code_json(*code) + "\n" : code_text(*code, context.style(), context.width()));
    return Exit::done;
}

}  // namespace watercooler::cli
