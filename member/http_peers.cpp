#include "member/http_peers.hpp"

#include <algorithm>
#include <utility>

#include "core/hash.hpp"

namespace watercooler::member {
namespace {

constexpr std::size_t no_nodes_max = 64;

std::uint64_t rank_of(std::string_view member, const Address& place) {
    return core::Hash{}.text(member).bytes(place.ip_bytes()).number(place.port).value();
}

}  // namespace

void HttpPeers::heard(Instant now, const Address& place, std::string name) {
    if (const auto known = peers_.find(place); known != peers_.end()) {
        known->second.name = std::move(name);
        known->second.not_before = std::min(known->second.not_before, now);  // it is there again
        return;
    }
    std::erase_if(no_nodes_, [&](const auto& each) { return each.second <= now; });
    if (peers_.size() >= count_max || no_nodes_.contains(place)) return;
    peers_.emplace(place, Peer{.name = std::move(name), .look_at = now, .not_before = now});
}

void HttpPeers::forgot(Instant now, const Address& place) {
    const auto peer = peers_.find(place);
    if (peer == peers_.end()) return;
    peer->second.all = true;
    look_soon(peer->second, now);
}

void HttpPeers::look_soon(Peer& peer, Instant now) {
    const auto last = peer.look_at - look_every;
    peer.look_at = std::min(peer.look_at, std::max<Instant>(now, last + look_again));
}

bool HttpPeers::add(Peer& peer, const std::string& origin, Sequence cause) {
    if (peer.waiting.contains(origin)) return true;  // it will hear the newest
    if (peer.lacking.size() >= lacking_max) return false;
    peer.waiting.insert(origin);
    peer.lacking.push_back({origin, cause});
    return true;
}

void HttpPeers::news(Instant now, const std::string& origin, Sequence cause) {
    for (auto& [place, peer] : peers_) {
        if (!peer.proven || !peer.ours) continue;
        if (peer.name == origin) {
            look_soon(peer, now);
            continue;
        }
        if (!add(peer, origin, cause)) peer.all = true;  // found by a later look
    }
}

void HttpPeers::tell(Instant now, const Address& place, bool ours) {
    const auto found = peers_.find(place);
    if (found == peers_.end()) return;
    auto& peer = found->second;
    if (std::exchange(peer.ours, ours) == ours) return;
    peer.all = ours;
    if (ours) peer.look_at = now;
    if (ours) return;
    peer.lacking.clear();
    peer.waiting.clear();
}

/// From here on, news of that origin is lacking again.
void HttpPeers::take_front(Peer& peer) {
    peer.under_way = std::move(peer.lacking.front());
    peer.lacking.pop_front();
    peer.waiting.erase(peer.under_way->origin);
}

void HttpPeers::put_back(Peer& peer) {
    const auto lost = std::exchange(peer.under_way, std::nullopt);
    if (lost && peer.ours && peer.waiting.insert(lost->origin).second) peer.lacking.push_front(*lost);
}

std::optional<HttpPeers::Question> HttpPeers::next(Instant now) {
    for (auto& [place, peer] : peers_) {
        if (peer.busy || peer.not_before > now) continue;
        const bool look = peer.look_at <= now;
        if (!look && !telling(peer)) continue;
        peer.busy = true;
        if (look) return Question{place, peer.name, {}, {}};
        take_front(peer);
        return Question{place, peer.name, peer.under_way->origin, peer.under_way->cause};
    }
    return std::nullopt;
}

void HttpPeers::recovered(Peer& peer) {
    peer.busy = false;
    peer.failures = 0;
}

HttpPeers::End HttpPeers::answered_look(Instant now, const Address& place) {
    auto& peer = peers_.at(place);
    recovered(peer);
    peer.look_at = now + look_every;
    return std::exchange(peer.proven, true) ? End::fine : End::found;
}

void HttpPeers::answered_telling(const Address& place) {
    auto& peer = peers_.at(place);
    recovered(peer);
    peer.under_way.reset();
}

HttpPeers::End HttpPeers::failed(Instant now, const Address& place) {
    auto& peer = peers_.at(place);
    peer.busy = false;
    put_back(peer);
    if (!peer.proven) {
        peers_.erase(place);
        if (no_nodes_.size() < no_nodes_max) no_nodes_[place] = now + unproven_pause;
        return End::no_node;
    }
    if (++peer.failures >= failures_max) {
        peers_.erase(place);
        return End::lost;
    }
    peer.not_before = peer.look_at = now + back_off * (1 << (peer.failures - 1));
    peer.all = true;  // it may have been started anew
    return End::fine;
}

bool HttpPeers::takes_all(const Address& place) const { return peers_.at(place).all; }
bool HttpPeers::told_by_us(const Address& place) const { return peers_.at(place).ours; }

std::size_t HttpPeers::lacks(Instant now, const Address& place, const std::vector<std::string>& origins,
                             Sequence cause) {
    auto& peer = peers_.at(place);
    peer.look_at = now + look_every;
    const auto refused = std::ranges::count_if(origins, [&](const auto& each) { return !add(peer, each, cause); });
    peer.all = refused > 0;
    return static_cast<std::size_t>(refused);
}

Instant HttpPeers::due() const {
    auto due = never;
    for (const auto& [place, peer] : peers_) {
        if (!peer.busy) due = std::min(due, telling(peer) ? peer.not_before : std::max(peer.look_at, peer.not_before));
    }
    return due;
}

std::vector<Address> HttpPeers::proven() const {
    std::vector<Address> places;
    for (const auto& [place, peer] : peers_) {
        if (peer.proven) places.push_back(place);
    }
    return places;
}

bool is_teller(std::string_view self, const Address& place, const std::set<std::string>& hosts) {
    const auto own = std::pair{rank_of(self, place), self};
    const auto before = std::ranges::count_if(
        hosts, [&](const auto& host) { return std::pair{rank_of(host, place), std::string_view{host}} < own; });
    return static_cast<std::size_t>(before) < http_tellers;
}

}  // namespace watercooler::member
