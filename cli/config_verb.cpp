#include <array>

#include "cli/context.hpp"
#include "cli/runs.hpp"
#include "cli/shown.hpp"
#include "json/write.hpp"

namespace watercooler::cli {

Result<Exit> run_config(Context& context, const Arguments& arguments) {
    if (arguments.has("--schema")) {
        context.out(json_schema("club.toml", club_file_sections()) + "\n");
        return Exit::done;
    }
    const auto& settings = context.settings();
    const std::array<std::pair<const char*, const Setting*>, 5> all{{{"club", &settings.club},
                                                                     {"home", &settings.home},
                                                                     {"color", &settings.color},
                                                                     {"base_port", &settings.base_port},
                                                                     {"interval", &settings.interval}}};
    const bool origins = arguments.has("--show-origin");
    if (context.json()) {
        json::Object object;
        for (const auto& [name, setting] : all)
            object.raw(name, json::Object{}.text("value", setting->value).text("origin", setting->origin).done());
        context.out(json::answer("config").raw("settings", object.done()).done() + "\n");
        return Exit::done;
    }
    std::vector<Row> rows;
    for (const auto& [name, setting] : all) {
        rows.push_back({Cell{name}, Cell{setting->value}});
        if (origins) rows.back().push_back({setting->origin, {}, Paint::muted});
    }
    std::vector<Column> columns{{"setting", "SETTING"}, {"value", "VALUE"}};
    if (origins) columns.push_back({"origin", "FROM"});
    const auto table = context.table(columns, rows);
    if (!table) return tl::unexpected{table.error()};
    context.out(*table);
    return Exit::done;
}

}  // namespace watercooler::cli
