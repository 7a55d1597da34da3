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
    /// ` (incarnation 2)`; nothing if the event names none.
    static std::string incarnation_words(const json::EventRecord& record);
    /// The kinds of message in a datagram or on a stream: `suspect ping`.
    static std::string what_was_sent(const json::EventRecord& record);
    /// By whose order time stood still, or went on: `, by the club's word`; nothing if the event does not say.
    static std::string word_of(const json::EventRecord& frozen_or_thawed);

    void say(std::string says, const json::EventRecord& record);
    void say(std::string says, const json::EventRecord& a, const json::EventRecord& b);
    void unknown(std::string says);
    void unknown(const std::string& what, const Ref& hole);
    /// The news came by this member, too; told backwards.
    void came_by(const std::string& member);

    /// The latest of these kinds that names `peer`, of a life until `before`; says what is unknown if there is a hole.
    std::optional<json::EventRecord> latest(const Stream& life, std::vector<EventKind> kinds, const std::string& peer,
                                            Sequence before, const std::string& what);
    /// The faults that a life is under at that event, the latest last; says what is unknown if there is a hole.
    std::vector<json::EventRecord> standing_faults(const Stream& life, Sequence before);
    /// What led to it; says so if no event tells.
    std::optional<json::EventRecord> cause_of(const json::EventRecord& event);

    Trail& trail_;
    Why& why_;
    bool gap_told_ = false;  // the latest `latest` met a hole
};

}  // namespace watercooler::answers
