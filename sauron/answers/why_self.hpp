#pragma once

#include "answers/why_telling.hpp"

namespace watercooler::answers {

/// What a member says of itself: that it was frozen, did not run, left, or has a fault.
class SelfTelling : public Telling {
public:
    using Telling::Telling;
    void frozen(const Stream& life);
    void asleep(const Stream& life);
    void left(const Stream& life);
    void fault(const Stream& life);

private:
    void asked(const Stream& life, const json::EventRecord& event);
    void club_too(const json::EventRecord& event);
};

}  // namespace watercooler::answers
