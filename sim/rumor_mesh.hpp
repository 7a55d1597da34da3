#pragma once

#include "sim/spreading.hpp"

namespace watercooler::sim {

/// The rumor sides of so many real nodes, all alive and all known to each other, and datagrams that take a millisecond.
/// Membership is one list that they share, so that 10,000 of them start at once; what they say is what nodes say.
/// Ends soon after all know it, or a minute after the last news.
SpreadCourse spread_by_the_core(const Spreading& spreading);

}  // namespace watercooler::sim
