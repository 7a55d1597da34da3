#pragma once

#include <map>

#include "store/postgres_connection.hpp"

/// What a transaction changes, as statements that take whole columns.
namespace watercooler::store::postgres {

/// Values of one column, in the order in which they were added.
struct Numbers {
    std::vector<std::int64_t> values;
    void add(std::int64_t value) { values.push_back(value); }
    void add(std::uint64_t value) { values.push_back(static_cast<std::int64_t>(value)); }
    void add(Sequence value) { add(value.value); }
    void add(BootId value) { add(value.value); }
};

/// `runs`: which run each changed block's stream belongs to.
Expected<void> put(Connection& writer, const Changes& changes, const std::map<std::int64_t, std::int64_t>& runs);
Expected<void> remove(Connection& writer, const Removal& removal);
Expected<void> drop(Connection& writer, std::int64_t run);

}  // namespace watercooler::store::postgres
