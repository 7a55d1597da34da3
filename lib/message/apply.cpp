#include "message/apply.hpp"

#include <tuple>

namespace watercooler::message {
namespace {

constexpr Uuid max_uuid = [] {
    Uuid uuid;
    for (auto& byte : uuid.bytes) byte = 0xff;
    return uuid;
}();

Uuid next(Uuid uuid) {
    for (auto byte = uuid.bytes.rbegin(); byte != uuid.bytes.rend(); ++byte) {
        if (++*byte != 0) break;
    }
    return uuid;
}

/// FNV-1a over fields that carry their length. It never travels, so it may change.
class ContentHash {
public:
    ContentHash& number(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8) add(static_cast<std::uint8_t>(number >> shift));
        return *this;
    }
    ContentHash& text(std::string_view text) {
        number(text.size());
        for (const auto c : text) add(static_cast<std::uint8_t>(c));
        return *this;
    }
    std::uint64_t value() const { return value_; }

private:
    void add(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
    std::uint64_t value_ = 0xcbf29ce484222325;
};

Verdict rejected(std::string reason) {
    Verdict verdict;
    verdict.rule = 1;
    verdict.reason = std::move(reason);
    return verdict;
}

Verdict verdict(int rule, Outcome outcome) {
    Verdict result;
    result.rule = rule;
    result.outcome = outcome;
    return result;
}

bool seen_before(const Rumor& rumor, const Situation& situation) {
    if (situation.seen) return *situation.seen == content_hash(rumor);
    return situation.held && *situation.held == claim_of(rumor);
}

Verdict judge_own(const Rumor& rumor, const std::optional<Claim>& held) {
    if (held && *held == claim_of(rumor)) return verdict(3, Outcome::duplicate);
    if (held && rumor.version < held->version) {
        auto stale = verdict(4, Outcome::stale);
        stale.remember = true;
        return stale;
    }
    if (!outbid(rumor.version, rumor.uuid, Uuid{})) return rejected("version-exhausted");
    return verdict(5, Outcome::refuted);
}

Verdict judge_other(const Rumor& rumor, const std::optional<Claim>& held) {
    const bool greater = !held || claim_of(rumor) > *held;
    auto result = greater ? verdict(7, Outcome::applied) : verdict(6, Outcome::stale);
    result.remember = true;
    result.forward = greater && rumor.ttl > 0;
    result.correct = !greater;
    result.conflict = !greater && rumor.version == held->version && claim_of(rumor) != *held;
    return result;
}

Rumor rumor_of(const Rumor& about, const State::Value& value) {
    auto rumor = about;
    rumor.ttl = 0;
    rumor.version = value.version;
    rumor.uuid = value.uuid;
    rumor.payload = value.payload;
    return rumor;
}

/// Our own value jumps above the claim; a key that we never had becomes an empty value.
void refute(State& state, const Rumor& rumor, const Uuid& fresh) {
    auto& own = state.entries[{rumor.name, rumor.key}];
    std::tie(own.version, own.uuid) = *outbid(rumor.version, rumor.uuid, fresh);
}

}  // namespace

std::uint64_t content_hash(const Rumor& rumor) {
    return ContentHash{}
        .text(rumor.name)
        .text(rumor.address)
        .number(rumor.port)
        .text(rumor.key)
        .number(rumor.version.value)
        .text(rumor.payload)
        .value();
}

tl::expected<void, RumorError> check_on_wire(const Rumor& rumor) {
    if (rumor.uuid == max_uuid) {
        return tl::unexpected{
            RumorError{"uuid", "uuid-reserved", "uuid is all ones. Give every rumor an id of its own."}};
    }
    if (rumor.version.value <= limits::version_door_max) return check(rumor);
    if (rumor.version.value > limits::version_max) {
        return tl::unexpected{
            RumorError{"version", "version-too-large", "version is above 2^53 - 1. Send a lower one."}};
    }
    auto lower = rumor;
    lower.version = {limits::version_door_max};
    return check(lower);
}

std::optional<std::pair<Version, Uuid>> outbid(Version version, const Uuid& uuid, const Uuid& fresh) {
    if (version.value < limits::version_max) return std::pair{Version{version.value + 1}, fresh};
    const auto above = next(uuid);
    if (uuid == max_uuid || above == max_uuid) return std::nullopt;
    return std::pair{version, above};
}

Verdict judge(const Rumor& rumor, const Situation& situation) {
    if (const auto checked = check_on_wire(rumor); !checked) return rejected(checked.error().reason);
    if (seen_before(rumor, situation)) return verdict(2, Outcome::duplicate);
    return situation.own ? judge_own(rumor, situation.held) : judge_other(rumor, situation.held);
}

Applied apply(State state, const Rumor& rumor, const Uuid& fresh) {
    const auto entry = state.entries.find({rumor.name, rumor.key});
    Situation situation;
    situation.own = rumor.name == state.self;
    if (entry != state.entries.end()) {
        situation.held = Claim{entry->second.version, entry->second.uuid, entry->second.payload};
    }
    if (const auto seen = state.seen.find(rumor.uuid); seen != state.seen.end()) situation.seen = seen->second;

    Applied result{{}, judge(rumor, situation), {}};
    if (result.verdict.correct) result.told = rumor_of(rumor, entry->second);
    if (result.verdict.remember) state.seen[rumor.uuid] = content_hash(rumor);
    if (result.verdict.outcome == Outcome::refuted) {
        refute(state, rumor, fresh);
        result.told = rumor_of(rumor, state.entries.at({rumor.name, rumor.key}));
    }
    if (result.verdict.outcome == Outcome::applied) {
        state.entries[{rumor.name, rumor.key}] = {rumor.version, rumor.uuid, rumor.payload};
        if (result.verdict.forward) {
            result.told = rumor;
            --result.told->ttl;
        }
    }
    result.state = std::move(state);
    return result;
}

}  // namespace watercooler::message
