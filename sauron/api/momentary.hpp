#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/moments.hpp"
#include "api/resource.hpp"

namespace watercooler::api {

/// A resource that tells how a run was at a moment. What is folded for one is there for all that share `moments`.
class Momentary : public Resource {
public:
    explicit Momentary(store::Store& store, NowNs now_ns = wall_now_ns,
                       std::shared_ptr<MomentsOfRuns> moments = nullptr);

protected:
    struct Then {
        const Folded* folded = nullptr;
        std::int64_t at_ns = 0;
    };
    /// Without `at`: now, or a recording's end. Good until the next call. Errors: those of Moments.
    store::Expected<Then> then(const std::string& run, const std::optional<std::int64_t>& at);

private:
    std::shared_ptr<MomentsOfRuns> moments_;
};

}  // namespace watercooler::api
