#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/committer.hpp"
#include "collector/eyes.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// What was handed to an OTLP receiver.
struct OtlpCounts {
    std::string url;
    std::uint64_t sent = 0, failed = 0, dropped = 0;
    std::string last_error;
};

/// What is forgotten, looked at once a minute; nothing: nothing is.
struct Kept {
    std::optional<std::chrono::seconds> age{};
    std::optional<std::uint64_t> bytes{};
};

/// Sauron's own state, as the socket thread sees it at one moment.
struct Status {
    std::string club, url, version, started;
    collector::CommitCounts commits;
    std::optional<collector::Trouble> trouble;
    std::vector<collector::EyeInfo> eyes;
    collector::Eyes::Counts eye_counts;
    std::size_t questions_waiting = 0, live_clients = 0, live_views = 0;
    std::optional<OtlpCounts> otlp;
    Kept kept;
};

/// GET /api/v1/health
std::string health_json(const Status& status, const store::Expected<store::Health>& store);
/// GET /metrics, as Prometheus reads it.
std::string metrics_text(const Status& status, const store::Expected<store::Health>& store);

}  // namespace watercooler::api
