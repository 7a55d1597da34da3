#include "eye/eye.hpp"

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <random>
#include <set>
#include <utility>

#include "eye/backlog.hpp"
#include "eye/link.hpp"
#include "eye/pace.hpp"
#include "eye/spool.hpp"
#include "journal/frames.hpp"
#include "message/text.hpp"

namespace watercooler::eye {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr milliseconds lost_interval{1'000};    // between two tellings of what was lost
constexpr milliseconds disk_patience{5'000};    // after the disk refused a write
constexpr std::size_t write_bytes = 64 * 1024;  // gathered into one write, unless one batch is larger
constexpr unsigned old_attempts_max = 3;  // to deliver an earlier life's events, before it waits for the next life

bool is_loopback(const Address& address) {
    const auto ip = address.ip_bytes();
    if (ip.size() == 4) return ip[0] == 127;
    const auto text = ip_text(address);  // the IPv4 form of mapped ones
    return text == "::1" || text.starts_with("127.");
}

}  // namespace

struct Eye::State : std::enable_shared_from_this<State> {
    using Timer =
        asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, asio::io_context::executor_type>;

    State(asio::io_context& context, Settings given, Hooks asked);
    ~State();

    // Events come in, are closed into batches, wait.
    void report(std::span<const Event> events, std::int64_t wall_time_ns);
    void close_batch();
    void arm_flush();
    void flush();
    void work_soon();
    void work();
    void spill();
    void tell_lost();
    void tell_lost_again();

    // One connection at a time, each for the events of one life.
    void set_addresses(std::vector<Address> next);
    void try_soon();
    void connect();
    void choose_backlog();
    void say_hello();
    void take(const journal::Frame& frame);
    void welcomed(Bytes payload);
    void acked(Sequence seq);
    void refused(Bytes payload);
    void written();
    void pump();
    void settle();
    void old_delivered();
    void wait_for(milliseconds patience, const char* what);
    void give_up(const std::string& why);
    void closed(const std::string& why);
    void drop_link();

    void finish(milliseconds patience, std::function<void()> then);
    void complete();
    void say(const std::string& text) const;
    void say_trouble(const std::string& why);
    bool streaming_own() const { return link && greeted && backlog == &own; }
    void after(Timer& timer, milliseconds wait, void (State::*then)());

    asio::io_context& io;
    Settings settings;
    Hooks hooks;
    std::unique_ptr<Spool> spool;
    journal::Encoder encoder;
    Backlog own;
    std::unique_ptr<Backlog> old;  // of an earlier life, while it is being delivered
    BootId old_boot;
    unsigned old_attempts = 0;
    std::set<BootId> put_off;  // earlier lives that no Sauron wanted
    Sequence newest;
    Counts counts;

    Timer flush_timer, retry_timer, patience_timer, lost_timer, finish_timer;
    bool flush_armed = false, work_posted = false, lost_armed = false, retry_armed = false;
    bool spilling = false;
    std::uint64_t lost_told = 0;
    SteadyClock::time_point disk_again{};
    bool disk_trouble = false;

    std::vector<Address> addresses;
    std::size_t at = 0;
    unsigned failures = 0;
    std::minstd_rand luck;
    std::shared_ptr<Link> link;
    Backlog* backlog = nullptr;  // that the link delivers
    bool connected = false;      // the other side took the connection
    bool greeted = false;        // and has said welcome
    Sequence sent, acked_here;   // on this connection
    struct InFlight {
        Sequence last;
        std::size_t bytes;
    };
    std::deque<InFlight> in_flight;
    std::size_t in_flight_bytes = 0;
    const char* awaited = "";
    bool told_taken = false;             // the log knows that Sauron takes our events
    std::set<std::string> told_trouble;  // since then

