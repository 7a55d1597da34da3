#pragma once

#include "store/sqlite.hpp"

/// What a transaction changes, row by row.
namespace watercooler::store::sqlite {

Expected<void> put(Connection& writer, const Changes& changes);
/// The streams as they are now.
Expected<std::vector<StreamRow>> remove(Connection& writer, const Removal& removal);
Expected<void> drop(Connection& writer, std::int64_t run);

}  // namespace watercooler::store::sqlite
