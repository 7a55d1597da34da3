#include "sim/rumor_mesh.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <variant>
#include <vector>
#include <watercooler/settings.hpp>

#include "core/hash.hpp"
#include "core/peers.hpp"
#include "core/rumors.hpp"
#include "sim/queue.hpp"

namespace watercooler::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration patience = 60s;      // without news
constexpr Duration afterwards = 500ms;  // what is still under way when all know it is counted too
constexpr Duration ping_interval = 1s;  // fingerprints travel with pings
constexpr std::size_t datagram_room = 1300;
constexpr std::size_t bytes_of_an_id = 60;  // about; how many fit a datagram does not depend on a few bytes

std::string name_of(std::uint32_t index) { return "m" + std::to_string(index); }
std::uint32_t index_of(std::string_view name) {
    return static_cast<std::uint32_t>(std::stoul(std::string{name.substr(1)}));
}

class Mesh;

/// The rumor side of one node, and the membership that it believes in.
class Side final : public core::Peers {
public:
    Side(Mesh& mesh, std::uint32_t index);

    template <class Do>
    void with(Do&& act, Sequence cause = {});

    const std::string& self() const override { return settings_.name; }
    bool is_member(std::string_view name) const override { return name.starts_with('m'); }
    bool reachable(std::string_view name) const override { return is_member(name); }
    std::size_t living() const override;
    std::vector<std::string> pick(core::Context& context, std::size_t count,
                                  const std::vector<std::string>& except) override;
    std::optional<std::string> successor(std::string_view after) const override;
    std::size_t datagram_room() const override { return sim::datagram_room; }
    std::size_t encoded_size(const message::Message& message) const override;
    void send(core::Context& context, std::string_view to, const std::vector<message::Message>& messages) override;

    // Nobody comes or goes, so the lists of members are equal.
    std::vector<message::Digests::Member> member_digests() const override { return {}; }
    std::vector<std::uint64_t> member_sums() const override { return std::vector<std::uint64_t>(16); }
    Differs compare_member(core::Context&, const message::Digests::Member&) override { return Differs::no; }
    std::optional<message::Message> member_message(std::string_view) const override { return std::nullopt; }

    core::Timers timers;
    Totals totals;
    std::unique_ptr<core::Rumors> rumors;

private:
    Mesh& mesh_;
    std::uint32_t index_;
    Settings settings_;
    Boot boot_;
    core::Random random_;
    core::Journal journal_;
    Outbox out_;
};

class Mesh {
public:
    explicit Mesh(const Spreading& spreading)
        : spreading_(spreading),
          random_(spreading.seed ^ 0x6d657368),
          ring_(spreading.members),
          after_(spreading.members) {
        for (std::uint32_t index = 0; index < spreading.members; ++index) {
            ring_[index] = {core::Hash{}.text(name_of(index)).value(), index};
            sides_.emplace_back(*this, index);
        }
        std::ranges::sort(ring_);
        for (std::size_t at = 0; at < ring_.size(); ++at)
            after_[ring_[at].second] = ring_[(at + 1) % ring_.size()].second;
    }

    SpreadCourse run() {
        begin();
        while (queue_.next() - latest_ < (known_ < spreading_.members ? patience : afterwards)) {
            now_ = queue_.next();
            const auto what = queue_.pop();
            std::visit([this](const auto& each) { happen(each); }, what);
        }
        return course();
    }

    const Spreading& spreading() const { return spreading_; }
    Instant now() const { return now_; }
    std::uint32_t successor(std::uint32_t index) const { return after_[index]; }

    void post(std::uint32_t from, std::uint32_t to, const message::Message& message, bool stream) {
        ++messages_;
        if (!stream && spreading_.loss > 0 && random_.chance(spreading_.loss)) return;
        queue_.push(now_ + hop_time, packets, Parcel{from, to, message});
    }
    void wake_at(std::uint32_t index, Instant at) {
        if (at != never) queue_.push(at, timers, Wake{index});
    }
    void learnt(std::uint32_t hops) {
        ++known_;
        latest_ = now_;
        if (by_hop_.size() <= hops) by_hop_.resize(hops + 1);
        ++by_hop_[hops];
    }

private:
    struct Parcel {
        std::uint32_t from, to;
        message::Message message;
    };
    struct Wake {
        std::uint32_t index;
    };
    struct Pings {};
    using Happening = std::variant<Parcel, Wake, Pings>;
    static constexpr std::uint8_t packets = 0, timers = 1;