    std::function<void()> done;
    bool finishing = false, said_bye = false, over = false;
};

Eye::State::State(asio::io_context& context, Settings given, Hooks asked)
    : io(context),
      settings(std::move(given)),
      hooks(std::move(asked)),
      spool(settings.spool.empty() ? nullptr
                                   : std::make_unique<Spool>(settings.spool, settings.spool_bytes_max, settings.self)),
      encoder(settings.flush_bytes),
      own(spool.get(), settings.self.stream.boot, settings.memory_bytes_max),
      flush_timer(io),
      retry_timer(io),
      patience_timer(io),
      lost_timer(io),
      finish_timer(io),
      luck(static_cast<std::uint32_t>(settings.self.stream.boot.value)) {}

Eye::State::~State() { drop_link(); }

/// Runs `then` later, unless the eye is gone or has ended by then.
void Eye::State::after(Timer& timer, milliseconds wait, void (State::*then)()) {
    timer.expires_after(wait);
    timer.async_wait([weak = weak_from_this(), then](error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && !self->over) ((*self).*then)();
    });
}

void Eye::State::say(const std::string& text) const {
    if (hooks.say) hooks.say(text);
}

/// Each once until a Sauron has taken something, and not for ever new ones.
void Eye::State::say_trouble(const std::string& why) {
    constexpr std::size_t told_max = 8;
    told_taken = false;
    const auto text = "no Sauron at " + to_text(addresses[at % addresses.size()]) + ": " + escaped(why);
    if (told_trouble.size() < told_max && told_trouble.insert(text).second) say(text);
}

void Eye::State::report(std::span<const Event> events, std::int64_t wall_time_ns) {
    if (over) return;
    for (const auto& event : events) {
        if (event.seq <= newest) continue;
        if (!encoder.empty() && event.seq.value != newest.value + 1) close_batch();
        if (!encoder.add(event, wall_time_ns)) {
            close_batch();
            encoder.add(event, wall_time_ns);
        }
        newest = event.seq;
    }
    if (encoder.bytes() >= settings.flush_bytes) close_batch();
    if (!encoder.empty()) arm_flush();
}

void Eye::State::close_batch() {
    if (encoder.empty()) return;
    const auto first = encoder.first(), last = encoder.last();
    auto bytes = encoder.take();
    bytes.shrink_to_fit();
    own.add({first, last, std::move(bytes)});
    work_soon();
}

void Eye::State::arm_flush() {
    if (std::exchange(flush_armed, true)) return;
    after(flush_timer, streaming_own() ? settings.flush_interval : settings.spool_interval, &State::flush);
}

void Eye::State::flush() {
    flush_armed = false;
    close_batch();
    if (!streaming_own()) spilling = true;
}

/// What touches sockets and files happens between inputs, not within `report`.
void Eye::State::work_soon() {
    if (std::exchange(work_posted, true)) return;
    asio::post(io, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->work_posted = false;
        if (!self->over) self->work();
    });
}

void Eye::State::work() {
    if (streaming_own()) pump();
    const bool crowded = own.memory_bytes() > settings.memory_bytes_max / 2;
    const bool away = !streaming_own() && (spilling || own.memory_bytes() >= settings.flush_bytes);
    if (crowded || away) spill();
    tell_lost();
}

/// One batch, then others get their turn.
void Eye::State::spill() {
    if (!spool || SteadyClock::now() < disk_again) return;
    const auto moved = own.spill();
    if (!moved) {
        disk_again = SteadyClock::now() + disk_patience;
        if (!std::exchange(disk_trouble, true))
            say("events for Sauron wait in memory: " + moved.error() + ". The oldest are lost when it is full");
        return;
    }
    if (*moved && std::exchange(disk_trouble, false)) say("events for Sauron wait on disk again");
    spilling = spilling && *moved && !own.memory_empty();
    if (*moved) work_soon();
}

void Eye::State::tell_lost() {
    if (own.lost() == lost_told || lost_armed) return;
    const auto count = own.lost() - std::exchange(lost_told, own.lost());
    lost_armed = true;
    after(lost_timer, lost_interval, &State::tell_lost_again);
    if (hooks.lost) hooks.lost(count);
}

void Eye::State::tell_lost_again() {
    lost_armed = false;
    tell_lost();
}

void Eye::State::set_addresses(std::vector<Address> next) {
    const auto current = link ? std::optional{addresses[at % addresses.size()]} : std::nullopt;
    addresses = std::move(next);
    at = 0;
    const auto found = current ? std::ranges::find(addresses, *current) : addresses.end();
    if (found != addresses.end()) {
        at = static_cast<std::size_t>(found - addresses.begin());
        return;
    }
    drop_link();
    failures = 0;
    retry_timer.cancel();
    retry_armed = false;
    try_soon();
}

