#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "answers/spacetime.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

class Parameters;

/// GET /api/v1/spacetime: what some members did for a stretch of time, with an arrow for each message between them.
///
/// `members` (or those that this chooses) have lanes; of all others only how much they did is told. At most 5,000
/// events: where there are more, what is told ends earlier, and says when.
class SpacetimeOfRun : public Resource {
public:
    static constexpr std::size_t lanes_max = 60, chosen_max = 12;
    using Resource::Resource;
    http::Response get(const http::Request& request) override;

private:
    struct Asked {
        std::string run;
        answers::Window window;
        std::optional<std::int64_t> from{}, to{};
        std::int64_t length_ns = 0;
        std::vector<std::string> with{};
        std::optional<std::string> uuid{};
    };
    struct Chosen {
        std::string how;
        std::vector<std::string> names{};
        std::size_t members = 0, others = 0;  // of the run; those without a lane
    };
    static Asked read(Parameters& parameters);
    store::Expected<Chosen> settle(Asked& asked, const std::vector<store::StreamInfo>& streams);
    store::Expected<Chosen> choose(const Asked& asked, const std::vector<std::string>& all);
    store::Expected<Chosen> by_anomalies(const Asked& asked, const std::vector<std::string>& all);
    store::Expected<std::vector<std::string>> of_rumor(const std::string& run, const Uuid& uuid, std::int64_t to_ns);
    store::Expected<std::vector<std::string>> of_newest_rumor(const Asked& asked);
    store::Expected<answers::Spacetime> weave(Asked& asked);
    store::Expected<std::vector<json::EventRecord>> events_of(Asked& asked);
    store::Expected<std::set<std::string>> frozen_before(const Asked& asked);
    store::Expected<std::string> others(const Asked& asked, std::size_t members);
};

}  // namespace watercooler::api
