#include "core/lost.hpp"

#include <algorithm>

namespace watercooler::core {

void Lost::remember(const std::string& name, const Trace& trace) {
    table_[name] = trace;
    if (table_.size() <= count_max) return;
    const auto older = [](const auto& a, const auto& b) { return a.second.since < b.second.since; };
    table_.erase(std::min_element(table_.begin(), table_.end(), older));
}

void Lost::forget(std::string_view name) {
    if (const auto place = table_.find(name); place != table_.end()) table_.erase(place);
}

const Lost::Trace* Lost::find(std::string_view name) const {
    const auto place = table_.find(name);
    return place == table_.end() ? nullptr : &place->second;
}

void Lost::expire(Instant before) {
    std::erase_if(table_, [before](const auto& row) { return row.second.since < before; });
}

}  // namespace watercooler::core
