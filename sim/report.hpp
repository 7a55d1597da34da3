#pragma once

#include <string>

#include "sim/trial.hpp"

namespace watercooler::sim {

/// The verdict and what led to it, for people.
std::string report_text(const Trial& trial, const TrialReport& report, double wall_seconds);
/// The same as one JSON object, `watercooler.sim/v1`, in one line.
std::string report_json(const Trial& trial, const TrialReport& report, double wall_seconds);

}  // namespace watercooler::sim
