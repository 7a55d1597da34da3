#include "cli/toml_rules.hpp"

#include <algorithm>
#include <vector>

#include "cli/duration.hpp"
#include "cli/verbs.hpp"
#include "club/name.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

using Kind = TomlNode::Kind;

std::string_view kind_text(Kind kind) {
    switch (kind) {
        case Kind::text:
            return "text in quotes";
        case Kind::integer:
            return "a whole number";
        case Kind::flag:
            return "true or false";
        case Kind::table:
            return "a section";
        case Kind::list:
            return "a list";
        case Kind::other:
            break;
    }
    return "something else";
}

Kind kind_of(KeyRule::Kind kind) {
    if (kind == KeyRule::Kind::number) return Kind::integer;
    return kind == KeyRule::Kind::flag ? Kind::flag : Kind::text;
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

std::string section_text(const SectionRule& section) {
    if (section.name.empty()) return "the file";
    const auto name = std::string{section.name};
    return section.repeats ? "[[" + name + "]]" : "[" + name + "]";
}

Failure no_such_key(const std::string& path, const TomlEntry& entry, const std::string& where,
                    const std::vector<std::string_view>& known) {
    auto message = "there is no " + quoted(entry.key) + " in " + where;
    if (const auto like = nearest(entry.key, known)) message += ". Did you mean " + quoted(*like) + "?";
    std::string all;
    for (const auto& each : known) all += (all.empty() ? "" : ", ") + std::string{each};
    return toml_problem(path, entry.line, entry.column, message, "There are: " + all + ".");
}

Result<void> check_key(const std::string& path, const TomlNode& node, const KeyRule& rule) {
    const auto wrong = [&](const std::string& message, const std::string& cause) -> Result<void> {
        return tl::unexpected{toml_problem(path, node.line, node.column, message, cause)};
    };
    const auto name = quoted(rule.name);
    if (node.kind != kind_of(rule.kind))
        return wrong(name + " wants " + std::string{kind_text(kind_of(rule.kind))} + ", not " +
                         std::string{kind_text(node.kind)},
                     std::string{rule.help} + ".");
    const bool negative = node.number < 0;
    if (rule.kind == KeyRule::Kind::number && (negative || static_cast<std::uint64_t>(node.number) > rule.max))
        return wrong(name + " is out of range", "From 0 to " + std::to_string(rule.max) + ".");
    if (rule.kind == KeyRule::Kind::duration && !parse_duration(node.text))
        return wrong(quoted(node.text) + " is no duration", "Such as \"200ms\", \"10s\", \"5m\" or \"2h\".");
    if (rule.kind == KeyRule::Kind::text && node.text.empty())
        return wrong(name + " is empty", std::string{rule.help} + ".");
    if (rule.kind == KeyRule::Kind::name)
        if (const auto fine = club::Name::parse_club(node.text); !fine)
            return wrong(fine.error().message, fine.error().hint + ".");
    return {};
}

std::string key_schema(const KeyRule& rule) {
    json::Object object;
    switch (rule.kind) {
        case KeyRule::Kind::number:
            object.text("type", "integer").number("minimum", 0).number("maximum", rule.max);
            break;
        case KeyRule::Kind::flag:
            object.text("type", "boolean");
            break;
        case KeyRule::Kind::duration:
            object.text("type", "string").text("pattern", "^(0|[0-9]+(ms|s|m|h|d))$");
            break;
        case KeyRule::Kind::name:
            object.text("type", "string").text("pattern", "^[a-z0-9][a-z0-9-]{0,31}$");
            break;
        case KeyRule::Kind::text:
            object.text("type", "string").number("minLength", 1);
            break;
    }
    return object.text("description", rule.help).done();
}

std::string table_schema(const SectionRule& section) {
    json::Object properties;
    std::vector<std::string> required;
    for (const auto& rule : section.keys) {
        properties.raw(rule.name, key_schema(rule));
        if (rule.required) required.push_back(json::quote(rule.name));
    }
    json::Object object;
    object.text("type", "object").text("description", section.help).flag("additionalProperties", false);
    if (!required.empty()) object.raw("required", json::array(required));
    return object.raw("properties", properties.done()).done();
}

}  // namespace

Result<void> check_section(const std::string& path, const TomlNode& table, const SectionRule& section) {
    std::vector<std::string_view> known;
    for (const auto& rule : section.keys) known.push_back(rule.name);
    for (const auto& entry : table.entries) {
        const auto rule = std::ranges::find(section.keys, entry.key, &KeyRule::name);
        if (rule == section.keys.end()) return tl::unexpected{no_such_key(path, entry, section_text(section), known)};
        if (const auto fine = check_key(path, entry.value, *rule); !fine) return fine;
    }
    for (const auto& rule : section.keys)
        if (rule.required && !table.find(rule.name))
            return tl::unexpected{toml_problem(path, table.line, table.column,
                                               section_text(section) + " lacks " + quoted(rule.name),
                                               std::string{rule.help} + ".")};
    return {};
}

Result<void> check_toml(const std::string& path, const TomlNode& file, std::span<const SectionRule> sections) {
    std::vector<std::string_view> known;
    for (const auto& section : sections) known.push_back(section.name);
    for (const auto& entry : file.entries) {
        const auto section = std::ranges::find(sections, entry.key, &SectionRule::name);
        if (section == sections.end()) return tl::unexpected{no_such_key(path, entry, "the file", known)};
        const auto wanted = section->repeats ? Kind::list : Kind::table;
        const auto& items = entry.value.items;
        const bool tables = std::ranges::all_of(items, [](const TomlNode& item) { return item.kind == Kind::table; });
        if (entry.value.kind != wanted || !tables)
            return tl::unexpected{toml_problem(path, entry.line, entry.column,
                                               quoted(entry.key) + " is written as " + section_text(*section),
                                               std::string{section->help} + ".")};
        if (!section->repeats)
            if (const auto fine = check_section(path, entry.value, *section); !fine) return fine;
        for (const auto& item : items)
            if (const auto fine = check_section(path, item, *section); !fine) return fine;
    }
    return {};
}

std::optional<std::string> toml_text(const TomlNode& table, std::string_view key) {
    const auto* found = table.find(key);
    return found ? std::optional{found->text} : std::nullopt;
}

std::optional<std::uint64_t> toml_number(const TomlNode& table, std::string_view key) {
    const auto* found = table.find(key);
    return found ? std::optional{static_cast<std::uint64_t>(found->number)} : std::nullopt;
}

std::optional<std::chrono::milliseconds> toml_duration(const TomlNode& table, std::string_view key) {
    const auto* found = table.find(key);
    return found ? parse_duration(found->text) : std::nullopt;
}

bool toml_flag(const TomlNode& table, std::string_view key) {
    const auto* found = table.find(key);
    return found && found->flag;
}

std::string json_schema(std::string_view title, std::span<const SectionRule> sections) {
    json::Object properties;
    for (const auto& section : sections) {
        auto schema = table_schema(section);
        if (section.repeats)
            schema = json::Object{}.text("type", "array").text("description", section.help).raw("items", schema).done();
        properties.raw(section.name, schema);
    }
    return json::Object{}
        .text("$schema", "https://json-schema.org/draft/2020-12/schema")
        .text("title", title)
        .text("type", "object")
        .flag("additionalProperties", false)
        .raw("properties", properties.done())
        .done();
}

}  // namespace watercooler::cli
