#pragma once

#include <optional>
#include <string>

#include "api/momentary.hpp"
#include "api/store_events.hpp"

namespace watercooler::api {

/// GET /api/v1/convergence: do all living members hold the same? at, run; format = json, text.
/// With uuid (or the beginning of one): how one rumor spread until then, as a curve.
class ConvergenceOfClub : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;

private:
    StoreEvents& events_of(const std::string& run);

    std::optional<StoreEvents> events_;  // of the latest curve: a page asks for several
};

}  // namespace watercooler::api
