// The words of a fault.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "faults/fault.hpp"

namespace watercooler::faults {
namespace {

struct Token {
    std::string text;
    std::size_t at = 0;
};

/// What people type for what we call otherwise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> also{{{"delay", "latency"},
                                                                              {"lag", "latency"},
                                                                              {"drop", "loss"},
                                                                              {"lose", "loss"},
                                                                              {"dup", "duplicate"},
                                                                              {"split", "partition"},
                                                                              {"cut", "isolate"},
                                                                              {"island", "isolate"},
                                                                              {"bandwidth", "rate"},
                                                                              {"limit", "rate"},
                                                                              {"one-way", "oneway"},
                                                                              {"damage", "corrupt"}}};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Words; a bar and an arrow are words of their own, even without spaces around them.
std::vector<Token> split(std::string_view text) {
    std::vector<Token> tokens;
    bool open = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto size = text.substr(at, 2) == "->" ? 2u : text[at] == '|' ? 1u : 0u;
        if (size > 0) {
            tokens.push_back({std::string{text.substr(at, size)}, at});
            open = false;
        } else if (is_space(text[at])) {
            open = false;
        } else {
            if (!std::exchange(open, true)) tokens.push_back({{}, at});
            tokens.back().text += text[at];
        }
        at += std::max<std::size_t>(size, 1);
    }
    return tokens;
}

/// How many letters must be changed, added, left out or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before, row(b.size() + 1), next(b.size() + 1);
    for (std::size_t at = 0; at <= b.size(); ++at) row[at] = at;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before = std::exchange(row, next);
    }
    return row[b.size()];
}

std::string like(std::string_view word) {
    for (const auto& [said, meant] : also)
        if (word == said) return std::string{meant};
    std::pair<std::size_t, std::string_view> best{3, {}};
    for (auto kind = Kind::latency; kind <= Kind::oneway; kind = static_cast<Kind>(static_cast<int>(kind) + 1))
        best = std::min(best, {distance(word.substr(0, 32), to_text(kind)), to_text(kind)},
                        [](const auto& a, const auto& b) { return a.first < b.first; });
    return std::string{best.second};
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text), tokens_(split(text)) {}

    tl::expected<Fault, Error> parse() {
        if (text_.size() > text_bytes_max)
            fail(text_bytes_max, "these words are longer than " + std::to_string(text_bytes_max) + " bytes");
        else if (tokens_.empty())
            fail(0, "no fault is named", "One of " + kinds());
        else
            read();
        if (error_) return tl::unexpected{*error_};
        return fault_;
    }