void Eye::State::try_soon() {
    if (link || over || addresses.empty() || std::exchange(retry_armed, true)) return;
    after(retry_timer, retry_wait(failures, addresses.size(), static_cast<std::uint32_t>(luck())), &State::connect);
}

void Eye::State::connect() {
    retry_armed = false;
    if (link || addresses.empty()) return;
    choose_backlog();
    link = std::make_shared<Link>(io, Link::Handlers{
                                          [this] { say_hello(); },
                                          [this](const journal::Frame& frame) { take(frame); },
                                          [this] { written(); },
                                          [this](const std::string& why) { closed(why); },
                                      });
    wait_for(settings.answer_timeout, "it does not answer");
    link->connect(addresses[at % addresses.size()]);
}

/// What an earlier life left comes first, the oldest of all lives before the others.
void Eye::State::choose_backlog() {
    backlog = &own;
    old.reset();
    if (!spool || finishing) return;
    for (const auto& segment : spool->segments()) {
        if (segment.boot == settings.self.stream.boot || put_off.contains(segment.boot)) continue;
        if (segment.boot != old_boot) old_attempts = 0;
        old_boot = segment.boot;
        old = std::make_unique<Backlog>(spool.get(), old_boot, 0);
        backlog = old.get();
        return;
    }
}

void Eye::State::say_hello() {
    connected = true;
    const auto& to = addresses[at % addresses.size()];
    auto hello = settings.self;
    if (old) {
        hello.stream.boot = old_boot;
        if (const auto written_then = old->hello(); written_then && written_then->stream.boot == old_boot)
            hello = *written_then;
    }
    const auto in_encoder = encoder.empty() ? Sequence{newest.value + 1} : encoder.first();
    hello.next = backlog->first().value_or(old ? Sequence{1} : in_encoder);
    hello.token = is_loopback(to) ? "" : settings.token;
    Buffer words{journal::greeting.begin(), journal::greeting.end()};
    journal::append_frame(words, journal::FrameType::hello, bytes_of(journal::write(hello)));
    link->write(std::move(words));
    wait_for(settings.answer_timeout, "it does not answer our hello");
}

void Eye::State::take(const journal::Frame& frame) {
    switch (frame.type) {
        case journal::FrameType::welcome:
            return greeted ? give_up("it says welcome twice") : welcomed(frame.payload);
        case journal::FrameType::ack:
            return greeted ? acked(journal::read_ack(frame.payload)) : give_up("it acknowledges before its welcome");
        case journal::FrameType::refuse:
            return refused(frame.payload);
        case journal::FrameType::hello:
        case journal::FrameType::batch:
        case journal::FrameType::bye:
            return give_up("it does not speak as a Sauron");
    }
}

void Eye::State::welcomed(Bytes payload) {
    const auto welcome = journal::read_welcome(text_of(payload));
    if (!welcome) return give_up("its welcome is wrong: " + welcome.error().reason);
    if (backlog == &own && welcome->have > newest) return give_up("it claims to have events that there are not yet");
    greeted = true;
    patience_timer.cancel();
    backlog->welcomed(welcome->have);
    sent = acked_here = welcome->have;
    if (backlog == &own) {
        counts.sent = std::max(counts.sent, sent.value);
        counts.acked = std::max(counts.acked, sent.value);
        spilling = false;
        flush_timer.cancel();  // it may have the patience of when nobody was there
        flush_armed = false;
        close_batch();
    }
    pump();
    work_soon();
}

void Eye::State::acked(Sequence seq) {
    if (seq > sent) return give_up("it acknowledges what was never sent");
    if (seq <= acked_here) return;
    acked_here = seq;
    failures = 0;
    while (!in_flight.empty() && in_flight.front().last <= seq) {
        in_flight_bytes -= in_flight.front().bytes;
        in_flight.pop_front();
    }
    backlog->acked(seq);
    if (backlog == &own) counts.acked = std::max(counts.acked, seq.value);
    if (!std::exchange(told_taken, true))
        say("Sauron at " + to_text(addresses[at % addresses.size()]) + " takes our events");
    told_trouble.clear();
    if (in_flight.empty())
        patience_timer.cancel();
    else
        wait_for(settings.ack_timeout, "it acknowledges nothing");
    pump();
}

