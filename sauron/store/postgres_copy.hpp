#pragma once

#include "store/postgres_connection.hpp"
#include "store/sqlite_copy.hpp"

namespace watercooler::store::postgres {

/// Everything, in the order of its key, a page at a time. `from` stands in a transaction that sees one moment.
Expected<void> copy_all(Connection& from, sqlite::Copy& to);

}  // namespace watercooler::store::postgres
