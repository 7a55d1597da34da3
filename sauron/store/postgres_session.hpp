#pragma once

#include "store/postgres.hpp"

namespace watercooler::store::postgres {

/// A connection that only reads; it is made at its first use, and again when the server was away.
std::unique_ptr<Session> open_session(const std::string& address, const std::string& settings);

}  // namespace watercooler::store::postgres
