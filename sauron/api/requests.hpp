#pragma once

#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/requests: what happened, newest first, page by page.
/// run, filter, member, boot, from, to, order, cursor, limit; count=0 leaves the count out.
class Requests : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

/// GET /api/v1/histogram: how many of each kind, over time. buckets (100) or bucket_ms; the rest as Requests.
class HistogramOfRequests : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;

private:
    store::Expected<std::pair<std::int64_t, std::int64_t>> span(const store::Query& query);
};

}  // namespace watercooler::api
