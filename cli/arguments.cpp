// The only file that knows CLI11: it costs seven seconds of compilation each time.
#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <utility>

#include "cli/duration.hpp"
#include "cli/shown.hpp"

namespace watercooler::cli {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return value;
}

bool is_flag(std::string_view word) { return word.size() > 1 && word.front() == '-' && word != "->"; }

/// Whether the word after this one is its value, as in `-c office`.
bool takes_next(std::string_view word) {
    return std::ranges::any_of(global_flags(), [&](const Flag& flag) {
        return flag.kind != FlagKind::on && (word == flag.name || (!flag.brief.empty() && word == flag.brief));
    });
}

/// Where the verb stands: the first word that is neither a flag nor a global flag's value.
std::optional<std::size_t> find_verb_word(std::span<const std::string> typed) {
    for (std::size_t at = 0; at < typed.size(); ++at) {
        if (typed[at] == "--") return std::nullopt;
        if (!is_flag(typed[at])) return at;
        if (takes_next(typed[at])) ++at;
    }
    return std::nullopt;
}

Failure no_such_verb(const std::string& word) {
    std::vector<std::string_view> known;
    for (const auto& verb : verbs()) {
        if (verb.hidden) continue;
        known.push_back(verb.name);
        known.insert(known.end(), verb.aliases.begin(), verb.aliases.end());
    }
    const auto like = nearest(word, known);
    auto message = "no verb \"" + word + "\"";
    if (like) message += ". Did you mean \"" + std::string{*like} + "\"?";
    return usage(message, like ? "" : "watercooler help lists the verbs.");
}

Failure no_such_flag(const Verb& verb, const std::string& word) {
    const auto name = word.substr(0, word.find('='));
    const auto flags = flags_of(verb);
    std::vector<std::string_view> known;
    for (const auto& flag : flags) known.push_back(flag.name);
    auto message = "\"" + std::string{verb.name} + "\" has no flag \"" + name + "\"";
    if (const auto like = nearest(name, known)) message += ". Did you mean \"" + std::string{*like} + "\"?";
    return usage(message, "Its flags: watercooler help " + std::string{verb.name} +
                              ". A word that begins with a dash goes after \"--\".");
}

/// The words among what the parser left over; a flag among them is one nobody knows.
Result<std::vector<std::string>> words_of(const Verb& verb, const std::vector<std::string>& left) {
    std::vector<std::string> words;
    bool only_words = false;
    for (const auto& each : left) {
        if (!only_words && each == "--") {
            only_words = true;
            continue;
        }
        if (!only_words && is_flag(each)) return tl::unexpected{no_such_flag(verb, each)};
        words.push_back(each);
    }
    return words;
}

Result<void> check_value(const Flag& flag, const std::string& value) {
    const auto what = std::string{flag.name} + " \"" + value + "\"";
    if (flag.kind == FlagKind::number && !parse_number(value))
        return tl::unexpected{usage(what + " is no whole number", "Such as " + std::string{flag.name} + " 3.")};
    if (flag.kind == FlagKind::duration && !parse_duration(value))
        return tl::unexpected{usage(what + " is no duration", "Such as 200ms, 10s, 5m or 2h; 0 = none.")};
    return {};
}

Result<void> check_word_count(const Arguments& arguments) {
    const auto& verb = *arguments.verb;
    const auto count = arguments.words.size();
    if (count >= verb.words_min && count <= verb.words_max) return {};
    const auto name = std::string{verb.name};
    auto message = count < verb.words_min
                       ? "\"" + name + "\" wants " + std::string{verb.synopsis}
                       : "\"" + name + "\" does not know what to do with \"" + arguments.words[verb.words_max] + "\"";
    std::string cause = "Usage: watercooler " + name;
    if (!verb.synopsis.empty()) cause += " " + std::string{verb.synopsis};
    if (count > verb.words_max && verb.words_max > 0) cause += "   (a title of several words goes in quotes)";
    return tl::unexpected{usage(message, cause)};
}

