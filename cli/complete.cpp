#include "cli/complete.hpp"

#include <algorithm>
#include <utility>

#include "cli/codes.hpp"
#include "cli/synopsis.hpp"
#include "faults/fault.hpp"

namespace watercooler::cli {
namespace {

constexpr int fault_kinds = static_cast<int>(faults::Kind::oneway) + 1;

void add_names(Completion& result, const std::vector<std::string>& names) {
    for (const auto& name : names) result.words.push_back({name});
}

void add_codes(Completion& result) {
    for (const auto& code : codes()) result.words.push_back({std::string{code.code}, std::string{code.happened}, true});
}

void add_verbs(Completion& result, bool aliases) {
    for (const auto& verb : verbs()) {
        if (verb.hidden) continue;
        result.words.push_back({std::string{verb.name}, std::string{verb.summary}});
        if (!aliases) continue;
        for (const auto& alias : verb.aliases)
            result.words.push_back({std::string{alias}, "is " + std::string{verb.name} + " here"});
    }
}

void add_faults(Completion& result, const TypedLine& line, const LocalNames& names) {
    if (line.words.empty() || line.words.back() != "add") return add_names(result, names.members);
    for (int kind = 0; kind < fault_kinds; ++kind)
        result.words.push_back({std::string{faults::to_text(static_cast<faults::Kind>(kind))}});
}

/// Words in lower case, "bash|zsh|fish", are meant as they are.
void add_words(Completion& result, std::string_view words) {
    while (!words.empty()) {
        const auto end = std::min(words.find('|'), words.size());
        result.words.push_back({std::string{words.substr(0, end)}});
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

/// What completes a place is said by the word that stands for it in help.
void add_place(Completion& result, std::string_view place, const TypedLine& line, const LocalNames& names) {
    if (is_literal(place)) return add_words(result, place);
    if (place == "NAME" || place == "NAMES" || place == "MEMBER" || place.starts_with("NAME|") ||
        place.starts_with("NAME["))
        return add_names(result, names.members);
    if (place == "CLUB") return add_names(result, names.clubs);
    if (place == "CODE") return add_codes(result);
    if (place == "VERB") return add_verbs(result, false);
    if (place == "FAULT") return add_faults(result, line, names);
    if (place == "FILE" || place.ends_with(".json")) result.paths = Completion::Paths::files;
    if (place == "DIR") result.paths = Completion::Paths::folders;
}

void add_flags(Completion& result, const TypedLine& line) {
    std::vector<Flag> flags{global_flags().begin(), global_flags().end()};
    if (line.verb) flags = flags_of(*line.verb);
    for (const auto& flag : flags)
        if (flag.repeats || std::ranges::count(line.flags, flag.name) == 0)
            result.words.push_back({std::string{flag.name}, std::string{flag.help}});
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool goes_on_from(const Candidate& candidate, std::string_view typed) {
    if (!candidate.any_case) return candidate.word.starts_with(typed);
    const auto begin = std::string_view{candidate.word}.substr(0, typed.size());
    return std::ranges::equal(begin, typed, {}, upper, upper);
}

/// Only what goes on from what was typed, and nobody who is named already.
void narrow(Completion& result, const TypedLine& line) {
    std::erase_if(result.words, [&](const Candidate& each) {
        const bool named = each.word != line.last && std::ranges::count(line.words, each.word) > 0;
        return !goes_on_from(each, line.last) || (named && !line.waiting);
    });
}

Completion candidates(const TypedLine& line, const LocalNames& names) {
    Completion result;
    if (line.waiting) {
        add_place(result, line.waiting->value, line, names);
        return result;
    }
    if (!line.only_words && line.last.starts_with('-')) {
        add_flags(result, line);
        return result;
    }
    if (!line.verb) {
        add_verbs(result, !line.last.empty());
        return result;
    }
    for (const auto& place : places_after(line.verb->synopsis, line.words)) add_place(result, place, line, names);
    const bool nothing = result.words.empty() && result.paths == Completion::Paths::none;
    if (nothing && line.last.empty() && !line.only_words) add_flags(result, line);
    return result;
}

const Flag* find_flag(const Verb* verb, std::string_view typed) {
    const auto is_it = [&](const Flag& flag) {
        return typed == flag.name || (!flag.brief.empty() && typed == flag.brief);
    };
    const auto globals = global_flags();
    if (const auto found = std::ranges::find_if(globals, is_it); found != globals.end()) return &*found;
    if (!verb) return nullptr;
    const auto own = std::ranges::find_if(verb->flags, is_it);
    if (own != verb->flags.end()) return &*own;
    return verb->changes && typed == dry_run_flag.name ? &dry_run_flag : nullptr;
}

void keep_value(TypedLine& line, const Flag& flag, std::string value) {
    if (flag.name == "--club") line.club = std::move(value);
    if (flag.name == "--home") line.home = std::move(value);
}

/// One word that is finished.
void take(TypedLine& line, const std::string& word) {
    if (line.waiting) {
        keep_value(line, *std::exchange(line.waiting, nullptr), word);
    } else if (!line.only_words && word == "--") {
        line.only_words = true;
    } else if (!line.only_words && word.starts_with('-')) {
        const auto equals = word.find('=');
        const auto* flag = find_flag(line.verb, std::string_view{word}.substr(0, equals));
        if (!flag) return;
        line.flags.push_back(flag->name);
        if (flag->kind == FlagKind::on) return;
        if (equals == std::string::npos)
            line.waiting = flag;
        else
            keep_value(line, *flag, word.substr(equals + 1));
    } else if (!line.verb && line.words.empty()) {
        line.verb = find_verb(word);
        if (!line.verb) line.words.push_back(word);  // nobody knows that verb: nothing can be said of what follows
    } else {
        line.words.push_back(word);
    }
}

/// "--color=al": what is typed is "al". In lists by commas only the last part is.
void take_last(TypedLine& line, std::string word) {
    if (!line.waiting && !line.only_words && word.starts_with('-')) {
        const auto equals = word.find('=');
        const auto* flag = find_flag(line.verb, std::string_view{word}.substr(0, equals));
        if (equals != std::string::npos && flag && flag->kind != FlagKind::on) {
            line.waiting = flag;
            line.lead = word.substr(0, equals + 1);
            word.erase(0, equals + 1);
        }
    }
    if (const auto comma = word.rfind(',');
        line.waiting && line.waiting->value == "NAMES" && comma != std::string::npos) {
        line.lead += word.substr(0, comma + 1);
        word.erase(0, comma + 1);
    }
    line.last = std::move(word);
}

/// zsh reads "word:description".
std::string colons_escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == ':' || c == '\\') result += '\\';
        result += c;
    }
    return result;
}

}  // namespace

TypedLine read_typed(std::span<const std::string> typed) {
    TypedLine line;
    if (typed.empty()) return line;
    for (const auto& word : typed.first(typed.size() - 1)) take(line, word);
    take_last(line, typed.back());
    return line;
}

std::vector<std::string> split_typed(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool begun = false;
    char quote = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '\\' && quote != '\'' && at + 1 < line.size()) {
            word += line[++at];
            begun = true;
        } else if (quote ? c == quote : c == '"' || c == '\'') {
            quote = quote ? 0 : c;
            begun = true;
        } else if (!quote && (c == ' ' || c == '\t')) {
            if (begun) words.push_back(std::exchange(word, {}));
            begun = false;
        } else {
            word += c;
            begun = true;
        }
    }
    words.push_back(word);
    return words;
}

Completion complete(const TypedLine& line, const LocalNames& names) {
    if (!line.verb && !line.words.empty()) return {};
    auto result = candidates(line, names);
    narrow(result, line);
    return result;
}

std::string to_lines(const Completion& completion, const TypedLine& line, std::string_view shell) {
    auto lead = line.lead;
    // bash breaks words at "=" and ":" and replaces only what stands behind.
    if (shell == "bash") lead.erase(0, lead.find_last_of("=:") + 1);
    std::string text;
    for (const auto& each : completion.words) {
        const auto word = lead + each.word;
        if (shell == "zsh")
            text += colons_escaped(word) + (each.says.empty() ? "" : ":" + each.says);
        else
            text += word + (shell == "fish" && !each.says.empty() ? "\t" + each.says : "");
        text += '\n';
    }
    if (completion.paths == Completion::Paths::files) text += ":files\n";
    if (completion.paths == Completion::Paths::folders) text += ":folders\n";
    return text;
}

}  // namespace watercooler::cli
