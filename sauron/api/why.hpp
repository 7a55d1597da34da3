#pragma once

#include "api/momentary.hpp"

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
class Beliefs : public Momentary {
public:
    using Momentary::Momentary;
    http::Response get(const http::Request& request) override;
};

}  // namespace watercooler::api
