#pragma once

#include <map>
#include <unordered_map>

#include "store/engine.hpp"

namespace watercooler::store {

/// Rumors that the table knows well enough, so that most of what members tell about them need not be written again.
/// Bounded; forgets all at once.
class KnownRumors {
public:
    /// Whether the row says anything new; remembers it.
    bool is_news(std::int64_t run, const RumorRow& row);
    void clear() { known_.clear(); }

private:
    struct Known {
        bool born = false;
        std::int64_t born_ns = 0;
    };
    static constexpr std::size_t known_max = 100'000;
    std::map<std::pair<std::int64_t, Uuid>, Known> known_;
};

/// Appends batches in one transaction. Errors: nothing is stored, and `known` is as it was or empty.
Expected<std::vector<Accepted>> append(Engine& engine, KnownRumors& known, std::span<const Batch> batches);

}  // namespace watercooler::store
