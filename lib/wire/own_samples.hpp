#pragma once

// For tests and for the fuzzers' first inputs: one full message of each kind of ours.
#include <vector>

#include "message/messages.hpp"

namespace watercooler::wire {

std::vector<message::Message> own_samples();

}  // namespace watercooler::wire
