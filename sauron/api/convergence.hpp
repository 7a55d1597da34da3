#pragma once

#include <string>

#include "api/momentary.hpp"

namespace watercooler::api {

/// GET /api/v1/convergence: do all living members hold the same? at, run; format = json, text.
/// With uuid (or the beginning of one): how one rumor spread, as a curve.
class ConvergenceOfClub : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;

private:
    http::Response curve(const std::string& run, const std::string& text);
};

}  // namespace watercooler::api
