#pragma once

#include <string>
#include <string_view>

namespace watercooler::http {

/// For text and for attributes in quotes: `&`, `<`, `>` and both quotes as references. All other bytes stay.
std::string html_escaped(std::string_view text);

}  // namespace watercooler::http
