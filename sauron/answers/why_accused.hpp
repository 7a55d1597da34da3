#pragma once

#include "answers/why_telling.hpp"

namespace watercooler::answers {

/// What an accused member says of itself around that time.
class AccusedTelling : public Telling {
public:
    using Telling::Telling;
    void tell(std::int64_t at_ns);
    /// The last that is known of a life before `end`.
    void last_words(const Stream& life, Sequence end);
};

}  // namespace watercooler::answers
