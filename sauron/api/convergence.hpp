#pragma once

#include <memory>
#include <string>

#include "api/moments.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/convergence: do all living members hold the same? at, run; format = json, text.
/// With uuid (or the beginning of one): how one rumor spread, as a curve.
class ConvergenceOfClub : public Resource {
public:
    explicit ConvergenceOfClub(store::Store& store, NowNs now_ns = wall_now_ns,
                               std::shared_ptr<MomentsOfRuns> moments = nullptr);
    http::Response get(const http::Request& request) override;

private:
    http::Response curve(const std::string& run, const std::string& text);

    std::shared_ptr<MomentsOfRuns> moments_;
};

}  // namespace watercooler::api
