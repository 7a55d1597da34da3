#pragma once

#include <string>

#include "member/member.hpp"

namespace watercooler::member {

/// `GET /metrics`: Prometheus' text form. Units in the names, `_total` for what only grows. The member's name is no
/// label: the scraper's `instance` is.
std::string metrics_text(const Member& member);

}  // namespace watercooler::member
