#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <watercooler/address.hpp>
#include <watercooler/number.hpp>
#include <watercooler/time.hpp>

namespace watercooler::member {

/// The nodes that speak nothing but HTTP and came to this member: what each of them lacks, and when it is spoken to
/// next. Pure state: http_teller.hpp does what it says. Times are host time.
///
/// A node is a candidate once it told its own book from its own address; it is *proven* once it answered `GET /peers`
/// there. Only the proven are told anything. One question at a time per node.
class HttpPeers {
public:
    static constexpr std::size_t count_max = 16;               // beyond it, candidates have to go to another member
    static constexpr std::size_t lacking_max = 4096;           // origins that wait for one node
    static constexpr std::size_t failures_max = 3;             // in a row: then it is given up
    static constexpr std::chrono::seconds look_every{10};      // while there is nothing to tell
    static constexpr std::chrono::seconds look_again{2};       // not before, whatever happens
    static constexpr std::chrono::seconds back_off{1};         // after the first failure; doubled by each further one
    static constexpr std::chrono::seconds unproven_pause{10};  // until what proved to be no node is looked at again

    /// What is to be asked of a node: `GET /peers` if `origin` is empty, else that it hears of that origin's book.
    struct Question {
        Address place;
        std::string name;
        std::string origin;
        Sequence cause;  // the event that made it due
    };
    enum class End { fine, found, lost, no_node };

    bool knows(const Address& place) const { return peers_.contains(place); }
    /// It told its own book. Without room, or shortly after it proved to be none, nothing happens.
    void heard(Instant now, const Address& place, std::string name);
    /// It does not know what it said before: look what it lacks, soon.
    void forgot(Instant now, const Address& place);
    /// This origin has another book: whoever is told by us lacks it. The node's own may mean that it was started anew.
    void news(Instant now, const std::string& origin, Sequence cause);
    /// Whether it is ours to tell this node. Who becomes its teller looks first what it lacks.
    void tell(Instant now, const Address& place, bool ours);

    /// The next question that is due, if any; its node is busy until one of the three below.
    std::optional<Question> next(Instant now);
    /// It answered `GET /peers`.
    End answered_look(Instant now, const Address& place);
    /// It answered what it was told, whatever it thinks of it.
    void answered_telling(const Address& place);
    /// No answer, or none that a node gives.
    End failed(Instant now, const Address& place);

    /// Whether an answer that says nothing of books means that all of them are lacking: at first, and after a failure.
    bool takes_all(const Address& place) const;
    /// What a look has shown. Returns how many did not fit.
    std::size_t lacks(Instant now, const Address& place, const std::vector<std::string>& origins, Sequence cause);
    bool told_by_us(const Address& place) const;

    /// When `next` has something; `never` without nodes.
    Instant due() const;
    std::vector<Address> proven() const;
    bool empty() const { return peers_.empty(); }

private:
    struct Lacking {
        std::string origin;
        Sequence cause;
    };
    struct Peer {
        std::string name;
        bool proven = false, ours = false, busy = false, all = true;
        std::size_t failures = 0;
        Instant look_at, not_before;
        std::deque<Lacking> lacking{};
        std::set<std::string> waiting{};  // the same, to be found
        std::optional<Lacking> under_way{};
    };
    bool add(Peer& peer, const std::string& origin, Sequence cause);
    static void take_front(Peer& peer);
    static void put_back(Peer& peer);
    static void recovered(Peer& peer);
    static void look_soon(Peer& peer, Instant now);
    static bool telling(const Peer& peer) { return peer.proven && peer.ours && !peer.lacking.empty(); }

    std::map<Address, Peer> peers_;
    std::map<Address, Instant> no_nodes_;  // until when
};

/// Which of the members that know a node tell it: the first few in an order that is another one for each node.
inline constexpr std::size_t http_tellers = 2;
inline constexpr std::size_t http_hosts_max = 3;
bool is_teller(std::string_view self, const Address& place, const std::set<std::string>& hosts);

}  // namespace watercooler::member
