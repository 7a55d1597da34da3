#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers/events.hpp"
#include "answers/text.hpp"

namespace watercooler::answers {

/// What is to be explained. belief, entry: of `name`, as `of` sees it. The others: of `name` itself.
enum class Topic : std::uint8_t { belief, entry, frozen, asleep, left, fault };
std::string_view to_text(Topic topic);
std::optional<Topic> parse_topic(std::string_view text);  // `book` is an entry too

struct Question {
    Topic topic = Topic::belief;
    std::string name;
    std::string of{};                     // a member; unused by topics about the member itself
    std::string key = "book";             // of an entry
    std::optional<std::int64_t> at_ns{};  // nothing: at the end of all that is known
};

/// One sentence of an explanation, with the events that it stands on. Unknown: no event supports more, and the sentence
/// says what is missing.
struct Clause {
    std::string says;
    std::vector<Ref> cites{};
    std::optional<std::int64_t> time_ns{};
    bool known = true;
    friend bool operator==(const Clause&, const Clause&) = default;
};

struct Why {
    Question question;
    std::int64_t at_ns = 0;
    std::string verdict;            // alive, suspect, dead, left; a value; yes, no; unknown
    std::vector<Clause> clauses;    // from what is to be explained, back to its beginnings
    std::vector<std::string> path;  // of the news: who knew first, …, who is asked
};

/// Every known clause is supported by the events that it cites, and by nothing else: without any of them it is not
/// said.
Why why(Events& events, const Question& question);
/// The same question about each member that reports, by name; `of` is filled in.
std::vector<Why> why_everybody(Events& events, const Question& question);

std::string to_text(const Why& why, const Style& style);
/// The one who knew first in full, then a line for each of the others.
std::string to_text(const std::vector<Why>& whys, const Style& style);
std::string to_json(const Why& why);                // `watercooler.why/v1`
std::string to_json(const std::vector<Why>& whys);  // `watercooler.whys/v1`

}  // namespace watercooler::answers