void Eye::State::refused(Bytes payload) {
    const auto refusal = journal::read_refusal(text_of(payload)).value_or(journal::Refusal{});
    give_up("it refuses our events: " + refusal.message.substr(0, 200) + " (" + refusal.code + ")");
}

void Eye::State::written() {
    if (said_bye) return complete();
    if (greeted) pump();
}

/// Sends what may be sent, one write at a time.
void Eye::State::pump() {
    if (!link || !greeted || link->writing()) return;
    Buffer out;
    const bool idle = in_flight.empty();
    while (in_flight_bytes < journal::window_bytes && out.size() < write_bytes) {
        const auto piece = backlog->after(sent);
        if (!piece) break;
        journal::append_batch(out, piece->first, piece->bytes);
        sent = piece->last;
        in_flight.push_back({piece->last, piece->bytes.size()});
        in_flight_bytes += piece->bytes.size();
    }
    if (out.empty()) return settle();
    if (backlog == &own) counts.sent = std::max(counts.sent, sent.value);
    if (idle) wait_for(settings.ack_timeout, "it acknowledges nothing");
    link->write(std::move(out));
}

/// Nothing is left to be sent for now.
void Eye::State::settle() {
    if (!in_flight.empty()) return;
    if (backlog == old.get()) {
        if (old->read_to_the_end()) old_delivered();
        return;
    }
    if (!finishing || said_bye) return;
    if (!encoder.empty()) return close_batch();
    said_bye = true;
    Buffer bye;
    journal::append_frame(bye, journal::FrameType::bye, {});
    link->write(std::move(bye));
}

void Eye::State::old_delivered() {
    old->discard();
    say("the events of an earlier life went to Sauron");
    drop_link();
    try_soon();
}

void Eye::State::wait_for(milliseconds patience, const char* what) {
    awaited = what;
    patience_timer.expires_after(patience);
    patience_timer.async_wait([weak = weak_from_this(), to = link](error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && self->link && self->link == to) self->give_up(self->awaited);
    });
}

void Eye::State::give_up(const std::string& why) {
    connected = true;  // somebody is there: worth a line
    closed(why);
}

void Eye::State::closed(const std::string& why) {
    if (connected) say_trouble(why);
    if (connected && old && ++old_attempts >= old_attempts_max) put_off.insert(old_boot);
    drop_link();
    ++failures;
    ++at;
    if (finishing) return complete();
    if (!encoder.empty()) arm_flush();
    try_soon();
}

void Eye::State::drop_link() {
    if (link) link->stop();
    link.reset();
    patience_timer.cancel();
    old.reset();
    backlog = nullptr;
    connected = greeted = false;
    in_flight.clear();
    in_flight_bytes = 0;
}

void Eye::State::finish(milliseconds patience, std::function<void()> then) {
    done = std::move(then);
    finishing = true;
    close_batch();
    const bool about_to_connect = retry_armed && failures == 0;
    if (old || (!link && !about_to_connect)) return complete();
    after(finish_timer, patience, &State::complete);
    pump();
}

/// The end: what nobody took goes to disk, in one go.
void Eye::State::complete() {
    if (over) return;
    close_batch();
    over = true;
    drop_link();
    for (auto* timer : {&flush_timer, &retry_timer, &lost_timer, &finish_timer}) timer->cancel();
    while (own.spill().value_or(false)) {
    }
    if (done) asio::post(io, std::exchange(done, {}));
}

Eye::Eye(asio::io_context& io, Settings settings, Hooks hooks)
    : state_(std::make_shared<State>(io, std::move(settings), std::move(hooks))) {}

Eye::~Eye() {
    state_->over = true;
    state_->drop_link();
}

void Eye::report(std::span<const Event> events, std::int64_t wall_time_ns) { state_->report(events, wall_time_ns); }

void Eye::set_addresses(std::vector<Address> addresses) { state_->set_addresses(std::move(addresses)); }

void Eye::finish(milliseconds patience, std::function<void()> done) { state_->finish(patience, std::move(done)); }

Counts Eye::counts() const {
    auto counts = state_->counts;
    counts.queued_bytes = state_->own.memory_bytes() + state_->encoder.bytes();
    counts.spooled_bytes = state_->spool ? state_->spool->bytes() : 0;
    counts.lost = state_->own.lost();
    counts.connected = state_->streaming_own();
    return counts;
}

}  // namespace watercooler::eye
