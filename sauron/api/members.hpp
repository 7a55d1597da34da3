#pragma once

#include <memory>

#include "api/moments.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/members: everybody who has ever reported, by name, with what is known of the latest life. run; at: state
/// and book as they were then.
class Members : public Resource {
public:
    explicit Members(store::Store& store, NowNs now_ns = wall_now_ns, std::shared_ptr<MomentsOfRuns> moments = nullptr);
    http::Response get(const http::Request& request) override;

private:
    std::shared_ptr<MomentsOfRuns> moments_;
};

/// GET /api/v1/members/{name}: all lives, and what the member and the others said of its state over time. run, limit.
class MemberHistory : public Resource {
public:
    explicit MemberHistory(store::Store& store, NowNs now_ns = wall_now_ns,
                           std::shared_ptr<MomentsOfRuns> moments = nullptr);
    http::Response get(const http::Request& request) override;

private:
    std::shared_ptr<MomentsOfRuns> moments_;
};

}  // namespace watercooler::api