/// What the parser says of a flag whose value is missing begins with its name, and ends in its own words.
Failure not_understood(const Verb& verb, const std::string& said) {
    const auto flags = flags_of(verb);
    const auto flag = std::ranges::find(flags, said.substr(0, said.find(':')), &Flag::name);
    const auto help = "Flags: watercooler help " + std::string{verb.name};
    if (flag == flags.end() || flag->value.empty()) return usage(said, help);
    const std::string name{flag->name}, value{flag->value};
    return usage(name + " wants a value", name + ' ' + value + ": " + std::string{flag->help} + ". " + help);
}

Result<Arguments> parse(const Verb& verb, std::string called, std::vector<std::string> rest) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    const auto flags = flags_of(verb);
    std::vector<CLI::Option*> options;
    for (const auto& flag : flags) {
        auto name = std::string{flag.name};
        if (!flag.brief.empty()) name = std::string{flag.brief} + "," + name;
        auto* option = flag.kind == FlagKind::on ? app.add_flag(name)
                                                 : app.add_option(name, [](const CLI::results_t&) { return true; });
        if (flag.kind != FlagKind::on)
            option->expected(1)->multi_option_policy(flag.repeats ? CLI::MultiOptionPolicy::TakeAll
                                                                  : CLI::MultiOptionPolicy::TakeLast);
        options.push_back(option);
    }
    Arguments arguments;
    arguments.verb = &verb;
    arguments.called = std::move(called);
    try {
        std::ranges::reverse(rest);  // as the parser wants it
        app.parse(rest);
    } catch (const CLI::ParseError& error) {
        return tl::unexpected{not_understood(verb, error.what())};
    }
    for (std::size_t at = 0; at < flags.size(); ++at) {
        if (options[at]->count() == 0) continue;
        const auto values = options[at]->results();
        if (flags[at].kind == FlagKind::on && values.back() == "false") continue;
        for (const auto& value : values)
            if (auto fine = check_value(flags[at], value); !fine) return tl::unexpected{fine.error()};
        arguments.flags[std::string{flags[at].name}] = values;
    }
    auto words = words_of(verb, app.remaining());
    if (!words) return tl::unexpected{words.error()};
    arguments.words = std::move(*words);
    return arguments;
}

}  // namespace

std::optional<std::string> Arguments::text(std::string_view flag) const {
    const auto found = flags.find(flag);
    if (found == flags.end()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Arguments::texts(std::string_view flag) const {
    const auto found = flags.find(flag);
    return found == flags.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::uint64_t> Arguments::number(std::string_view flag) const {
    const auto given = text(flag);
    return given ? parse_number(*given) : std::nullopt;
}

std::optional<std::chrono::milliseconds> Arguments::duration(std::string_view flag) const {
    const auto given = text(flag);
    return given ? parse_duration(*given) : std::nullopt;
}

Arguments instead(std::string_view verb, const Arguments& asked, std::vector<std::string> words) {
    auto other = asked;
    other.verb = find_verb(verb);
    other.words = std::move(words);
    return other;
}

Result<Arguments> read_arguments(std::span<const std::string> typed) {
    std::vector<std::string> rest(typed.begin(), typed.end());
    const auto at = find_verb_word(typed);
    if (!at) {
        auto arguments = parse(*find_verb("help"), "", std::move(rest));
        if (!arguments) return arguments;
        if (arguments->has("--version")) return instead("version", *arguments, {});
        return check_word_count(*arguments).map([&] { return *arguments; });
    }
    const auto called = rest[*at];
    const auto* verb = find_verb(called);
    if (!verb) return tl::unexpected{no_such_verb(called)};
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*at));
    auto arguments = parse(*verb, called, std::move(rest));
    if (!arguments) return arguments;
    if (arguments->has("--help")) return instead("help", *arguments, {std::string{verb->name}});
    if (arguments->has("--version")) return instead("version", *arguments, {});
    if (auto fine = check_word_count(*arguments); !fine) return tl::unexpected{fine.error()};
    return arguments;
}

}  // namespace watercooler::cli
