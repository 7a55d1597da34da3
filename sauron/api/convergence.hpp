#pragma once

#include "api/momentary.hpp"

namespace watercooler::api {

/// GET /api/v1/convergence: do all living members hold the same? at, run; format = json, text.
/// With uuid (or the beginning of one): how one rumor spread until then, as a curve.
class ConvergenceOfClub : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
