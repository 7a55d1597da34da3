#include "answers/why.hpp"

#include <algorithm>
#include <utility>

#include "answers/trail.hpp"
#include "answers/why_belief.hpp"
#include "answers/why_entry.hpp"
#include "answers/why_self.hpp"

namespace watercooler::answers {

std::string_view to_text(Topic topic) {
    constexpr std::string_view names[] = {"belief", "entry", "frozen", "asleep", "left", "fault"};
    return names[static_cast<std::size_t>(topic)];
}

std::optional<Topic> parse_topic(std::string_view text) {
    if (text == "book") return Topic::entry;
    for (const auto topic : {Topic::belief, Topic::entry, Topic::frozen, Topic::asleep, Topic::left, Topic::fault}) {
        if (to_text(topic) == text) return topic;
    }
    return std::nullopt;
}

namespace {

bool about_itself(Topic topic) { return topic != Topic::belief && topic != Topic::entry; }

void tell(Trail& trail, Why& why, const Stream& life) {
    switch (why.question.topic) {
        case Topic::belief:
            return BeliefTelling{trail, why}.tell(life);
        case Topic::entry:
            return EntryTelling{trail, why}.tell(life);
        case Topic::frozen:
            return SelfTelling{trail, why}.frozen(life);
        case Topic::asleep:
            return SelfTelling{trail, why}.asleep(life);
        case Topic::left:
            return SelfTelling{trail, why}.left(life);
        case Topic::fault:
            return SelfTelling{trail, why}.fault(life);
    }
}

Why explain(Trail& trail, const Question& question) {
    Why why;
    why.question = question;
    why.at_ns = question.at_ns.value_or(trail.horizon_ns());
    why.verdict = "unknown";
    const auto& who = about_itself(question.topic) ? question.name : question.of;
    if (const auto* life = trail.life(who, why.at_ns)) {
        tell(trail, why, *life);
    } else {
        why.clauses.push_back(
            {.says = who + " has not reported anything until " + clock_text(why.at_ns), .known = false});
    }
    std::ranges::reverse(why.path);
    return why;
}

}  // namespace

Why why(Events& events, const Question& question) {
    Trail trail{events};
    return explain(trail, question);
}

std::vector<Why> why_everybody(Events& events, const Question& question) {
    Trail trail{events};
    std::vector<Why> result;
    for (const auto& member : trail.members()) {
        auto one = question;
        one.of = member;
        result.push_back(explain(trail, one));
    }
    return result;
}

}  // namespace watercooler::answers
