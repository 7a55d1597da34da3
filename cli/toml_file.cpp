// The only file that knows toml++: its headers take their time.
#include "cli/toml_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <tuple>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#include <toml++/toml.h>

namespace watercooler::cli {
namespace {

TomlNode node_of(const toml::node& from);

TomlNode table_of(const toml::table& from) {
    TomlNode node;
    node.kind = TomlNode::Kind::table;
    for (const auto& [key, value] : from)
        node.entries.push_back(
            {std::string{key.str()}, key.source().begin.line, key.source().begin.column, node_of(value)});
    std::ranges::sort(node.entries, {}, [](const TomlEntry& each) { return std::tuple{each.line, each.column}; });
    return node;
}

TomlNode node_of(const toml::node& from) {
    TomlNode node;
    if (const auto* table = from.as_table()) {
        node = table_of(*table);
    } else if (const auto* list = from.as_array()) {
        node.kind = TomlNode::Kind::list;
        for (const auto& item : *list) node.items.push_back(node_of(item));
    } else if (const auto* text = from.as_string()) {
        node.kind = TomlNode::Kind::text;
        node.text = text->get();
    } else if (const auto* number = from.as_integer()) {
        node.kind = TomlNode::Kind::integer;
        node.number = number->get();
    } else if (const auto* flag = from.as_boolean()) {
        node.kind = TomlNode::Kind::flag;
        node.flag = flag->get();
    }
    node.line = from.source().begin.line;
    node.column = from.source().begin.column;
    return node;
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
    const auto found = std::ranges::find(entries, key, &TomlEntry::key);
    return found == entries.end() ? nullptr : &found->value;
}

Failure toml_problem(const std::string& path, std::uint64_t line, std::uint64_t column, std::string message,
                     std::string cause) {
    const auto where = path + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
    return {Exit::bad_file, "WC-TOML", where + message, std::move(cause), {}, Failure::Position{line, column, message}};
}

Result<TomlNode> parse_toml(const std::string& path, std::string_view text) {
    const auto parsed = toml::parse(text);
    if (parsed) return table_of(parsed.table());
    const auto& error = parsed.error();
    return tl::unexpected{toml_problem(path, error.source().begin.line, error.source().begin.column, "this is no TOML",
                                       std::string{error.description()} + ".")};
}

Result<TomlNode> read_toml(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text(toml_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad() || (file.gcount() == 0 && !file.eof()))
        return tl::unexpected{
            Failure{Exit::bad_file, "WC-FILE", "cannot read " + path + ": " + std::strerror(errno), {}, {}}};
    if (file.gcount() > static_cast<std::streamsize>(toml_bytes_max))
        return tl::unexpected{toml_problem(path, 1, 1, "the file is too long", "At most 1 MiB.")};
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parse_toml(path, text);
}

}  // namespace watercooler::cli
