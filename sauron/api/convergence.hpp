#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "answers/convergence.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// Hands each event of a run to somebody once, in the order of seq within a stream and near that of time across them;
/// next time it goes on where it stopped. So what is folded from events costs only what is new.
class Follow {
public:
    Follow(store::Store& store, std::string run) : store_(store), run_(std::move(run)) {}
    /// Until there is no more, or the time is up (false). Errors: the store's.
    store::Expected<bool> catch_up(std::chrono::steady_clock::time_point deadline,
                                   const std::function<void(const json::EventRecord&)>& take);

private:
    struct Lane {
        journal::Stream stream;
        Sequence taken{}, last{};  // handed on; known to be there
        std::deque<json::EventRecord> ready{};
    };
    store::Expected<void> look();
    store::Expected<void> fill(Lane& lane);

    store::Store& store_;
    std::string run_;
    std::map<journal::Stream, Lane> lanes_;
};

/// GET /api/v1/convergence: do all living members hold the same? at, run; format = json, text.
/// With uuid (or the beginning of one): how one rumor spread, as a curve.
class ConvergenceOfClub : public Resource {
public:
    explicit ConvergenceOfClub(store::Store& store, NowNs now_ns = wall_now_ns);
    http::Response get(const http::Request& request) override;

    /// Of the live run, now. One caller at a time: a worker's thread.
    store::Expected<answers::Convergence> now();

private:
    http::Response curve(const std::string& run, const std::string& text);

    Follow live_;
    answers::VersionFold versions_;
};

}  // namespace watercooler::api
