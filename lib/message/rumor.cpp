#include <algorithm>
#include <watercooler/assert.hpp>
#include <watercooler/rumor.hpp>

#include "message/text.hpp"

namespace watercooler {
namespace {

using Checked = tl::expected<void, RumorError>;

tl::unexpected<RumorError> broken(std::string_view field, std::string_view what, std::string message) {
    return tl::unexpected{
        RumorError{std::string{field}, std::string{field} + '-' + std::string{what}, std::move(message)}};
}

std::string text(std::size_t number) { return std::to_string(number); }

Checked check_size(std::string_view field, std::string_view value, std::size_t bytes_max) {
    if (value.size() <= bytes_max) return {};
    return broken(field, "too-large",
                  std::string{field} + " is " + text(value.size()) + " bytes; the limit is " + text(bytes_max) +
                      " bytes. Shorten it.");
}

/// Valid UTF-8 without control characters.
Checked check_text(std::string_view field, std::string_view value) {
    if (const auto bad = find_bad_utf8(value)) {
        return broken(field, "bad-utf8",
                      std::string{field} + " is not valid UTF-8 at byte " + text(*bad) + ". Send it as UTF-8.");
    }
    for (std::size_t at = 0; at < value.size();) {
        const auto c = *first_code_point(value.substr(at));
        if (is_control(c.value)) {
            return broken(field, "control-character",
                          std::string{field} + " has the control character " + escaped(value.substr(at, c.size)) +
                              " at byte " + text(at) + "; none is allowed, line breaks and tabs included. Remove it.");
        }
        at += c.size;
    }
    return {};
}

Checked check_line(std::string_view field, std::string_view value, std::size_t bytes_max) {
    return check_size(field, value, bytes_max).and_then([&] { return check_text(field, value); });
}

Checked check_name(std::string_view name) {
    if (name.empty()) return broken("name", "missing", "name is empty. Name the origin, or leave the field out.");
    return check_line("name", name, limits::origin_bytes_max);
}

Checked check_numbers(const Rumor& rumor) {
    if (rumor.version.value > limits::version_door_max) {
        return broken("version", "too-large",
                      "version is " + text(rumor.version.value) + "; the limit is " + text(limits::version_door_max) +
                          " (2^53 - 2^32). Send a lower one.");
    }
    if (rumor.ttl > limits::ttl_max) {
        return broken("ttl", "too-large",
                      "ttl is " + text(rumor.ttl) + "; the limit is " + text(limits::ttl_max) + ". Send a lower one.");
    }
    return {};
}

}  // namespace

std::string_view to_text(Outcome outcome) {
    switch (outcome) {
        case Outcome::rejected:
            return "rejected";
        case Outcome::duplicate:
            return "duplicate";
        case Outcome::stale:
            return "stale";
        case Outcome::refuted:
            return "refuted";
        case Outcome::applied:
            return "applied";
    }
    WATERCOOLER_ASSERT(!"an outcome outside the enum");
    return {};
}

tl::expected<void, RumorError> check_key(std::string_view key) {
    if (key.empty())
        return broken("key", "missing", "key is empty. Leave it out for `book`, or give 1 to 64 bytes of [a-z0-9_.-].");
    if (const auto sized = check_size("key", key, limits::key_bytes_max); !sized) return sized;
    const auto bad = key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.-");
    if (bad == std::string_view::npos) return {};
    const auto c = first_code_point(key.substr(bad));
    return broken("key", "bad-character",
                  "key has '" + escaped(key.substr(bad, c ? c->size : 1)) + "' at byte " + text(bad) +
                      "; only a-z, 0-9, '_', '.' and '-' are allowed. Replace it.");
}

tl::expected<void, RumorError> check_payload(std::string_view payload) {
    return check_line("payload", payload, limits::payload_bytes_max);
}

tl::expected<void, RumorError> check(const Rumor& rumor) {
    if (rumor.uuid == Uuid{}) {
        return broken("uuid", "missing", "uuid is missing or all zero. Give every rumor an id of its own.");
    }
    return check_name(rumor.name)
        .and_then([&] { return check_line("address", rumor.address, limits::address_bytes_max); })
        .and_then([&] { return check_key(rumor.key); })
        .and_then([&] { return check_numbers(rumor); })
        .and_then([&] { return check_payload(rumor.payload); });
}

}  // namespace watercooler
