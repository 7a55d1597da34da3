#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/trail.hpp"
#include "answers/why.hpp"

namespace watercooler::answers {

/// What all parts of an explanation share: they add clauses to the same answer, and admit what is missing.
class Telling {
public:
    Telling(Trail& trail, Why& why) : trail_(trail), why_(why) {}

protected:
    const std::string& name() const { return why_.question.name; }
    static std::string at(const json::EventRecord& record);

    void say(std::string says, const json::EventRecord& record);
    void say(std::string says, const json::EventRecord& a, const json::EventRecord& b);
    void unknown(std::string says);
    void unknown(const std::string& what, const Ref& hole);
    /// The news came by this member, too; told backwards.
    void came_by(const std::string& member);

    /// The latest of these kinds that names `peer`, of a life until `before`; says what is unknown if there is a hole.
    std::optional<json::EventRecord> latest(const Stream& life, std::vector<EventKind> kinds, const std::string& peer,
                                            Sequence before, const std::string& what);
    /// What led to it; says so if no event tells.
    std::optional<json::EventRecord> cause_of(const json::EventRecord& event);

    Trail& trail_;
    Why& why_;
    bool gap_told_ = false;  // the latest `latest` met a hole
};

}  // namespace watercooler::answers
