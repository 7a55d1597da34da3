#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/failure.hpp"

namespace watercooler::cli {

/// What a person wrote for one member to be started. What is absent is chosen.
struct MemberSpec {
    std::optional<std::string> name;  ///< checked, in lower case
    std::optional<std::string> host;  ///< numeric
    std::optional<std::uint16_t> port;

    friend bool operator==(const MemberSpec&, const MemberSpec&) = default;
};

/// Reads `NAME[:[HOST:]PORT]`, `:PORT` or `:HOST:PORT`, HOST being 127.0.0.1 or [::1] or the like; port 0: the kernel
/// chooses. Errors (exit 64): which part is wrong, and what it may be.
Result<MemberSpec> parse_member_spec(std::string_view text);

/// A place to choose ports from: `:8081`, `8081` or `HOST:8081`.
struct PortBase {
    std::optional<std::string> host;
    std::uint16_t port = 0;

    friend bool operator==(const PortBase&, const PortBase&) = default;
};
Result<PortBase> parse_port_base(std::string_view text);

/// `127.0.0.1:81` or `[::1]:81`.
std::string place_text(const std::string& host, std::uint16_t port);

}  // namespace watercooler::cli
