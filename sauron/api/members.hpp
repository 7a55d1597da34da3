#pragma once

#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/members: everybody who has ever reported, by name, with what is known of the latest life. run.
class Members : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

/// GET /api/v1/members/{name}: all lives, and what the member and the others said of its state over time. run, limit.
class MemberHistory : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
