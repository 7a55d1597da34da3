#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace watercooler::api {

/// Each member's streams, the latest life last. None is empty.
using LivesByMember = std::map<std::string, std::vector<store::StreamInfo>>;
LivesByMember by_member(std::vector<store::StreamInfo> streams);

/// What the eye's hello said of a life, as JSON, as far as it is what it should be.
struct About {
    std::optional<std::string> address{}, program{};
    std::optional<std::uint16_t> port{};
    std::optional<std::uint32_t> fanout{};
};
About about_of(const std::string& text);

}  // namespace watercooler::api
