#pragma once

#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/traffic: who sent how many messages to whom in the `window` (10s) that ends `at` a moment: now, or a
/// recording's end. run, filter. What there is no time to look at is told: `complete` is false then.
class TrafficOfClub : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