private:
    void fail(std::size_t at, std::string message, std::string hint = {}) {
        if (!error_) error_ = Error{std::move(message), std::move(hint), at};
    }
    void expected(std::string_view what) {
        const auto got = at_ < tokens_.size() ? "\"" + tokens_[at_].text + "\"" : std::string{"nothing"};
        fail(place(), "expected " + std::string{what} + ", got " + got);
    }
    std::size_t place() const { return at_ < tokens_.size() ? tokens_[at_].at : text_.size(); }
    static std::string kinds() {
        return "latency, loss, duplicate, reorder, corrupt, rate, partition, isolate, oneway.";
    }

    void read() {
        take_scope();
        if (error_) return;
        if (tokens_.empty()) return fail(0, "no fault is named", "One of " + kinds());
        const auto word = tokens_[0].text;
        for (auto kind = Kind::latency;; kind = static_cast<Kind>(static_cast<int>(kind) + 1)) {
            if (to_text(kind) == word) {
                fault_.kind = kind;
                break;
            }
            if (kind == Kind::oneway) return no_such_kind();
        }
        at_ = 1;
        read_value();
        if (!error_ && at_ < tokens_.size()) expected("no more words after the " + word);
        if (!error_ && fault_.kind >= Kind::partition && scoped_)
            fail(*scoped_, "a " + word + " says itself whom it is about; it takes no --from, --to or --both");
    }

    void no_such_kind() {
        const auto& token = tokens_[0];
        const auto meant = like(token.text);
        fail(token.at,
             "\"" + token.text + "\" is no fault" + (meant.empty() ? "" : ". Did you mean \"" + meant + "\"?"),
             meant.empty() ? "One of " + kinds() : "");
    }

    /// `--from A`, `--from=A` and so on may stand anywhere; they are taken out.
    void take_scope() {
        std::vector<Token> rest;
        for (; at_ < tokens_.size() && !error_; ++at_) {
            const auto& token = tokens_[at_];
            if (!token.text.starts_with("--")) {
                rest.push_back(token);
                continue;
            }
            scoped_ = scoped_.value_or(token.at);
            take_flag(token);
        }
        tokens_ = std::move(rest);
        at_ = 0;
    }

    void take_flag(const Token& token) {
        const auto equals = token.text.find('=');
        const auto name = token.text.substr(0, equals);
        if (token.text == "--both") {
            fault_.both = true;
            return;
        }
        if (name != "--from" && name != "--to")
            return fail(token.at, "a fault has no \"" + name + "\"", "A scope is --from A, --to B and --both.");
        auto value = token;
        if (equals != std::string::npos) {
            value.text.erase(0, equals + 1);
            value.at += equals + 1;
        } else if (++at_ < tokens_.size()) {
            value = tokens_[at_];
        } else {
            return fail(text_.size(), "expected names after " + name + ", got nothing");
        }
        auto& list = name == "--from" ? fault_.from : fault_.to;
        add_names(list, value);
    }

    void read_value() {
        switch (fault_.kind) {
            case Kind::latency:
                return read_latency();
            case Kind::loss:
            case Kind::duplicate:
            case Kind::reorder:
            case Kind::corrupt: {
                const auto chance = at_ < tokens_.size() ? read_chance(tokens_[at_].text) : std::nullopt;
                if (!chance) return expected("a share such as 5% or 0.1%, at most 100%");
                fault_.chance = *chance;
                ++at_;
                return;
            }
            case Kind::rate: {
                const auto rate = at_ < tokens_.size() ? read_rate(tokens_[at_].text) : std::nullopt;
                if (!rate || *rate < rate_min)
                    return expected("a rate such as 64kbit or 1.5mbit, from 1kbit to 100gbit");
                fault_.bits_per_second = *rate;
                ++at_;
                return;
            }
            case Kind::partition:
                return read_partition();
            case Kind::isolate:
                fault_.sides.emplace_back();
                for (; at_ < tokens_.size() && !error_ && !separates(tokens_[at_]); ++at_)
                    add_names(fault_.sides[0], tokens_[at_]);
                if (fault_.sides[0].empty()) expected("whom to isolate, as in \"isolate amy\"");
                return;
            case Kind::oneway:
                return read_oneway();
        }
    }

    /// `100ms+-20ms`, `100ms +- 20ms`; ± too.
    void read_latency() {
        const auto from = place();
        std::string text;
        for (; at_ < tokens_.size(); ++at_) text += tokens_[at_].text;
        if (const auto sign = text.find("\xc2\xb1"); sign != std::string::npos) text.replace(sign, 2, "+-");
        const auto sign = text.find("+-");
        const auto latency = read_duration(text.substr(0, sign));
        const auto jitter =
            sign == std::string::npos ? std::optional{Duration{}} : read_duration(text.substr(sign + 2));
        if (!latency || !jitter)
            return fail(from, "expected a latency such as 100ms or 100ms+-20ms, got " +
                                  (text.empty() ? "nothing" : "\"" + text + "\""));
        if (*latency > latency_max) return fail(from, "a latency of " + text + " is too long", "At most 60s.");
        if (*jitter > *latency)
            return fail(from, "a latency of " + text + " would be below 0",
                        "What is behind the +- is at most what is before.");
        fault_.latency = *latency;
        fault_.jitter = *jitter;
    }

    static bool separates(const Token& token) { return token.text == "|" || token.text == "->"; }

    void read_partition() {
        const bool bars = std::any_of(tokens_.begin(), tokens_.end(), [](const Token& t) { return t.text == "|"; });
        if (bars) fault_.sides.emplace_back();
        for (; at_ < tokens_.size() && !error_ && tokens_[at_].text != "->"; ++at_) {
            const auto& token = tokens_[at_];
            if (token.text == "|" && fault_.sides.back().empty()) return expected("names before a bar");
            if (token.text == "|" || !bars) fault_.sides.emplace_back();
            if (token.text != "|") add_names(fault_.sides.back(), token);
        }
        if (error_ || at_ < tokens_.size()) return;
        if (fault_.sides.size() < 2 || fault_.sides.back().empty())
            return fail(text_.size(),
                        "expected two sides or more, as in \"partition a* | b*\" or \"partition amy,bob cat,dan\"");
        if (fault_.sides.size() > sides_max) fail(0, "a partition has at most " + std::to_string(sides_max) + " sides");
    }

    void read_oneway() {
        const bool arrow = std::any_of(tokens_.begin(), tokens_.end(), [](const Token& t) { return t.text == "->"; });
        fault_.sides.resize(2);
        std::size_t side = 0;
        for (; at_ < tokens_.size() && !error_; ++at_) {
            const auto& token = tokens_[at_];
            if (token.text == "->") {
                if (fault_.sides[0].empty() || side == 1) break;
                side = 1;
                continue;
            }
            if (token.text == "-")
                return fail(token.at, "expected a name, got \"-\"", "In a shell the arrow wants quotes: 'amy -> bob'.");
            if (token.text == "|" || (!arrow && !fault_.sides[1].empty())) break;
            add_names(fault_.sides[side], token);
            if (!arrow) side = 1;
        }
        if (!error_ && (fault_.sides[0].empty() || fault_.sides[1].empty()))
            fail(place(), "expected from whom and to whom, as in \"oneway amy -> bob\" or \"oneway amy bob\"",
                 "In a shell the arrow wants quotes: 'amy -> bob'.");
    }

    /// `a,b*`
    void add_names(Globs& list, const Token& token) {
        std::size_t at = 0;
        for (;;) {
            const auto end = std::min(token.text.find(',', at), token.text.size());
            const auto name = token.text.substr(at, end - at);
            if (const auto wrong = objection(name); !wrong.empty())
                return fail(token.at + at,
                            name.empty()
                                ? "expected a name, got nothing (names are parted by one comma, without spaces)"
                                : "\"" + name + "\" " + wrong);
            list.push_back(name);
            if (list.size() > globs_max)
                return fail(token.at, "a list has at most " + std::to_string(globs_max) + " names");
            if (end == token.text.size()) return;
            at = end + 1;
        }
    }

    std::string_view text_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::optional<std::size_t> scoped_;
    std::optional<Error> error_;
    Fault fault_;
};

}  // namespace

tl::expected<Fault, Error> parse(std::string_view text) { return Parser{text}.parse(); }

}  // namespace watercooler::faults
