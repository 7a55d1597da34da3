#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <watercooler/uuid.hpp>

#include "api/resource.hpp"
#include "api/store_events.hpp"
#include "tl/expected.hpp"

namespace watercooler::api {

/// GET /api/v1/rumors: those that are known, newest first. run, prefix, limit.
class Rumors : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

/// Which rumor a uuid or the beginning of one means.
/// Errors: 404 when there is none, 409 with the candidates when there are several, 400 when it is no uuid.
tl::expected<Uuid, http::Response> find_rumor(store::Store& store, const std::string& run, const std::string& text);

/// How far a rumor had come at a moment, beside what was to be expected; without one: by all that is known.
http::Response curve_of(StoreEvents& events, const Uuid& uuid, std::optional<std::int64_t> at_ns = {});

/// GET /api/v1/rumors/{uuid}: who told whom, as a tree. run, format = json, tree, table, mermaid, otlp, curve.
class Rumor : public Resource {
public:
    using Resource::Resource;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
