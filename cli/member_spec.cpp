#include "cli/member_spec.hpp"

#include <charconv>
#include <watercooler/address.hpp>

#include "club/name.hpp"

namespace watercooler::cli {
namespace {

Result<std::uint16_t> parse_port(std::string_view text, std::string_view whole) {
    std::uint32_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec == std::errc{} && parsed.ptr == end && value <= 65535) return static_cast<std::uint16_t>(value);
    return tl::unexpected{usage("\"" + std::string{text} + "\" in \"" + std::string{whole} + "\" is no port",
                                "Ports are 1 to 65535; 0 lets the kernel choose.")};
}

Result<std::string> parse_host(std::string_view text, std::string_view whole) {
    const bool bracketed = text.size() > 1 && text.front() == '[' && text.back() == ']';
    const auto inner = bracketed ? text.substr(1, text.size() - 2) : text;
    if (inner == "localhost") return std::string{"127.0.0.1"};
    const auto address = parse_ip(inner, 0);
    if (address && bracketed == (inner.find(':') != std::string_view::npos)) return std::string{inner};
    return tl::unexpected{usage("\"" + std::string{text} + "\" in \"" + std::string{whole} + "\" is no numeric address",
                                "Such as 127.0.0.1 or [::1]; a member binds to an address of this machine.")};
}

/// `PORT` or `HOST:PORT`.
Result<MemberSpec> parse_place(std::string_view text, std::string_view whole) {
    MemberSpec spec;
    const auto colon = text.rfind(':');
    const auto port = parse_port(text.substr(colon == std::string_view::npos ? 0 : colon + 1), whole);
    if (!port) return tl::unexpected{port.error()};
    spec.port = *port;
    if (colon == std::string_view::npos) return spec;
    const auto host = parse_host(text.substr(0, colon), whole);
    if (!host) return tl::unexpected{host.error()};
    spec.host = *host;
    return spec;
}

}  // namespace

Result<MemberSpec> parse_member_spec(std::string_view text) {
    if (text.empty()) return tl::unexpected{usage("a member's name is empty", "Such as jimmy, jimmy:8081 or :8081.")};
    const auto colon = text.find(':');
    MemberSpec spec;
    if (colon != std::string_view::npos) {
        auto place = parse_place(text.substr(colon + 1), text);
        if (!place) return place;
        spec = std::move(*place);
    }
    if (colon == 0) return spec;
    const auto name = club::Name::parse_member(text.substr(0, colon));
    if (!name) return tl::unexpected{failure_of(name.error())};
    spec.name = name->text();
    return spec;
}

Result<PortBase> parse_port_base(std::string_view text) {
    const auto place = parse_place(text.starts_with(':') ? text.substr(1) : text, text);
    if (!place) return tl::unexpected{place.error()};
    if (*place->port == 0)
        return tl::unexpected{usage("ports cannot be chosen from 0 upwards", "Such as --from :8081.")};
    return PortBase{place->host, *place->port};
}

std::string place_text(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace watercooler::cli
