#pragma once

#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/gaps: what is missing, per life of each member. run.
class GapsOfStreams : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

/// GET /api/v1/runs: the live one and the recordings.
class Runs : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
