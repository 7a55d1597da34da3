#include "member/club_link.hpp"

#include <utility>

#include "club/state_file.hpp"
#include "member/memory_json.hpp"

namespace watercooler::member {
namespace {

std::string now_text() { return club::wall_time_text(std::chrono::system_clock::now()); }

std::optional<Address> address_of(const club::Record& record) { return parse_ip(record.address, record.port); }

}  // namespace

ClubLink::ClubLink(club::Claim claim, club::FreezePage page, const Options& options)
    : claim_(std::move(claim)), page_(std::move(page)), watch_(claim_.club().members_path()) {
    record_.name = options.name;
    record_.address = ip_text(options.bind);
    record_.argv = options.argv;
    record_.started = now_text();
    record_.version = WATERCOOLER_VERSION;
    if (!claim_.message().empty()) messages_.push_back(claim_.message());
}

club::Expected<ClubLink> ClubLink::take(const Options& options) {
    const auto club_name = club::Name::parse_club(options.club);
    const auto name = club::Name::parse_member(options.name);
    if (!club_name) return tl::unexpected{club_name.error()};
    if (!name) return tl::unexpected{name.error()};
    const auto place = club::club_place(options.home, *club_name);
    if (!place) return tl::unexpected{place.error()};
    auto claim = club::Claim::take(*place, *name);
    if (!claim) return tl::unexpected{claim.error()};
    auto page = claim->club().freeze_page();
    if (!page) return tl::unexpected{page.error()};
    ClubLink link{std::move(*claim), std::move(*page), options};
    auto identity = club::own_identity();
    if (!identity) return tl::unexpected{identity.error()};
    link.record_.process = *identity;
    if (auto done = link.read_secrets(options); !done) return tl::unexpected{done.error()};
    if (auto done = link.read_state(); !done) return tl::unexpected{done.error()};
    return link;
}

club::Expected<void> ClubLink::read_secrets(const Options& options) {
    auto token = claim_.club().token();
    if (!token) return tl::unexpected{token.error()};
    token_ = *token;
    auto label = options.label ? club::Expected<std::string>{*options.label} : claim_.club().label();
    if (!label) return tl::unexpected{label.error()};
    label_ = *label;
    return {};
}

club::Expected<void> ClubLink::read_state() {
    auto loaded = club::load_state(claim_.folder().state_path());
    if (!loaded) return tl::unexpected{loaded.error()};
    if (!loaded->message.empty()) messages_.push_back(loaded->message);
    if (!loaded->bytes) return {};
    if (auto memory = read_memory(*loaded->bytes)) {
        memory_ = std::move(*memory);
        return {};
    }
    auto aside = club::set_aside(claim_.folder().state_path());
    if (!aside) return tl::unexpected{aside.error()};
    messages_.push_back("the state of the life before is not readable; it is kept as " + *aside + ", starting fresh");
    return {};
}

FreezeOrder ClubLink::freeze_order() {
    const auto word = page_.look(club::boot_time());
    FreezeOrder order;
    order.epoch = word.epoch;
    order.frozen = word.frozen;
    order.steps = word.steps;
    if (const auto at = page_.thaw_at(); word.frozen && at) order.thaw_at = Instant{*at};
    return order;
}

Instant ClubLink::frozen_at() const { return Instant{page_.frozen_at()}; }

club::Expected<void> ClubLink::save(const Memory& memory, club::Durable durable) {
    const bool sync = durable == club::Durable::power_cut;
    if (memory == saved_ && (synced_ || !sync)) return {};
    auto done = club::save_state(claim_.folder().state_path(), write_memory(memory), durable);
    if (!done) return done;
    saved_ = memory;
    synced_ = sync;
    return done;
}

std::string ClubLink::url(std::uint16_t port) const {
    const bool v6 = record_.address.find(':') != std::string::npos;
    return "http://" + (v6 ? "[" + record_.address + "]" : record_.address) + ":" + std::to_string(port);
}

club::Expected<void> ClubLink::write_record(std::uint16_t port, bool ready, std::optional<club::Exit> exit) {
    record_.port = port;
    record_.url = url(port);
    if (ready && !record_.ready_at) record_.ready_at = now_text();
    record_.exit = std::move(exit);
    return claim_.write(record_);
}

std::vector<Address> ClubLink::unlisted(const std::function<bool(const std::string&, const Address&)>& listed) {
    if (!watch_.changed() && !some_unlisted_) return {};
    some_unlisted_ = false;
    std::vector<Address> found;
    const auto names = claim_.club().member_names();
    if (!names) return found;
    for (const auto& name : *names) {
        if (name.text() == record_.name) continue;
        const auto probe = club::MemberFolder{claim_.club(), name}.probe();
        if (!probe || probe->status == club::MemberStatus::ended) continue;
        const bool running = probe->status == club::MemberStatus::running && probe->record && probe->record->ready_at;
        const auto address = running ? address_of(*probe->record) : std::nullopt;
        if (address && listed(name.text(), *address)) continue;
        some_unlisted_ = true;
        if (address) found.push_back(*address);
    }
    return found;
}

}  // namespace watercooler::member
