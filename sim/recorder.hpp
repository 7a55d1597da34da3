#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "sim/network.hpp"

namespace watercooler::sim {

/// Writes what it sees of a run as a recording (docs/recording.md), such as Sauron imports. If it begins to watch in
/// the middle, each member's events are numbered from the first that it saw: what came before is no gap.
class Recorder : public Observer {
public:
    /// `out` outlives it.
    Recorder(std::ostream& out, std::string run) : out_(out), run_(std::move(run)) {}

    void event(Instant now, const Host& host, const Event& event) override;
    std::uint64_t events() const { return events_; }
    std::uint64_t bytes() const { return bytes_; }

private:
    struct Life {
        std::uint32_t boots = 0;
        std::uint64_t before = 0;  // seq of its last event that was not seen
    };
    void write(const std::string& text);
    void begin(Instant now);

    std::ostream& out_;
    std::string run_;
    std::vector<Life> lives_;  // by host
    std::uint64_t events_ = 0, bytes_ = 0;
};

}  // namespace watercooler::sim
