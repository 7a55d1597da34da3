#include "member/member.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "driver/boot_time.hpp"
#include "member/resolve.hpp"

namespace watercooler::member {

using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr int save_every_seconds = 5;
constexpr milliseconds left_look{20};
constexpr milliseconds left_patience{3'000};  // a little more than the node's own
constexpr milliseconds pick_look{50};         // while frozen, protocol time says nothing about when
constexpr std::size_t joins_at_once = 3;      // gossip tells the others
constexpr milliseconds eye_patience{500};     // for Sauron to take the last events

std::uint64_t random_word() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

Settings settings_of(const Options& options, const Address& address) {
    Settings settings;
    settings.name = options.name;
    settings.address = address;
    return settings;
}

Boot make_boot(const Memory& memory) {
    Boot boot;
    boot.id = BootId{std::max<std::uint64_t>(1, random_word())};
    boot.seed = random_word();
    boot.wall_zero_ms = driver::wall_now_ns() / 1'000'000;  // the gate makes the present moment protocol time zero
    boot.memory = memory;
    return boot;
}

const Memory::Entry* remembered_book(const Memory& memory) {
    const auto found = std::ranges::find(memory.entries, "book", &Memory::Entry::key);
    return found == memory.entries.end() ? nullptr : &*found;
}

}  // namespace

Member::Member(boost::asio::io_context& io, const Options& options, ClubLink link, driver::Port port, Log& log,
               driver::Hooks http_hooks)
    : io_(io),
      options_(options),
      link_(std::move(link)),
      log_(log),
      codec_(memberlist_codec({link_.label()})),
      picker_(options.interval, random_word()),
      url_(link_.url(port.address.port)),
      second_(io),
      pick_(io),
      leaving_(io) {
    const auto settings = settings_of(options_, port.address);
    const auto boot = make_boot(link_.memory());
    if (options_.journal) journal_.emplace(link_.journal_path());
    if (journal_ && !journal_->good()) log_.write(Log::Level::warning, "cannot write " + link_.journal_path());
    if (options_.eye) eye_ = std::make_unique<EyeLink>(io, options_, link_, settings, boot, eye_hooks());
    driver_ =
        std::make_unique<driver::Driver>(io, std::move(port), settings, *codec_, boot, hooks(std::move(http_hooks)));
}

Member::~Member() = default;

driver::Hooks Member::hooks(driver::Hooks http_hooks) {
    http_hooks.freeze_order = [this] { return link_.freeze_order(); };
    http_hooks.events = [this](std::span<const Event> events, std::int64_t wall_time_ns) {
        take(events, wall_time_ns);
    };
    return http_hooks;
}

eye::Hooks Member::eye_hooks() {
    eye::Hooks hooks;
    hooks.lost = [this](std::uint64_t count) {
        driver_->command_now([count](Node& node, Instant now, Outbox& out) {
            node.note(now, {.kind = EventKind::eye_lost, .count = count}, out);
        });
    };
    hooks.say = [this](const std::string& text) { say(Log::Level::info, text); };
    return hooks;
}

std::optional<eye::Counts> Member::eye_counts() const {
    return eye_ ? std::optional{std::as_const(*eye_).eye().counts()} : std::nullopt;
}

std::optional<std::string> Member::sauron_url() const {
    const auto address = eye_ ? eye_->sauron() : std::nullopt;
    return address ? std::optional{"http://" + to_text(*address) + "/"} : std::nullopt;
}

void Member::take(std::span<const Event> events, std::int64_t wall_time_ns) {
    activity_.add(events, wall_time_ns);
    if (eye_) eye_->eye().report(events, wall_time_ns);
    if (journal_)
        journal_->add(events, {options_.club, options_.name, driver_->node().boot().id, json::WallTime{wall_time_ns}});
    for (const auto& event : events)
        if (program::is_worth_a_line(event.kind)) log_.write(Log::Level::info, to_text(event));
    if (teller_) teller_->events(events);
    if (on_events_) on_events_(events);
}

void Member::say(Log::Level level, const std::string& text) {
    log_.write(level, text);
    if (finished_) return;  // `stopped` is the last event
    driver_->command_now([&](Node& node, Instant now, Outbox& out) {
        node.note(now, {.kind = EventKind::logged, .reason = std::string{to_text(level)} + ": " + text}, out);
    });
}

std::int64_t Member::wall_time_ns() const { return driver::wall_now_ns(); }

club::Expected<void> Member::start() {
    driver_->start();
    for (const auto& message : link_.messages()) say(Log::Level::warning, message);
    teller_ = std::make_unique<HttpTeller>(io_, *driver_, options_.tell_http,
                                           [this](const std::string& text) { say(Log::Level::info, text); });
    teller_->look();
    begin_with_a_book();
    join_given();
    join_unlisted();
    if (eye_) eye_->look();
    const auto port = driver_->node().settings().address.port;
    if (auto written = link_.write_record(port, true, std::nullopt); !written) return written;
    each_second();
    arm_picker();
    return {};
}

/// The one asked for, else the one of the life before (which the node tells again by itself), else any.
void Member::begin_with_a_book() {
    if (options_.hold) picker_.hold();
    picker_.rearm(driver_->protocol_now());
    if (!options_.book && remembered_book(link_.memory())) return;
    const auto book = options_.book ? *options_.book : picker_.pick({});
    driver_->command_now([&](Node& node, Instant now, Outbox& out) { (void)node.set(now, "book", book, out); });
    save(club::Durable::process_crash);
}

void Member::join_given() {
    for (const auto& each : options_.join) {
        const auto where = parse_host_port(each);
        if (!where) {
            say(Log::Level::warning, "cannot join " + where.error());
            continue;
        }
        resolve(io_, *where, [this, each](const std::vector<Address>& found, const std::string& reason) {
            if (found.empty()) return say(Log::Level::warning, "cannot join " + each + ": " + reason);
            driver_->command("join", [found](Node& node, Instant now, Outbox& out) { node.join(now, found, out); });
        });
    }
}

void Member::each_second() {
    second_.expires_after(seconds{1});
    second_.async_wait([this](error_code error) {
        if (error || finished_) return;
        join_unlisted();
        if (eye_) eye_->look();
        teller_->look();
        if (++seconds_ % save_every_seconds == 0) save(club::Durable::power_cut);
        each_second();
    });
}

/// Parallel starts make no islands: whoever lives in the club's folder and is not on our list is joined.
void Member::join_unlisted() {
    if (driver_->gate().frozen()) return;
    const auto members = driver_->node().members(driver_->protocol_now());
    auto found = link_.unlisted([&](const std::string& name, const Address& address) {
        return std::ranges::any_of(members, [&](const MemberView& member) {
            return member.name == name && same_place(member.address, address) && member.status <= Status::suspect;
        });
    });
    if (found.empty()) return;
    std::shuffle(found.begin(), found.end(), std::mt19937_64{random_word()});
    if (found.size() > joins_at_once) found.resize(joins_at_once);
    driver_->command("join", [found](Node& node, Instant now, Outbox& out) { node.join(now, found, out); });
}

/// What others were told is ours in the next life, too, however this one ends. For a power cut it is written again
/// every few seconds: to wait for the disk each time would hold up whoever asks us for the book.
void Member::save(club::Durable durable) {
    auto memory = driver_->node().memory();
    if (memory.peers.empty()) memory.peers = link_.memory().peers;  // nobody was met yet in this life
    const auto saved = link_.save(memory, durable);
    const auto trouble = saved ? std::string{} : saved.error().message;
    if (trouble == save_trouble_) return;  // said once, not every five seconds
    save_trouble_ = trouble;
    if (saved) return say(Log::Level::info, "the state file is written again");
    say(Log::Level::warning,
        "the state file is not written, the last one stays: " + trouble + ". " + saved.error().hint);
}

void Member::arm_picker() {
    const auto due = picker_.due();
    if (due == never || finished_) return;
    const auto wait =
        std::max<Duration>(due - driver_->protocol_now(), driver_->gate().frozen() ? pick_look : milliseconds{1});
    pick_.expires_after(wait);
    pick_.async_wait([this](error_code error) {
        if (error || finished_) return;
        if (picker_.due() <= driver_->protocol_now() && !driver_->gate().frozen()) pick_now();
        arm_picker();
    });
}

void Member::pick_now() {
    const auto now = driver_->protocol_now();
    const auto mine = driver_->node().entry(options_.name, "book", now);
    const auto book = picker_.pick(mine ? mine->value : "");
    picker_.rearm(now);
    driver_->command("pick", [book](Node& node, Instant at, Outbox& out) { (void)node.set(at, "book", book, out); });
    save(club::Durable::process_crash);
}

bool Member::choose(std::string key, std::string value, bool automatic, Chosen done) {
    if (key == "book" && !automatic) {
        picker_.hold();
        pick_.cancel();
    }
    const auto version = std::make_shared<std::optional<tl::expected<Version, RumorError>>>();
    const bool ran = driver_->command(
        "pick", [key = std::move(key), value = std::move(value), version](Node& node, Instant now, Outbox& out) {
            *version = node.set(now, key, value, out);
        });
    if (!ran) return false;
    save(club::Durable::process_crash);
    done(**version);
    return true;
}

void Member::release() {
    picker_.release(driver_->protocol_now());
    arm_picker();
}

void Member::leave(std::string reason) {
    if (finished_) return;
    if (!leave_reason_.empty()) return finish();  // asked twice: now
    leave_reason_ = std::move(reason);
    say(Log::Level::info, "leaving: " + leave_reason_);
    pick_.cancel();
    driver_->order([](FreezeGate& gate, Instant host_now, Outbox& out) { gate.leave(host_now, out); });
    wait_until_left(std::chrono::steady_clock::now() + left_patience);
}

void Member::wait_until_left(std::chrono::steady_clock::time_point deadline) {
    // In a frozen club too: for who leaves time goes on, and the others hold the goodbye.
    const bool done = driver_->node().left() || std::chrono::steady_clock::now() >= deadline;
    if (done) return finish();
    leaving_.expires_after(left_look);
    leaving_.async_wait([this, deadline](error_code error) {
        if (!error && !finished_) wait_until_left(deadline);
    });
}

void Member::finish() {
    finished_ = true;
    teller_.reset();
    driver_->command_now([this](Node& node, Instant now, Outbox& out) { node.stop(now, leave_reason_, out); });
    save(club::Durable::power_cut);
    club::Exit exit;
    exit.left = true;
    exit.reason = leave_reason_;
    exit.at = club::wall_time_text(std::chrono::system_clock::now());
    const auto port = driver_->node().settings().address.port;
    if (const auto written = link_.write_record(port, true, exit); !written)
        log_.write(Log::Level::warning, "the record is not written: " + written.error().message);
    driver_->stop();
    if (!eye_) return end();
    eye_->eye().finish(eye_patience, [this] { end(); });
}

void Member::end() { io_.stop(); }

}  // namespace watercooler::member
