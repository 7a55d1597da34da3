#pragma once

#include "store/sqlite.hpp"

namespace watercooler::store::sqlite {

/// A new file that is filled row by row, ids and all: a backup of another engine's store.
class Copy {
public:
    static Expected<Copy> begin(const std::string& path);

    Expected<void> run(std::int64_t id, std::string_view name);
    Expected<void> stream(const StreamRow& row);
    Expected<void> gap(const GapRow& row);
    /// With its packets, words and data.
    Expected<void> block(std::int64_t run, const Block& block);
    Expected<void> ref(const RumorRef& ref);
    Expected<void> rumor(const RunRumor& rumor);
    Expected<void> finish();

private:
    explicit Copy(Connection connection) : connection_{std::move(connection)} {}

    Connection connection_;
};

}  // namespace watercooler::store::sqlite
