#pragma once

#include "api/resource.hpp"

namespace watercooler::api {

/// GET /api/v1/export: a run in a form that leaves this house.
///
/// format=jsonl: a recording (docs/recording.md), oldest first, `limit` events (5,000) at a time; the header
/// `X-Watercooler-Next` is the `cursor` of the next piece, whose first line is an event. format=shiviz: the events that
/// `filter`, from and to choose as a log for ShiViz, at most 20,000. format=otlp: the trace of one `uuid`.
class Exports : public Resource {
public:
    static constexpr std::size_t shiviz_events_max = 20'000;
    using Resource::Resource;
    http::Response get(const http::Request& request) override;

private:
    http::Response recording(store::Query query);
    http::Response shiviz(store::Query query);
    http::Response otlp(const std::string& run, const std::string& uuid);
    store::Expected<std::string> head(const std::string& run);
};

}  // namespace watercooler::api
