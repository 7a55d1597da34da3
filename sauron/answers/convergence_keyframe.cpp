#include <algorithm>

#include "answers/convergence.hpp"
#include "answers/packed.hpp"

namespace watercooler::answers {
namespace {

// Shape: version = 1; count of entries, each: origin, key, count of tellings, each: version, uuid, value, born; count
// of members, each: name, life, count of what is held, by entry, each: what:
//   0      nothing
//   1 … 4  that telling of the entry
//   5      another: version, uuid
// times two, plus one if it is forgotten; then, unless it is nothing, how long before the member's last event.
constexpr std::uint64_t another = 5;
constexpr std::size_t text_bytes_max = 64 * 1024;

void save_rank(Packer& out, const std::pair<Version, Uuid>& rank) {
    out.number(rank.first.value);
    out.text(text_of(rank.second.bytes));
}
std::pair<Version, Uuid> load_rank(Unpacker& in) {
    std::pair<Version, Uuid> rank{Version{in.number()}, {}};
    const auto uuid = in.text(rank.second.bytes.size());
    std::copy(uuid.begin(), uuid.end(), rank.second.bytes.begin());
    return rank;
}

}  // namespace

void VersionFold::save_held(Packer& out, const Member& member) const {
    out.number(member.held.size());
    for (std::size_t at = 0; at < member.held.size(); ++at) {
        const auto& held = member.held[at];
        if (held == Held{}) {
            out.number(0);
            continue;
        }
        const auto& newest = entries_[at].newest;
        const auto place = std::ranges::find(newest, held.rank, &Telling::rank);
        const auto what = place == newest.end() ? another : static_cast<std::uint64_t>(place - newest.begin()) + 1;
        out.number(2 * what + (held.forgotten ? 1 : 0));
        if (what == another) save_rank(out, held.rank);
        out.time(member.life.last_ns - held.since_ns);
    }
}

void VersionFold::load_held(Unpacker& in, Member& member) const {
    const auto count = in.count();
    for (std::size_t at = 0; at < std::min(count, entries_.size()) && in.good(); ++at) {
        auto& held = member.held.emplace_back();
        const auto said = in.small(2 * another + 1);
        if (said == 0) continue;
        const auto what = said / 2u;
        const auto& newest = entries_[at].newest;
        if (what == another) held.rank = load_rank(in);
        if (what >= 1 && what <= newest.size()) held.rank = newest[what - 1].rank;
        held.forgotten = said % 2 == 1;
        held.since_ns = member.life.last_ns - in.time();
    }
}

Buffer VersionFold::save() const {
    Packer out;
    out.number(1);
    out.number(entries_.size());
    for (const auto& entry : entries_) {
        out.text(entry.origin);
        out.text(entry.key);
        out.number(entry.newest.size());
        for (const auto& telling : entry.newest) {
            save_rank(out, telling.rank);
            out.text(telling.value);
            out.time(telling.born_ns);
        }
    }
    out.number(members_.size());
    for (const auto& [name, member] : members_) {
        out.text(name);
        member.life.save(out);
        save_held(out, member);
    }
    return out.take();
}

tl::expected<VersionFold, std::string> VersionFold::load(Bytes bytes) {
    Unpacker in{bytes};
    if (in.number() != 1) return tl::unexpected{std::string{"this is no keyframe of version 1"}};
    VersionFold fold;
    for (auto entries = in.count(); entries > 0 && in.good(); --entries) {
        Entry entry{.origin = in.text(text_bytes_max), .key = in.text(text_bytes_max), .newest = {}};
        for (auto tellings = in.count(); tellings > 0 && in.good(); --tellings) {
            const auto rank = load_rank(in);
            auto value = in.text(text_bytes_max);
            entry.newest.push_back({rank, std::move(value), in.time()});
        }
        fold.index_.emplace(std::pair{entry.origin, entry.key}, fold.entries_.size());
        fold.entries_.push_back(std::move(entry));
    }
    for (auto members = in.count(); members > 0 && in.good(); --members) {
        auto& member = fold.members_[in.text(text_bytes_max)];
        member.life = Lifeline::load(in);
        fold.load_held(in, member);
    }
    if (!in.done()) return tl::unexpected{"the keyframe is damaged at byte " + std::to_string(in.at())};
    return fold;
}

}  // namespace watercooler::answers
