#pragma once

#include <string>
#include <vector>

#include "json/info.hpp"

namespace watercooler::cli {

/// Who speaks from that address: `bob (127.0.0.1:8081)`; the address alone if nobody of `members` is there. Of two it
/// is who lives.
std::string peer_text(const std::string& address, const std::vector<json::MemberInfo>& members);

}  // namespace watercooler::cli
