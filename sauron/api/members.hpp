#pragma once

#include "api/momentary.hpp"

namespace watercooler::api {

/// GET /api/v1/members: everybody who has ever reported, by name, with what is known of the latest life. run; at: state
/// and book as they were then.
class Members : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;
};

/// GET /api/v1/members/{name}: all lives, and what the member and the others said of its state over time. run, limit.
class MemberHistory : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
