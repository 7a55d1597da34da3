#pragma once

#include <span>

#include "store/sqlite.hpp"

namespace watercooler::store::sqlite {

/// One step per version: migrations()[0] makes version 1 of an empty file. Append-only.
std::span<const char* const> migrations();
int schema_version();

/// Takes the file to the newest version, one step per transaction.
/// Errors: WC-STORE-NEWER, WC-STORE-FOREIGN (nothing is changed then), and the engine's.
Expected<void> migrate(Connection& connection);
/// The same up to `version`: for tests.
Expected<void> migrate_to(Connection& connection, int version);

}  // namespace watercooler::store::sqlite