    /// A ttl of one's own choice comes by a door: an origin chooses by itself.
    void begin() {
        queue_.push(now_ + ping_interval, timers, Pings{});
        sides_.front().with([&](core::Context& context) {
            if (!spreading_.ttl) return (void)*sides_.front().rumors->set(context, "book", "Dune");
            Rumor rumor{make_uuid_v7(1, spreading_.seed, 1), "origin", "10.0.0.1", 80, "book", Version{1}, {}, "Dune"};
            rumor.ttl = static_cast<std::uint8_t>(std::min<std::uint32_t>(*spreading_.ttl, limits::ttl_max));
            sides_.front().rumors->tell(context, rumor, "door");
        });
    }
    void happen(const Parcel& parcel) {
        auto& to = sides_[parcel.to];
        const auto from = name_of(parcel.from);
        to.with([&](core::Context& context) {
            std::visit([&](const auto& one) { receive(context, *to.rumors, from, one); }, parcel.message);
        });
    }
    void happen(const Wake& wake) {
        auto& side = sides_[wake.index];
        while (const auto timer = side.timers.pop(now_)) {
            side.with([&](core::Context& context) { side.rumors->timer(context, *timer); }, timer->cause);
        }
    }
    void happen(const Pings&) {
        for (std::uint32_t index = 0; index < spreading_.members && spreading_.members > 1; ++index) {
            auto other = static_cast<std::uint32_t>(random_.below(spreading_.members - 1));
            if (other >= index) ++other;
            if (spreading_.loss > 0 && random_.chance(spreading_.loss)) continue;
            ping(index, other);
        }
        queue_.push(now_ + ping_interval, timers, Pings{});
    }
    void ping(std::uint32_t from, std::uint32_t to) {
        const auto mine = sides_[from].rumors->fingerprint();
        const auto theirs = sides_[to].rumors->fingerprint();
        sides_[to].with([&](core::Context& c) { sides_[to].rumors->compare(c, name_of(from), mine); });
        sides_[from].with([&](core::Context& c) { sides_[from].rumors->compare(c, name_of(to), theirs); });
    }

    template <class One>
    static auto receive(core::Context& context, core::Rumors& rumors, const std::string& from, const One& one)
        -> decltype(rumors.receive(context, from, one)) {
        rumors.receive(context, from, one);
    }
    template <class... Ignored>
    static void receive(core::Context&, core::Rumors&, Ignored&&...) {}

    SpreadCourse course() const {
        SpreadCourse result;
        result.known.clear();
        std::uint32_t sum = 0;
        for (const auto count : by_hop_) result.known.push_back(sum += count);
        for (const auto& side : sides_) result.copies += side.totals.payload_copies;
        result.messages = messages_;
        result.time = latest_ - Instant{};
        return result;
    }

    const Spreading spreading_;
    core::Random random_;
    Instant now_{}, latest_{};
    Queue<Happening> queue_;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> ring_;  // in hash order
    std::vector<std::uint32_t> after_;                           // who follows whom in it
    std::deque<Side> sides_;
    std::vector<std::uint32_t> by_hop_;
    std::uint32_t known_ = 0;
    std::uint64_t messages_ = 0;
};

Side::Side(Mesh& mesh, std::uint32_t index)
    : mesh_(mesh), index_(index), random_(mesh.spreading().seed * 1000 + index) {
    settings_.name = name_of(index);
    settings_.address = *parse_ip("127.0.0.1", static_cast<std::uint16_t>(1 + index % 65'535));
    settings_.fanout = mesh.spreading().fanout;
    boot_.id = {index + 1};
    rumors = std::make_unique<core::Rumors>(settings_, boot_, *this);
}

template <class Do>
void Side::with(Do&& act, Sequence cause) {
    core::Context context{mesh_.now(), cause, out_, journal_, timers, random_, totals};
    const auto before = timers.next();
    act(context);
    if (timers.next() != before) mesh_.wake_at(index_, timers.next());
    for (const auto& event : out_.events) {
        if (event.kind == EventKind::applied || event.kind == EventKind::born) mesh_.learnt(event.hop.value_or(0));
    }
    out_.clear();
}

std::size_t Side::living() const { return mesh_.spreading().members; }

std::vector<std::string> Side::pick(core::Context& context, std::size_t count, const std::vector<std::string>& except) {
    std::vector<std::string> picked;
    const auto members = mesh_.spreading().members;
    const auto wanted = std::min<std::size_t>(count, members - 1);
    for (std::size_t tries = 0; picked.size() < wanted && tries < 16 * (wanted + except.size()); ++tries) {
        auto name = name_of(static_cast<std::uint32_t>(context.random.below(members)));
        const auto is_in = [&](const auto& names) { return std::ranges::find(names, name) != names.end(); };
        if (name != self() && !is_in(picked) && !is_in(except)) picked.push_back(std::move(name));
    }
    return picked;
}

std::optional<std::string> Side::successor(std::string_view after) const {
    const auto from = after.empty() ? index_ : index_of(after);
    auto next = mesh_.successor(from);
    if (next == index_) next = mesh_.successor(next);
    return next == from || next == index_ ? std::nullopt : std::optional{name_of(next)};
}

std::size_t Side::encoded_size(const message::Message& message) const {
    if (const auto* announce = std::get_if<message::Announce>(&message))
        return bytes_of_an_id * (1 + announce->ids.size());
    if (const auto* pull = std::get_if<message::Pull>(&message)) return bytes_of_an_id * (1 + pull->ids.size());
    if (const auto* digests = std::get_if<message::Digests>(&message)) {
        return bytes_of_an_id * (1 + digests->entries.size());
    }
    return 2 * bytes_of_an_id;
}

void Side::send(core::Context&, std::string_view to, const std::vector<message::Message>& messages) {
    for (const auto& each : messages) mesh_.post(index_, index_of(to), each, encoded_size(each) > datagram_room());
}

}  // namespace

SpreadCourse spread_by_the_core(const Spreading& spreading) { return Mesh{spreading}.run(); }

}  // namespace watercooler::sim
