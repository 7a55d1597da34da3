#pragma once

#include <string_view>

namespace watercooler::member {

/// A file that was built into this program: books.tsv and openapi.json.
/// Read-only pages of the program's file, shared by all members of a host. Asking for another is our own mistake.
std::string_view asset(std::string_view name);

}  // namespace watercooler::member
