#pragma once

#include "answers/why_telling.hpp"

namespace watercooler::answers {

/// What somebody knows of somebody's entry: who told whom, back to who chose it.
class EntryTelling : public Telling {
public:
    using Telling::Telling;
    void tell(const Stream& life);

private:
    void walk(json::EventRecord event);
    std::optional<json::EventRecord> told(const json::EventRecord& event, const json::EventRecord& received);
    void birth(const json::EventRecord& born);
    void lack(const Stream& life, Sequence end, const json::EventRecord* known);
    void under_faults(const Stream& life, Sequence end);
    /// False: nobody can say whether its time stands still, or what it holds.
    bool stands_still(const Stream& life, Sequence end, const json::EventRecord& newest, bool& found);
    void on_its_way(const Stream& life, const json::EventRecord& newest);
    static std::string version_words(const json::EventRecord& event);
};

}  // namespace watercooler::answers
