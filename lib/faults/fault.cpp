#include "faults/fault.hpp"

#include <algorithm>
#include <array>

namespace watercooler::faults {
namespace {

constexpr std::array<std::string_view, 9> names{"latency", "loss",      "duplicate", "reorder", "corrupt",
                                                "rate",    "partition", "isolate",   "oneway"};

std::string list_text(const Globs& globs) {
    std::string text;
    for (const auto& glob : globs) text += (text.empty() ? "" : ",") + glob;
    return text;
}

std::string sides_text(const std::vector<Globs>& sides, std::string_view between) {
    std::string text;
    for (const auto& side : sides) text += (text.empty() ? " " : std::string{between}) + list_text(side);
    return text;
}

std::string value_text(const Fault& fault) {
    switch (fault.kind) {
        case Kind::latency:
            return " " + duration_text(fault.latency) +
                   (fault.jitter > Duration{} ? "+-" + duration_text(fault.jitter) : "");
        case Kind::loss:
        case Kind::duplicate:
        case Kind::reorder:
        case Kind::corrupt:
            return " " + chance_text(fault.chance);
        case Kind::rate:
            return " " + rate_text(fault.bits_per_second);
        case Kind::partition:
            return sides_text(fault.sides, " | ");
        case Kind::isolate:
            return sides_text(fault.sides, ",");
        case Kind::oneway:
            return sides_text(fault.sides, " -> ");
    }
    return {};
}

/// The number of the first side that this name is on; -1 = none.
int side_of(const Fault& fault, std::string_view name) {
    for (std::size_t at = 0; at < fault.sides.size(); ++at)
        if (matches(fault.sides[at], name)) return static_cast<int>(at);
    return -1;
}

bool has_chance(Kind kind) {
    return kind == Kind::loss || kind == Kind::duplicate || kind == Kind::reorder || kind == Kind::corrupt;
}

}  // namespace

std::string_view to_text(Kind kind) { return names[static_cast<std::size_t>(kind)]; }

std::string to_text(const Fault& fault) {
    auto text = std::string{to_text(fault.kind)} + value_text(fault);
    if (!fault.from.empty()) text += " --from " + list_text(fault.from);
    if (!fault.to.empty()) text += " --to " + list_text(fault.to);
    if (fault.both) text += " --both";
    return text;
}

bool is_nothing(const Fault& fault) {
    if (has_chance(fault.kind)) return fault.chance == 0;
    return fault.kind == Kind::latency && fault.latency == Duration{};
}

bool cuts(const Fault& fault) {
    return fault.kind >= Kind::partition || (fault.kind == Kind::loss && fault.chance == always);
}

bool touches(const Fault& fault, std::string_view name) {
    switch (fault.kind) {
        case Kind::partition:
        case Kind::oneway:
            return side_of(fault, name) >= 0;
        case Kind::isolate:
            return true;  // who is not isolated loses those who are
        default:
            return matches(fault.from, name) || matches(fault.to, name);
    }
}

bool applies(const Fault& fault, std::string_view from, std::string_view to) {
    switch (fault.kind) {
        case Kind::partition: {
            const auto a = side_of(fault, from), b = side_of(fault, to);
            return a >= 0 && b >= 0 && a != b;
        }
        case Kind::isolate:
            return matches(fault.sides[0], from) || matches(fault.sides[0], to);
        case Kind::oneway:
            return matches(fault.sides[0], from) && matches(fault.sides[1], to);
        default:
            return (matches(fault.from, from) && matches(fault.to, to)) ||
                   (fault.both && matches(fault.from, to) && matches(fault.to, from));
    }
}

}  // namespace watercooler::faults
