#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/tree.hpp"

namespace watercooler::json {

/// A fault that a member has.
struct FaultInfo {
    std::uint64_t id = 0;
    std::string fault;                     // its words, as in `loss 5% --from amy`
    std::string kind;                      // the first of them
    bool own = false;                      // of this member alone, set through its API; else the club's
    bool touches = true;                   // whether this member may feel it
    std::optional<std::uint64_t> left_ms;  // of its protocol time; nothing: until it is healed
    friend bool operator==(const FaultInfo&, const FaultInfo&) = default;
};

/// GET /api/v1/faults, POST /api/v1/control/faults.
struct FaultsInfo {
    std::string name;      // the member
    bool changed = false;  // by this call
    std::vector<FaultInfo> faults;
    friend bool operator==(const FaultsInfo&, const FaultsInfo&) = default;
};

std::string write(const FaultsInfo& faults);
/// Errors: as those of info.hpp.
Read<FaultsInfo> read_faults(std::string_view text);

}  // namespace watercooler::json
