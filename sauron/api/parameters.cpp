#include "api/parameters.hpp"

#include <algorithm>
#include <charconv>

#include "message/text.hpp"

namespace watercooler::api {
namespace {

constexpr std::size_t run_bytes_max = 64;

std::string shown(std::string_view name, std::string_view text) {
    return std::string{name} + " \"" + escaped(text.substr(0, 80)) + "\"";
}

}  // namespace

bool is_run_name(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !text.empty() && text.size() <= run_bytes_max && std::all_of(text.begin(), text.end(), fits);
}

void Parameters::fail(std::string_view name, std::string_view message, std::string_view hint) {
    if (!error_) error_ = http::error_response(400, "bad-" + std::string{name}, message, hint);
}

std::string Parameters::run() {
    auto name = text("run").value_or(std::string{store::live_run});
    if (!is_run_name(name))
        fail("run", shown("run", name) + " is no name of a run", "/api/v1/runs lists them; live is the club's own.");
    return name;
}

std::optional<std::string> Parameters::text(std::string_view name, std::size_t bytes_max) {
    const auto given = request_.parameter(name);
    if (!given || given->empty()) return std::nullopt;
    if (given->size() > bytes_max) {
        fail(name, std::string{name} + " has more than " + std::to_string(bytes_max) + " bytes", "Shorten it.");
        return std::nullopt;
    }
    return std::string{*given};
}

std::string Parameters::needed(std::string_view name) {
    auto given = text(name);
    if (!given) fail(name, std::string{name} + " is missing", "Such as ?" + std::string{name} + "=jimmy.");
    return given.value_or("");
}

std::uint64_t Parameters::number(std::string_view name, std::uint64_t otherwise, std::uint64_t min, std::uint64_t max) {
    const auto given = text(name);
    if (!given) return otherwise;
    std::uint64_t value = 0;
    const auto read = std::from_chars(given->data(), given->data() + given->size(), value);
    if (read.ec == std::errc{} && read.ptr == given->data() + given->size() && value >= min && value <= max)
        return value;
    fail(name, shown(name, *given) + " is out of range",
         "A whole number from " + std::to_string(min) + " to " + std::to_string(max) + ".");
    return otherwise;
}

bool Parameters::flag(std::string_view name, bool otherwise) {
    const auto given = text(name);
    if (!given) return otherwise;
    if (*given == "1" || *given == "true") return true;
    if (*given != "0" && *given != "false") fail(name, shown(name, *given) + " is neither 0 nor 1", "Say 0 or 1.");
    return false;
}

std::optional<std::int64_t> Parameters::time(std::string_view name) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    const auto term = filter::parse("since:\"" + *given + '"', now_ns_);
    if (term && term->terms.size() == 1) return term->terms[0].time_ns;
    fail(name, shown(name, *given) + " is no time", "RFC 3339, 14:02:11, or -30s before now.");
    return std::nullopt;
}

std::int64_t Parameters::duration(std::string_view name, std::int64_t otherwise, std::int64_t min, std::int64_t max) {
    const auto given = text(name, 16);
    if (!given) return otherwise;
    const auto ago = filter::parse("since:\"-" + *given + '"', 0);
    const auto value = ago && ago->terms.size() == 1 ? -ago->terms[0].time_ns : 0;
    if (value >= min && value <= max) return value;
    fail(name, shown(name, *given) + " is no length of time, or out of range",
         "From " + answers::duration_text(min) + " to " + answers::duration_text(max) + ", such as 10s.");
    return otherwise;
}

answers::Style Parameters::style() {
    const auto width = number("width", 100, 20, 1000);
    return {.utf8 = !flag("ascii", false), .width = static_cast<std::size_t>(width)};
}

filter::Filter Parameters::filter() {
    const auto given = text("filter", filter::text_bytes_max);
    auto parsed = filter::parse(given.value_or(""), now_ns_);
    if (parsed) return std::move(*parsed);
    const auto& error = parsed.error();
    fail("filter", error.message + " (at byte " + std::to_string(error.position + 1) + " of the filter)",
         error.hint.empty() ? "/docs describes the filter language." : error.hint);
    return {};
}

store::Query Parameters::query(std::size_t limit_otherwise) {
    store::Query query;
    query.run = run();
    query.filter = filter();
    query.member = text("member");
    if (const auto boot = text("boot")) {
        const auto value = parse_hex(*boot);
        if (!value) fail("boot", shown("boot", *boot) + " is no boot", "1 to 16 hexadecimal digits.");
        query.boot = BootId{value.value_or(0)};
    }
    query.from_ns = time("from");
    query.to_ns = time("to");
    const auto order = text("order").value_or("newest");
    if (order != "newest" && order != "oldest")
        fail("order", shown("order", order) + " is unknown", "newest or oldest, whichever shall come first.");
    query.newest_first = order == "newest";
    if (const auto cursor = text("cursor")) {
        query.after = store::parse_position(*cursor);
        if (!query.after) fail("cursor", shown("cursor", *cursor) + " is no cursor", "Use `next` of the page before.");
    }
    query.limit = number("limit", limit_otherwise, 1, store::page_limit_max);
    return query;
}

}  // namespace watercooler::api
