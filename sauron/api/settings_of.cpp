#include "api/settings_of.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "json/tree.hpp"

namespace watercooler::api {
namespace {

using Values = std::map<std::string, std::set<std::string>>;

constexpr std::size_t names_max = 200, values_max = 16;
constexpr std::string_view of_one_life[] = {"pid", "seed", "wall_zero_ms"};

/// What a member itself calls its settings stands one level further in.
void collect(const json::Value& settings, Values& values) {
    for (const auto& [name, value] : *settings.object()) {
        if (name == "settings" && value.object()) {
            collect(value, values);
            continue;
        }
        if (std::ranges::find(of_one_life, name) != std::end(of_one_life)) continue;
        if (values.size() >= names_max && !values.contains(name)) continue;
        auto& known = values[name];
        if (known.size() < values_max) known.insert(json::to_text(value));
    }
}

}  // namespace

std::map<std::string, std::string> settings_of(const std::vector<store::StreamInfo>& lives) {
    Values values;
    for (const auto& life : lives) {
        const auto about = json::parse(life.about, json::door_bounds);
        const auto* settings = about ? about->find("settings") : nullptr;
        if (settings && settings->object()) collect(*settings, values);
    }
    std::map<std::string, std::string> result;
    for (const auto& [name, known] : values)
        result[name] = known.size() == 1
                           ? *known.begin()
                           : std::to_string(known.size()) + (known.size() < values_max ? "" : " or more") + " values";
    return result;
}

}  // namespace watercooler::api
