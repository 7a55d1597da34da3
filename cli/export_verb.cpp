// export: what is stored, for other tools.
#include <algorithm>
#include <array>

#include "cli/export_file.hpp"
#include "cli/runs.hpp"
#include "cli/sauron_link.hpp"

namespace watercooler::cli {
namespace {

constexpr std::array<std::string_view, 3> formats{"jsonl", "shiviz", "otlp"};

std::string scope_of(const Arguments& arguments) {
    std::string text;
    for (const auto& [flag, name] :
         {std::pair{"--from", "from"}, {"--until", "to"}, {"--run", "run"}, {"--uuid", "uuid"}})
        if (const auto value = arguments.text(flag)) text += parameter(name, *value);
    return text + parameter("filter", filter_text(arguments.words));
}

}  // namespace

Result<Exit> run_export(Context& context, const Arguments& arguments) {
    const auto format = arguments.text("--format").value_or("jsonl");
    if (std::ranges::find(formats, format) == formats.end())
        return tl::unexpected{usage("--format \"" + format + "\" is not known", "It is jsonl, shiviz or otlp.")};
    if (format == "otlp" && !arguments.has("--uuid"))
        return tl::unexpected{usage("--format otlp is about one rumor", "Say which: --uuid UUID, or its beginning.")};
    const auto sauron = find_sauron(context);
    if (!sauron) return tl::unexpected{sauron.error()};
    if (const auto known = check_run(context, arguments); !known) return tl::unexpected{known.error()};
    auto output = Output::open(arguments.text("--output"));
    if (!output) return tl::unexpected{output.error()};
    Pieces pieces{context, *sauron};
    const auto fetched = pieces.fetch("/api/v1/export?format=" + format + scope_of(arguments), *output);
    if (!fetched) return tl::unexpected{fetched.error()};
    if (const auto done = output->finish(); !done) return tl::unexpected{done.error()};
    if (format == "jsonl") context.note(std::to_string(pieces.events()) + " events\n");
    return Exit::done;
}

}  // namespace watercooler::cli
