#pragma once

#include <mutex>

#include "store/engine.hpp"

namespace watercooler::store {

/// Forgets blocks, oldest first, in many small transactions; readers get their turn between them: `reading` is
/// the session's.
/// Errors: what was forgotten until then stays forgotten.
Expected<Retained> retain(Engine& engine, Session& session, std::mutex& reading, const Retention& retention);

}  // namespace watercooler::store
