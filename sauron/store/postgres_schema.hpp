#pragma once

#include <span>

#include "store/postgres_connection.hpp"

namespace watercooler::store::postgres {

/// One step per version: migrations()[0] makes version 1 of nothing. Append-only.
std::span<const char* const> migrations();
int schema_version();

/// For every connection: where the tables are, and how long to wait for what others hold.
std::string settings(std::chrono::milliseconds patience);

/// Takes the database to the newest version in one transaction; of several Saurons that start at once, one does it.
/// Errors: WC-STORE-NEWER (nothing is changed then), and the server's.
Expected<void> migrate(Connection& connection);
/// The same up to `version`: for tests.
Expected<void> migrate_to(Connection& connection, int version);

}  // namespace watercooler::store::postgres
