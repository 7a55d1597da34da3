#pragma once

#include "store/sqlite.hpp"

namespace watercooler::store::sqlite {

/// Engine::scan() on a reader.
Expected<Scanned> scan(Connection& reader, const Selection& selection, const std::optional<BlockKey>& after,
                       std::size_t rows);

}  // namespace watercooler::store::sqlite
