#pragma once

#include "store/sqlite.hpp"

namespace watercooler::store::sqlite {

/// A connection that only reads. Errors: as Connection::open.
Expected<std::unique_ptr<Session>> open_session(const std::string& path, std::chrono::milliseconds patience);

}  // namespace watercooler::store::sqlite
