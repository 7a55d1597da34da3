#pragma once

#include <string>

#include "answers/tree.hpp"

namespace watercooler::answers {

/// A rumor as one trace: an ExportTraceServiceRequest in OTLP's JSON encoding, as `POST /v1/traces` takes it.
/// One resource per member, in it one span: of the origin from the birth to the last member reached, of everyone else
/// from being told to believing. trace id = the uuid; span id = a hash of uuid and member.
/// Source: opentelemetry-proto 1.x, docs/specification "OTLP/HTTP JSON": lowerCamelCase names, ids in hex, 64-bit
/// numbers as decimal strings, enums as numbers.
std::string to_otlp(const RumorTree& tree);

}  // namespace watercooler::answers
