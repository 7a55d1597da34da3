#pragma once

#include <string>
#include <vector>

#include "answers/events.hpp"
#include "answers/text.hpp"

namespace watercooler::answers {

/// What is not there, per life of a member; and what the eyes say that they dropped.
struct Gaps {
    struct Row {
        Stream stream;
        std::uint64_t missing = 0;  // inside gaps
        std::uint64_t before = 0;   // before the first that is there: removed for age, or never sent
    };
    std::vector<Row> rows;  // by member, then time
    std::uint64_t events = 0, missing = 0, before = 0, lost = 0;
};
Gaps gaps(std::vector<Stream> streams);
std::string to_text(const Gaps& gaps, const Style& style);
std::string to_json(const Gaps& gaps);  // `watercooler.gaps/v1`

}  // namespace watercooler::answers
