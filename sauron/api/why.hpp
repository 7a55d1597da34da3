#pragma once

#include <memory>

#include "api/moments.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/why: why something is as it is, each clause with the events that it stands on.
/// name; of, at, topic (belief entry frozen asleep left fault), key, run. Without `of`: as everybody sees it.
/// format = json, text.
class WhyIsIt : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

/// GET /api/v1/beliefs: what everybody believes of everybody, beside the truth. at, run; format = json, text.
class Beliefs : public Resource {
public:
    explicit Beliefs(store::Store& store, NowNs now_ns = wall_now_ns, std::shared_ptr<MomentsOfRuns> moments = nullptr);
    http::Response get(const http::Request& request) override;

private:
    std::shared_ptr<MomentsOfRuns> moments_;
};

}  // namespace watercooler::api
