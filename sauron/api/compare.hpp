#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "answers/comparison.hpp"
#include "api/follow.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/compare: two runs beside each other. a, b: which; format = json, text. What was read of a run stays, so
/// that the next question about it costs only what is new. Errors: WC-STORE-SLOW when there was not enough time; asked
/// again, it goes on where it was.
class Compare : public Resource {
public:
    static constexpr std::chrono::milliseconds patience_otherwise{8'000};
    explicit Compare(store::Store& store, NowNs now_ns = wall_now_ns,
                     std::chrono::milliseconds patience = patience_otherwise)
        : Resource(store, std::move(now_ns)), patience_(patience) {}
    http::Response get(const http::Request& request) override;

private:
    /// A run as far as it was read.
    struct Reading {
        std::string run;
        Follow follow;
        answers::CourseFold fold{};
    };
    static constexpr std::size_t readings_max = 4;
    Reading& reading(const std::string& run);
    /// Errors: the store's; WC-STORE-SLOW.
    store::Expected<answers::Comparison::Side> side(const std::string& run, Follow::Deadline deadline);

    std::chrono::milliseconds patience_;
    std::vector<std::unique_ptr<Reading>> readings_;  // the latest first
};

}  // namespace watercooler::api
