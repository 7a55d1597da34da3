#pragma once

#include "store/tellings.hpp"
#include "store/walk.hpp"

namespace watercooler::store {

/// Every event that carries the uuid, in the order of (wall, stream, seq); at most a million. Of a damaged block what
/// comes before the damage. Kept among the tellings. Between begin_read() and end_read() of the session.
Expected<std::shared_ptr<const RumorEvents>> rumor_events(Session& session, Names& names, Tellings& tellings,
                                                          std::int64_t run, const Uuid& uuid);

}  // namespace watercooler::store
