#pragma once

#include <mutex>

#include "store/engine.hpp"

namespace watercooler::store {

/// Forgets blocks, oldest first, in many small transactions; readers get their turn between them.
/// Errors: what was forgotten until then stays forgotten.
Expected<Retained> retain(Engine& engine, std::mutex& reading, const Retention& retention);

}  // namespace watercooler::store
