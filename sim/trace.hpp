#pragma once

#include <watercooler/event.hpp>

#include "core/hash.hpp"

namespace watercooler::sim {

/// One running hash over all that happened: two runs with the same value were the same run.
class Trace {
public:
    void event(Instant now, std::string_view handle, const Event& event) {
        ++events_;
        hash_.number(at(now)).text(handle).number(event.seq.value).text(to_text(event));
    }
    void datagram(Instant now, std::string_view handle, const Address& to, Bytes bytes) {
        ++datagrams_;
        hash_.number(at(now)).text(handle).text(to_text(to)).number(bytes.size()).bytes(bytes);
    }
    std::uint64_t value() const { return hash_.value(); }
    std::uint64_t events() const { return events_; }
    std::uint64_t datagrams() const { return datagrams_; }

private:
    static std::uint64_t at(Instant now) { return static_cast<std::uint64_t>(now.time_since_epoch().count()); }
    core::Hash hash_;
    std::uint64_t events_ = 0, datagrams_ = 0;
};

}  // namespace watercooler::sim
