#pragma once

#include "answers/why_telling.hpp"

namespace watercooler::answers {

/// The probes that failed: the one that began it, and those of everyone who found out by itself.
class ProbeTelling : public Telling {
public:
    using Telling::Telling;
    void tell(const json::EventRecord& failed);
    /// Everyone who found out by itself, until then; on the way of the news or not.
    void accusers(const json::EventRecord& event);

private:
    void helpers(const json::EventRecord& probed);
    void refusal(const json::EventRecord& refused);
};

}  // namespace watercooler::answers
