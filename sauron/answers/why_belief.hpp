#pragma once

#include "answers/why_telling.hpp"

namespace watercooler::answers {

/// What somebody believes of somebody: by which events, from member to member back to where it began.
class BeliefTelling : public Telling {
public:
    using Telling::Telling;
    void tell(const Stream& life);

private:
    static constexpr int steps_max = 64;

    std::optional<json::EventRecord> begun(const Stream& life, Sequence before);
    void agreed(const Stream& life, Sequence after, Sequence before);
    void about_itself(const Stream& life);
    void walk(json::EventRecord event);
    void ran_out(const json::EventRecord& died, const json::EventRecord& suspected);
    std::optional<json::EventRecord> hop(const json::EventRecord& event, const json::EventRecord& received);
    std::optional<json::EventRecord> teller(const Stream& life, const json::EventRecord& event,
                                            const json::EventRecord& sent);
    bool same_claim(const json::EventRecord& event, const json::EventRecord& known);
    void held_by_teller(const json::EventRecord& known);
    void itself(const Stream& life, const json::EventRecord& event, const json::EventRecord& sent);
    static std::string verdict_words(const json::EventRecord& event);
    static std::string own_words(const json::EventRecord& own);
};

}  // namespace watercooler::answers
