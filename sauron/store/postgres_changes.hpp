#pragma once

#include <map>

#include "store/postgres_connection.hpp"

/// What a transaction changes, as statements that take whole columns.
namespace watercooler::store::postgres {

/// `runs`: which run each changed block's stream belongs to.
Expected<void> put(Connection& writer, const Changes& changes, const std::map<std::int64_t, std::int64_t>& runs);
Expected<void> remove(Connection& writer, const Removal& removal);
Expected<void> drop(Connection& writer, std::int64_t run);

}  // namespace watercooler::store::postgres
