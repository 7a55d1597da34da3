#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <watercooler/address.hpp>
#include <watercooler/number.hpp>
#include <watercooler/time.hpp>

namespace watercooler::core {

/// Members whose records were forgotten: remembered so that they can be tried again, and so that an old word about them
/// does not bring them back. Bounded; the one lost longest makes room.
class Lost {
public:
    static constexpr std::size_t count_max = 1024;

    struct Trace {
        Address address;
        Incarnation incarnation;  // the last one that was believed; 0 = from the memory of an earlier life
        bool left = false;        // said goodbye
        Instant since{};
    };
    using Table = std::map<std::string, Trace, std::less<>>;

    void remember(const std::string& name, const Trace& trace);
    void forget(std::string_view name);
    const Trace* find(std::string_view name) const;
    /// Forgets those lost before `before`.
    void expire(Instant before);
    const Table& all() const { return table_; }

private:
    Table table_;
};

}  // namespace watercooler::core
