#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <watercooler/member.hpp>

namespace watercooler::member {

/// What the state file holds, as JSON.
std::string write_memory(const Memory& memory);
/// Errors: nothing, if it is no memory of ours. Fields that are missing or out of range make the whole unreadable:
/// half a memory would be worse than none, since refutation repairs none.
std::optional<Memory> read_memory(std::string_view json);

}  // namespace watercooler::member
