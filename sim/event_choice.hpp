#pragma once

#include <set>
#include <string>
#include <watercooler/event.hpp>

namespace watercooler::sim {

/// A kind of event by its name, or all of a group: transport, rumor, membership, sync, life, program. Throws
/// StoryError.
std::set<EventKind> read_kinds(const std::string& text);
/// What happens all the time, and is news only to whoever asks for it.
bool is_routine(EventKind kind);

}  // namespace watercooler::sim
