#include "sim/words.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include "message/text.hpp"

namespace watercooler::sim {
namespace {

[[noreturn]] void expected(std::string_view what, std::string_view got) {
    throw StoryError("expected " + std::string{what} + ", got " + (got.empty() ? "nothing" : "'" + escaped(got) + "'"));
}

/// `12.345` in millionths, without floating point: a story must read the same everywhere.
std::optional<std::int64_t> millionths(std::string_view text) {
    const auto dot = text.find('.');
    const auto whole = text.substr(0, dot);
    auto part = dot == std::string_view::npos ? std::string{} : std::string{text.substr(dot + 1)};
    if (whole.empty() || whole.size() > 9 || part.size() > 6 || (dot != std::string_view::npos && part.empty()))
        return std::nullopt;
    part.resize(6, '0');
    const auto digits = std::string{whole} + part;
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

template <class Field>
void set_field(Field& field, std::string_view value) {
    if constexpr (requires { field.count(); })
        field = std::chrono::duration_cast<Field>(read_duration(value));
    else
        field = static_cast<Field>(read_number(value, 1'000'000'000));
}

}  // namespace

Duration read_duration(std::string_view text) {
    static constexpr std::pair<std::string_view, std::int64_t> units[] = {
        {"us", 1'000},         {"ms", 1'000'000},        {"s", 1'000'000'000},
        {"m", 60'000'000'000}, {"h", 3'600'000'000'000}, {"d", 86'400'000'000'000}};
    if (text == "0") return Duration{};
    for (const auto& [unit, nanoseconds] : units) {
        if (!text.ends_with(unit)) continue;
        const auto value = millionths(text.substr(0, text.size() - unit.size()));
        if (!value) continue;
        const auto most = std::int64_t{10} * 365 * 86'400 * 1'000'000;  // ten years, in microseconds
        if (*value / 1'000'000 > most / (nanoseconds / 1'000)) break;
        return Duration{*value / 1'000'000 * nanoseconds + *value % 1'000'000 * (nanoseconds / 1'000) / 1'000};
    }
    expected("a duration such as 200ms, 4s or 5m", text);
}

Chance read_chance(std::string_view text) {
    const auto value = text.ends_with('%') ? millionths(text.substr(0, text.size() - 1)) : std::nullopt;
    if (!value || *value > 100'000'000) expected("a share such as 10% or 0.5%", text);
    return static_cast<Chance>(*value / 1'000);
}

std::uint64_t read_number(std::string_view text, std::uint64_t max) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > max)
        expected("a number up to " + std::to_string(max), text);
    return value;
}

bool read_switch(std::string_view text) {
    if (text != "on" && text != "off") expected("on or off", text);
    return text == "on";
}

bool set_setting(Settings& settings, std::string_view name, std::string_view value) {
#define SETTING(field) \
    if (name == #field) return set_field(settings.field, value), true
    SETTING(probe_interval);
    SETTING(probe_timeout);
    SETTING(indirect_checks);
    SETTING(suspicion_multiplier);
    SETTING(suspicion_max_multiplier);
    SETTING(awareness_max);
    SETTING(retransmit_multiplier);
    SETTING(gossip_interval);
    SETTING(gossip_nodes);
    SETTING(gossip_to_the_dead);
    SETTING(push_pull_interval);
    SETTING(stream_timeout);
    SETTING(datagram_bytes_max);
    SETTING(fanout);
    SETTING(announce_delay);
    SETTING(answer_timeout);
    SETTING(sync_interval);
    SETTING(asleep_gap);
    SETTING(entry_age_max);
    SETTING(seen_count_max);
    SETTING(seen_age_max);
    SETTING(reconnect_interval);
    SETTING(reconnect_age_max);
#undef SETTING
    return false;
}

std::string time_text(Instant at) {
    const auto ms = at.time_since_epoch() / std::chrono::milliseconds{1};
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%03llds", static_cast<long long>(ms / 1000),
                  static_cast<long long>(ms % 1000));
    return text;
}

Words::Words(std::string_view line) {
    auto words = split_words(line);
    if (!words) throw StoryError("a quote is not closed, or an escape is unknown");
    if (words->empty()) throw StoryError("expected a command, got nothing");
    command_ = words->front();
    all_.assign(words->begin() + 1, words->end());
    for (auto word = words->begin() + 1; word != words->end(); ++word) {
        const auto equals = word->find('=');
        const auto name = word->substr(0, equals);
        const bool named =
            equals != std::string::npos && !name.empty() &&
            std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
        if (named) {
            options_[name] = word->substr(equals + 1);
        } else if (word->starts_with("--")) {
            options_[*word] = "";
        } else {
            words_.push_back(*word);
        }
    }
}

std::string Words::next(std::string_view what) {
    if (at_ == words_.size()) expected(std::string{what} + " after '" + command_ + "'", {});
    return words_[at_++];
}

std::optional<std::string> Words::maybe() {
    if (at_ == words_.size()) return std::nullopt;
    return words_[at_++];
}

std::vector<std::string> Words::rest() {
    std::vector<std::string> rest{words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end()};
    at_ = words_.size();
    return rest;
}

std::vector<std::string> Words::all() {
    at_ = words_.size();
    options_.clear();
    return std::move(all_);
}

std::optional<std::string> Words::option(std::string_view name) {
    const auto found = options_.find(name);
    if (found == options_.end()) return std::nullopt;
    auto value = std::move(found->second);
    options_.erase(found);
    return value;
}

std::map<std::string, std::string, std::less<>> Words::options() { return std::exchange(options_, {}); }

void Words::done() const {
    if (at_ != words_.size()) expected("no more words for '" + command_ + "'", words_[at_]);
    if (!options_.empty()) expected("no option of that name for '" + command_ + "'", options_.begin()->first);
}

}  // namespace watercooler::sim
