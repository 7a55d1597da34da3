#include <algorithm>
#include <charconv>
#include <limits>

#include "filter/filter.hpp"
#include "filter/pattern.hpp"
#include "filter/words.hpp"
#include "json/wall_time.hpp"
#include "message/text.hpp"

namespace watercooler::filter {
namespace {

template <class T>
using Parsed = tl::expected<T, Error>;

tl::unexpected<Error> wrong(std::size_t position, std::string message, std::string hint = {}) {
    return tl::unexpected{Error{position, std::move(message), std::move(hint)}};
}

std::string quoted(std::string_view text) {
    constexpr std::size_t shown_max = 40;
    return '"' + escaped(text.substr(0, shown_max)) + (text.size() > shown_max ? "…\"" : "\"");
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string_view>& words) {
    if (const auto near = nearest(typed, words)) return "did you mean " + quoted(*near) + "?";
    std::string hint = "there are";
    for (const auto word : words) (hint += ' ') += word;
    return hint;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_key_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_number(Key key) { return key >= Key::seq; }
bool is_time(Key key) { return key == Key::since || key == Key::until; }

/// A value as written, and where.
struct Written {
    std::string text;
    std::size_t position = 0;
};

class Parser {
public:
    Parser(std::string_view text, std::int64_t now_ns) : text_{text}, now_ns_{now_ns} {}

    Parsed<Filter> filter() {
        Filter result;
        for (skip_spaces(); !at_end(); skip_spaces()) {
            if (result.terms.size() == terms_max) {
                return wrong(at_, "there are more than " + std::to_string(terms_max) + " terms");
            }
            auto next = term();
            if (!next) return tl::unexpected{next.error()};
            result.terms.push_back(std::move(*next));
        }
        return result;
    }

private:
    bool at_end() const { return at_ == text_.size(); }
    char here() const { return at_end() ? '\0' : text_[at_]; }
    void skip_spaces() {
        while (!at_end() && is_space(here())) ++at_;
    }
    bool skip(char c) {
        if (at_end() || here() != c) return false;
        ++at_;
        return true;
    }

    Parsed<Term> term() {
        Term term;
        term.negated = skip('-');
        if (at_end() || is_space(here())) return wrong(at_ - 1, "there is nothing behind the -");
        const auto begin = at_;
        while (is_key_letter(here())) ++at_;
        const auto word = text_.substr(begin, at_ - begin);
        if (word.empty() || (here() != ':' && here() != '<' && here() != '>' && here() != '=')) {
            at_ = begin;
            term.key = Key::text;
        } else if (const auto key = parse_key(word)) {
            term.key = *key;
            if (auto fine = comparison(term, begin); !fine) return tl::unexpected{fine.error()};
        } else {
            return wrong(begin, "there is no key " + quoted(word), did_you_mean(word, key_words()));
        }
        const auto values = written();
        if (!values) return tl::unexpected{values.error()};
        if (auto fine = understand(term, *values); !fine) return tl::unexpected{fine.error()};
        return term;
    }

    Parsed<void> comparison(Term& term, std::size_t begin) {
        const char first = text_[at_++];
        const bool or_equal = first != ':' && skip('=');
        if (first == '<') term.compare = or_equal ? Compare::at_most : Compare::less;
        if (first == '>') term.compare = or_equal ? Compare::at_least : Compare::more;
        if (first == ':' || is_number(term.key)) return {};
        const std::string word{key_word(term.key)};
        return wrong(begin, word + " is no number: only " + word + ": can be asked", "write " + word + ":VALUE");
    }

    Parsed<std::vector<Written>> written() {
        std::vector<Written> values;
        do {
            auto value = here() == '"' ? quoted_value() : bare_value();
            if (!value) return tl::unexpected{value.error()};
            values.push_back(std::move(*value));
        } while (skip(','));
        return values;
    }

    Parsed<Written> quoted_value() {
        Written value{{}, at_++};
        for (; !at_end() && here() != '"'; ++at_) {
            if (here() == '\\' && at_ + 1 < text_.size()) value.text += text_[at_++];
            value.text += here();
        }
        if (!skip('"')) return wrong(value.position, "this quote is not closed", "write \\\" for a quote itself");
        if (!at_end() && !is_space(here()) && here() != ',') return wrong(at_, "a space is missing behind the quote");
        return value;
    }

    Parsed<Written> bare_value() {
        Written value{{}, at_};
        for (; !at_end() && !is_space(here()) && here() != ','; ++at_) {
            if (here() == '"') return wrong(at_, "a quote in the middle", "write \\\" for a quote itself");
            if (here() == '\\') {
                if (at_ + 1 == text_.size()) return wrong(at_, "there is nothing behind the \\");
                value.text += text_[at_++];
            }
            value.text += here();
        }
        if (value.text.empty()) return wrong(value.position, "a value is missing", "write \"\" for an empty one");
        return value;
    }

    Parsed<void> understand(Term& term, const std::vector<Written>& values) {
        if ((is_time(term.key) || term.compare != Compare::equal) && values.size() > 1) {
            return wrong(values[1].position, "one value only can be compared with");
        }
        for (const auto& value : values) {
            auto fine = understand(term, value);
            if (!fine) return fine;
        }
        return {};
    }

    Parsed<void> understand(Term& term, const Written& value) {
        if (is_time(term.key)) return time(term, value);
        if (is_number(term.key)) return number(term, value);
        switch (term.key) {
            case Key::kind:
                return kinds(term, value, groups(), true, kind_words());
            case Key::result:
                return kinds(term, value, results(), false, result_words());
            case Key::packet:
                return packet(term, value);
            case Key::uuid:
                return uuid(term, value);
            case Key::text:
                return anywhere(term, value);
            default:
                term.values.push_back(value.text);
                return {};
        }
    }

    Parsed<void> kinds(Term& term, const Written& value, const std::vector<Group>& words, bool kinds_too,
                       const std::vector<std::string_view>& known) {
        Kinds found = 0;
        for (const auto& group : words) {
            if (fits(value.text, group.word)) found |= group.kinds;
        }
        for (std::size_t i = 0; kinds_too && i < event_kind_count; ++i) {
            const auto kind = static_cast<EventKind>(i);
            if (fits(value.text, watercooler::to_text(kind))) found |= bit(kind);
        }
        if (found == 0) {
            return wrong(value.position, "there is no " + std::string{key_word(term.key)} + ' ' + quoted(value.text),
                         did_you_mean(value.text, known));
        }
        term.kinds |= found;
        term.values.push_back(value.text);
        return {};
    }

    Parsed<void> number(Term& term, const Written& value) {
        std::uint64_t parsed = 0;
        const auto* const end = value.text.data() + value.text.size();
        const auto [rest, error] = std::from_chars(value.text.data(), end, parsed);
        if (error != std::errc{} || rest != end) {
            return wrong(value.position, quoted(value.text) + " is no whole number from 0 to 2^64-1",
                         "such as " + std::string{key_word(term.key)} + ">3");
        }
        term.numbers.push_back(parsed);
        return {};
    }

    Parsed<void> packet(Term& term, const Written& value) {
        const auto parsed = value.text.size() == 16 ? parse_hex(value.text) : std::nullopt;
        if (!parsed) return wrong(value.position, quoted(value.text) + " is no packet's hash: 16 hexadecimal digits");
        term.numbers.push_back(*parsed);
        return {};
    }

    Parsed<void> uuid(Term& term, const Written& value) {
        const auto range = value.text.empty() ? std::nullopt : uuid_range(value.text);
        if (!range) {
            return wrong(value.position, quoted(value.text) + " is no beginning of a uuid",
                         "up to 32 hexadecimal digits, dashes may stand between them");
        }
        term.values.push_back(value.text);
        term.uuids.push_back(*range);
        return {};
    }

    Parsed<void> anywhere(Term& term, const Written& value) {
        std::string pattern = value.text;
        std::transform(pattern.begin(), pattern.end(), pattern.begin(), lower);
        term.values.push_back(std::move(pattern));
        return {};
    }

    Parsed<void> time(Term& term, const Written& value) {
        auto when = before_now(value.text);
        if (!when) when = clock_time(value.text);
        if (!when) {
            if (const auto full = json::parse_wall_time(value.text)) when = full->ns;
        }
        if (!when) {
            return wrong(value.position, quoted(value.text) + " is no time",
                         "such as -30s (ms s m h d before now), 14:02:11 (UTC) or 2026-03-01T12:00:00Z");
        }
        term.time_ns = *when;
        return {};
    }

    /// `-30s`
    std::optional<std::int64_t> before_now(std::string_view text) const {
        if (text.size() < 3 || text.front() != '-') return std::nullopt;
        std::int64_t amount = 0;
        const auto [rest, error] = std::from_chars(text.data() + 1, text.data() + text.size(), amount);
        if (error != std::errc{} || amount < 0) return std::nullopt;
        const std::string_view unit{rest, static_cast<std::size_t>(text.data() + text.size() - rest)};
        constexpr std::int64_t ms = 1'000'000, s = 1000 * ms;
        const std::pair<std::string_view, std::int64_t> units[] = {
            {"ms", ms}, {"s", s}, {"m", 60 * s}, {"h", 3600 * s}, {"d", 24 * 3600 * s}};
        for (const auto& [name, length] : units) {
            std::int64_t span = 0, when = 0;
            if (name != unit) continue;
            if (__builtin_mul_overflow(amount, length, &span) || __builtin_sub_overflow(now_ns_, span, &when)) break;
            if (!json::parse_wall_time(json::to_text(json::WallTime{when}))) break;  // before 1678
            return when;
        }
        return std::nullopt;
    }

    /// `14:02:11.5`: the latest one that is not after now.
    std::optional<std::int64_t> clock_time(std::string_view text) const {
        if (text.size() < 8 || text[2] != ':' || text.find_first_not_of("0123456789:.") != text.npos) {
            return std::nullopt;
        }
        constexpr std::int64_t day = 24ll * 3600 * 1'000'000'000;
        const auto today = json::to_text(json::WallTime{now_ns_}).substr(0, 11);
        const auto when = json::parse_wall_time(today + std::string{text} + 'Z');
        if (!when) return std::nullopt;
        return when->ns > now_ns_ ? when->ns - day : when->ns;
    }

    std::string_view text_;
    std::int64_t now_ns_;
    std::size_t at_ = 0;
};

}  // namespace

tl::expected<Filter, Error> parse(std::string_view text, std::int64_t now_ns) {
    if (text.size() > text_bytes_max) {
        return wrong(text_bytes_max, "a filter has at most " + std::to_string(text_bytes_max) + " bytes");
    }
    return Parser{text, now_ns}.filter();
}

std::optional<UuidRange> uuid_range(std::string_view prefix) {
    std::string digits;
    for (const char c : prefix) {
        if (c != '-') digits += c;
    }
    if (digits.size() > 32 || digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos) return std::nullopt;
    const auto padded = [&](char with) {
        Uuid uuid;
        const auto all = digits + std::string(32 - digits.size(), with);
        for (std::size_t i = 0; i < 16; ++i) {
            uuid.bytes[i] = static_cast<std::uint8_t>(*parse_hex(std::string_view{all}.substr(2 * i, 2)));
        }
        return uuid;
    };
    return UuidRange{padded('0'), padded('f')};
}

}  // namespace watercooler::filter
