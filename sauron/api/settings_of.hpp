#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace watercooler::api {

/// How the members of a run are set, by name, as JSON; what differs from member to member is told as such. What belongs
/// to one life only (its process, its seed) is left out.
std::map<std::string, std::string> settings_of(const std::vector<store::StreamInfo>& lives);

}  // namespace watercooler::api
