#pragma once

#include <memory>

#include "api/moments.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/roster: everybody at one moment: state, what the living believe of it, its book. at, run.
class RosterOfClub : public Resource {
public:
    explicit RosterOfClub(store::Store& store, NowNs now_ns = wall_now_ns,
                          std::shared_ptr<MomentsOfRuns> moments = nullptr);
    http::Response get(const http::Request& request) override;

private:
    std::shared_ptr<MomentsOfRuns> moments_;
};

}  // namespace watercooler::api
