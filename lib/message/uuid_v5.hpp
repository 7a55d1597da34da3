#pragma once

#include <string_view>
#include <watercooler/uuid.hpp>

namespace watercooler {

/// Version 5 (RFC 9562 5.5) in any namespace: SHA-1 of the namespace's bytes and the text, cut to 16 bytes and marked.
Uuid uuid_v5(const Uuid& name_space, std::string_view text);

}  // namespace watercooler
