#include "member/eye_link.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "club/record.hpp"
#include "json/write.hpp"
#include "member/resolve.hpp"
#include "message/text.hpp"

namespace watercooler::member {
namespace {

constexpr unsigned look_up_again = 10;  // looks, while a name that was given is not known

/// What a reader of a recording may want to know about this life.
std::string about(const Options& options, const Settings& settings, const Boot& boot) {
    json::Object node;
    node.number("probe_interval_ms", settings.probe_interval.count());
    node.number("probe_timeout_ms", settings.probe_timeout.count());
    node.number("indirect_checks", settings.indirect_checks);
    node.number("suspicion_multiplier", settings.suspicion_multiplier);
    node.number("gossip_interval_ms", settings.gossip_interval.count());
    node.number("gossip_nodes", settings.gossip_nodes);
    node.number("push_pull_interval_ms", settings.push_pull_interval.count());
    node.number("datagram_bytes_max", settings.datagram_bytes_max);
    node.number("fanout", settings.fanout);
    node.number("sync_interval_ms", settings.sync_interval.count());
    json::Object object;
    object.number("pid", ::getpid()).number("interval_ms", options.interval.count());
    object.number("wall_zero_ms", boot.wall_zero_ms).text("seed", hex_text(boot.seed));
    return object.number("event_schema", event_schema_version).raw("settings", node.done()).done();
}

/// Who listens at all addresses is reached at this host's own.
std::optional<Address> reachable(std::optional<Address> address) {
    if (!address || std::ranges::any_of(address->ip_bytes(), [](std::uint8_t byte) { return byte != 0; }))
        return address;
    return parse_ip(address->ip_size == 4 ? "127.0.0.1" : "::1", address->port);
}

eye::Settings eye_settings(const Options& options, const ClubLink& link, const Settings& settings, const Boot& boot) {
    eye::Settings result;
    result.self.stream = {options.club, options.name, boot.id};
    result.self.address = ip_text(settings.address);
    result.self.port = settings.address.port;
    result.self.program = std::string{"watercooler-member "} + WATERCOOLER_VERSION;
    result.self.next = Sequence{1};
    result.self.about = about(options, settings, boot);
    result.token = link.token();
    result.spool = link.spool_path();
    return result;
}

}  // namespace

EyeLink::EyeLink(boost::asio::io_context& io, const Options& options, const ClubLink& link, const Settings& settings,
                 const Boot& boot, eye::Hooks hooks)
    : io_(io),
      link_(link),
      say_(hooks.say),
      of_the_club_(options.sauron.empty()),
      given_(options.sauron),
      eye_(io, eye_settings(options, link, settings, boot), std::move(hooks)) {}

void EyeLink::look() {
    if (of_the_club_) return read_record();
    if (looks_++ % look_up_again == 0) look_up_given();
}

/// Each name is looked up until there is an address for it.
void EyeLink::look_up_given() {
    for (const auto& each : std::exchange(given_, {})) {
        const auto where = parse_host_port(each);
        if (!where) continue;  // checked with the options
        resolve(io_, *where, [this, alive = std::weak_ptr{alive_}, each](const auto& found, const auto& reason) {
            if (!alive.expired()) looked_up(each, found, reason);
        });
    }
}

void EyeLink::looked_up(const std::string& name, const std::vector<Address>& found, const std::string& reason) {
    if (found.empty()) {
        given_.push_back(name);
        if (told_.insert(name).second) say_("no Sauron at " + name + " yet: " + reason);
        return;
    }
    for (const auto& address : found)
        if (std::ranges::find(found_, address) == found_.end()) found_.push_back(address);
    report_to(found_);
}

void EyeLink::report_to(std::vector<Address> addresses) {
    told_to_ = addresses;
    eye_.set_addresses(std::move(addresses));
}

void EyeLink::read_record() {
    struct stat status{};
    Stamp stamp;
    if (::stat(link_.sauron_record_path().c_str(), &status) == 0)
        stamp = {status.st_ino, std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
    if (std::exchange(stamp_, stamp) == stamp) return;
    const auto record = club::read_record(link_.sauron_record_path());
    if (!record || !*record || (*record)->exit) return report_to({});
    const auto address = reachable(parse_ip((*record)->address, (*record)->port));
    report_to(address ? std::vector{*address} : std::vector<Address>{});
}

}  // namespace watercooler::member
