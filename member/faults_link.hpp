#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "club/fault_board.hpp"
#include "faults/fault.hpp"
#include "json/faults.hpp"
#include "member/member.hpp"
#include "member/neighbours.hpp"

namespace watercooler::member {

/// The faults of this member: those that the club's board posts for everybody, and its own, set through its API. Hands
/// them to the driver, tells of each by an event, and ends them when their time has come.
///
/// Their time is protocol time: a fault of a frozen club waits with it. The board is read before the first packet, each
/// second, and when somebody asks to look; what is no longer posted is over, whoever took it down. The first whose
/// time has come takes it down for all.
class FaultsLink {
public:
    explicit FaultsLink(Member& member);
    FaultsLink(const FaultsLink&) = delete;
    FaultsLink& operator=(const FaultsLink&) = delete;

    void poll_faults();

    /// Own ones. `length`: nothing = until it is healed. Returns its id; the club's and the own are numbered apart.
    std::uint64_t add(const faults::Fault& fault, std::optional<std::chrono::milliseconds> length);
    bool remove(std::uint64_t id);
    bool heal();
    std::size_t own_count() const;

    json::FaultsInfo info(bool changed) const;

    static constexpr std::size_t own_max = 64;

private:
    struct Had {
        std::uint64_t id = 0;
        bool own = false;
        faults::Fault fault{};
        std::optional<Instant> until{};  // protocol time
    };

    void adopt(const club::Posted& posted);
    bool end_expired();
    void take_down();
    void apply();
    void tell(EventKind kind, const Had& had, const std::string& more);
    void say_once(const std::string& trouble);
    void arm();

    Member& member_;
    club::FaultBoard board_;
    std::optional<club::FileLock> living_;
    Neighbours neighbours_;
    std::vector<Had> faults_;
    std::set<std::uint64_t> over_;     // posted, but their time has come here
    std::set<std::uint64_t> foreign_;  // posted in words that are not understood
    std::uint64_t own_ids_ = 0;
    std::string trouble_;
    std::vector<Event> untold_;  // before the node began
    bool begun_ = false;
    bool soon_ = false;  // somebody asked to look
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
};

}  // namespace watercooler::member
