#pragma once

#include "api/momentary.hpp"

namespace watercooler::api {

/// GET /api/v1/roster: everybody at one moment: state, what the living believe of it, its book. at, run.
class RosterOfClub : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
