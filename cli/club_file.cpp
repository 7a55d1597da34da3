#include "cli/club_file.hpp"

#include <array>
#include <filesystem>
#include <map>
#include <watercooler/address.hpp>
#include <watercooler/rumor.hpp>

#include "cli/new_plan.hpp"
#include "club/name.hpp"
#include "faults/fault.hpp"

namespace watercooler::cli {
namespace {

using KeyKind = KeyRule::Kind;

constexpr std::uint64_t port_max = 65535;

constexpr std::array club_keys{
    KeyRule{"name", KeyKind::name, "the club's name", 0, true},
    KeyRule{"members", KeyKind::number, "members whose names are chosen, beside those that are listed",
            members_at_once_max},
    KeyRule{"base_port", KeyKind::number, "ports are chosen from here upwards", port_max},
    KeyRule{"interval", KeyKind::duration, "how often members pick another book; 0 is never"},
    KeyRule{"label", KeyKind::text, "memberlist label, to join foreign clusters"},
};
constexpr std::array member_keys{
    KeyRule{"name", KeyKind::name, "the member's name", 0, true},
    KeyRule{"host", KeyKind::text, "the address it binds to, such as 127.0.0.1"},
    KeyRule{"port", KeyKind::number, "its port, for web and gossip", port_max},
    KeyRule{"book", KeyKind::text, "its first favourite"},
    KeyRule{"interval", KeyKind::duration, "how often it picks another book; 0 is never"},
    KeyRule{"hold", KeyKind::flag, "it keeps the first book until told otherwise"},
};
constexpr std::array sauron_keys{
    KeyRule{"port", KeyKind::number, "where Sauron listens", port_max},
    KeyRule{"store", KeyKind::text, "sqlite, sqlite:FILE or postgresql://HOST:PORT/NAME"},
    KeyRule{"store_file", KeyKind::text, "a file that holds the store's address"},
    KeyRule{"retain_age", KeyKind::text, "forget what is older: 12h, 7d"},
    KeyRule{"retain_size", KeyKind::text, "forget the oldest beyond this: 500MB, 4GB"},
    KeyRule{"otlp", KeyKind::text, "an OTLP/HTTP receiver of traces"},
};
constexpr std::array chaos_keys{
    KeyRule{"do", KeyKind::text, "a fault, in the words of chaos add", 0, true},
    KeyRule{"for", KeyKind::duration, "it ends by itself after this (5m)"},
    KeyRule{"forever", KeyKind::flag, "it lasts until it is healed"},
};
constexpr std::array<SectionRule, 4> file_sections{{
    {"club", false, "the club itself", club_keys},
    {"member", true, "a member that is named", member_keys},
    {"sauron", false, "the monitor", sauron_keys},
    {"chaos", true, "a fault that begins when all know each other", chaos_keys},
}};

Failure at_key(const std::string& path, const TomlNode& table, std::string_view key, const std::string& message,
               const std::string& cause = {}) {
    const auto* node = table.find(key);
    return toml_problem(path, node ? node->line : table.line, node ? node->column : table.column, message, cause);
}

Result<ClubFile::Named> read_named(const std::string& path, const TomlNode& table) {
    ClubFile::Named named;
    const auto name = club::Name::parse_member(*toml_text(table, "name"));
    if (!name) return tl::unexpected{at_key(path, table, "name", name.error().message, name.error().hint + ".")};
    named.name = name->text();
    named.host = toml_text(table, "host");
    if (named.host == "localhost") named.host = "127.0.0.1";
    if (named.host && !parse_ip(*named.host, 0))
        return tl::unexpected{at_key(path, table, "host", "\"" + *named.host + "\" is no numeric address",
                                     "Such as 127.0.0.1 or ::1; a member binds to an address of this machine.")};
    named.book = toml_text(table, "book");
    if (named.book)
        if (const auto fine = check_payload(*named.book); !fine)
            return tl::unexpected{at_key(path, table, "book", "the book cannot be told: " + fine.error().message)};
    if (const auto port = toml_number(table, "port")) named.port = static_cast<std::uint16_t>(*port);
    named.interval = toml_duration(table, "interval");
    named.hold = toml_flag(table, "hold");
    return named;
}

Result<ClubFile::Fault> read_file_fault(const std::string& path, const TomlNode& table) {
    ClubFile::Fault fault{*toml_text(table, "do"), toml_text(table, "for"), toml_flag(table, "forever")};
    const auto parsed = faults::parse(fault.words);
    if (!parsed) return tl::unexpected{at_key(path, table, "do", parsed.error().message, parsed.error().hint)};
    fault.words = faults::to_text(*parsed);
    if (fault.length && fault.forever)
        return tl::unexpected{at_key(path, table, "forever", "\"for\" and \"forever\" contradict each other")};
    return fault;
}

/// Nobody twice, no port twice; both places are told.
Result<void> check_twice(const std::string& path, const TomlNode& members, const std::vector<ClubFile::Named>& named) {
    std::map<std::string, std::uint64_t> names, places;
    for (std::size_t at = 0; at < named.size(); ++at) {
        const auto& table = members.items[at];
        const auto [name, fresh] = names.emplace(named[at].name, table.find("name")->line);
        if (!fresh)
            return tl::unexpected{at_key(path, table, "name", "\"" + named[at].name + "\" is named twice",
                                         "It stands in line " + std::to_string(name->second) + " already.")};
        if (named[at].port.value_or(0) == 0) continue;
        const auto text = place_text(named[at].host.value_or("127.0.0.1"), *named[at].port);
        const auto [place, free] = places.emplace(text, table.find("port")->line);
        if (!free)
            return tl::unexpected{at_key(path, table, "port", text + " is given twice",
                                         "It stands in line " + std::to_string(place->second) + " already.")};
    }
    return {};
}

void read_sauron_flags(const TomlNode& table, ClubFile& file) {
    file.sauron.emplace();
    for (const auto& entry : table.entries) {
        auto flag = "--" + entry.key;
        for (char& c : flag)
            if (c == '_') c = '-';
        const bool number = entry.value.kind == TomlNode::Kind::integer;
        file.sauron->emplace_back(flag, number ? std::to_string(entry.value.number) : entry.value.text);
    }
}

}  // namespace

std::span<const SectionRule> club_file_sections() { return file_sections; }

Result<ClubFile> club_file_of(const std::string& path, const TomlNode& file) {
    if (const auto fine = check_toml(path, file, file_sections); !fine) return tl::unexpected{fine.error()};
    const auto* club = file.find("club");
    if (!club) return tl::unexpected{toml_problem(path, 1, 1, "[club] is missing", "It wants a name at least.")};
    ClubFile result;
    result.path = path;
    result.club = club::Name::parse_club(*toml_text(*club, "name"))->text();
    result.members = static_cast<std::size_t>(toml_number(*club, "members").value_or(0));
    if (const auto port = toml_number(*club, "base_port")) result.base_port = static_cast<std::uint16_t>(*port);
    if (result.base_port == 0)
        return tl::unexpected{at_key(path, *club, "base_port", "ports cannot be chosen from 0 upwards")};
    result.interval = toml_duration(*club, "interval");
    result.label = toml_text(*club, "label");
    if (const auto* members = file.find("member")) {
        for (const auto& table : members->items) {
            const auto named = read_named(path, table);
            if (!named) return tl::unexpected{named.error()};
            result.named.push_back(*named);
        }
        if (const auto fine = check_twice(path, *members, result.named); !fine) return tl::unexpected{fine.error()};
    }
    if (const auto* sauron = file.find("sauron")) read_sauron_flags(*sauron, result);
    const auto* chaos = file.find("chaos");
    for (const auto& table : chaos ? chaos->items : std::vector<TomlNode>{}) {
        const auto fault = read_file_fault(path, table);
        if (!fault) return tl::unexpected{fault.error()};
        result.faults.push_back(*fault);
    }
    return result;
}

Result<ClubFile> read_club_file(const std::string& path) {
    const auto file = read_toml(path);
    if (!file) return tl::unexpected{file.error()};
    return club_file_of(path, *file);
}

std::optional<std::string> find_club_file(const std::string& from) {
    std::error_code error;
    for (std::filesystem::path folder{from}; !folder.empty(); folder = folder.parent_path()) {
        if (std::filesystem::is_regular_file(folder / "club.toml", error)) return (folder / "club.toml").string();
        if (folder == folder.parent_path()) break;
    }
    return std::nullopt;
}

}  // namespace watercooler::cli
