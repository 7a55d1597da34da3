#include "eye/delivery.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "eye/pace.hpp"
#include "message/text.hpp"

namespace watercooler::eye {

using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t write_bytes = 64 * 1024;  // gathered into one write, unless one batch is larger
constexpr unsigned old_attempts_max = 3;  // to deliver an earlier life's events, before it waits for the next life

bool is_loopback(const Address& address) {
    const auto ip = address.ip_bytes();
    if (ip.size() == 4) return ip[0] == 127;
    const auto text = ip_text(address);  // the IPv4 form of mapped ones
    return text == "::1" || text.starts_with("127.");
}

}  // namespace

Delivery::Delivery(boost::asio::io_context& io, const Settings& settings, const Hooks& hooks, Intake& intake,
                   std::function<void()> ended)
    : io_(io),
      settings_(settings),
      hooks_(hooks),
      intake_(intake),
      ended_(std::move(ended)),
      retry_timer_(io),
      patience_timer_(io),
      luck_(static_cast<std::uint32_t>(settings.self.stream.boot.value)) {}

Delivery::~Delivery() { drop_link(); }

void Delivery::set_addresses(std::vector<Address> next) {
    const auto current = link_ ? std::optional{address()} : std::nullopt;
    addresses_ = std::move(next);
    at_ = 0;
    const auto found = current ? std::ranges::find(addresses_, *current) : addresses_.end();
    if (found != addresses_.end()) {
        at_ = static_cast<std::size_t>(found - addresses_.begin());
        return;
    }
    drop_link();
    failures_ = 0;
    retry_timer_.cancel();
    retry_armed_ = false;
    try_soon();
}

void Delivery::try_soon() {
    if (link_ || over_ || addresses_.empty() || std::exchange(retry_armed_, true)) return;
    retry_timer_.expires_after(retry_wait(failures_, addresses_.size(), static_cast<std::uint32_t>(luck_())));
    retry_timer_.async_wait([weak = weak_from_this()](error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && !self->over_) self->connect();
    });
}

void Delivery::connect() {
    retry_armed_ = false;
    if (link_ || addresses_.empty()) return;
    choose_backlog();
    link_ = std::make_shared<Link>(io_, Link::Handlers{
                                            [this] { say_hello(); },
                                            [this](const journal::Frame& frame) { take(frame); },
                                            [this] { written(); },
                                            [this](const std::string& why) { closed(why); },
                                        });
    wait_for(settings_.answer_timeout, "it does not answer");
    link_->connect(address());
}

/// What an earlier life left comes first, the oldest of all lives before the others.
void Delivery::choose_backlog() {
    backlog_ = &intake_.backlog();
    old_.reset();
    auto* spool = intake_.spool();
    if (!spool || finishing_) return;
    for (const auto& segment : spool->segments()) {
        if (segment.boot == settings_.self.stream.boot || put_off_.contains(segment.boot)) continue;
        if (segment.boot != old_boot_) old_attempts_ = 0;
        old_boot_ = segment.boot;
        old_ = std::make_unique<Backlog>(spool, old_boot_, 0);
        backlog_ = old_.get();
        return;
    }
}

void Delivery::say_hello() {
    connected_ = true;
    auto hello = settings_.self;
    if (old_) {
        hello.stream.boot = old_boot_;
        if (const auto written_then = old_->hello(); written_then && written_then->stream.boot == old_boot_)
            hello = *written_then;
    }
    hello.next = backlog_->first().value_or(old_ ? Sequence{1} : intake_.unclosed());
    hello.token = is_loopback(address()) ? "" : settings_.token;
    Buffer words{journal::greeting.begin(), journal::greeting.end()};
    journal::append_frame(words, journal::FrameType::hello, bytes_of(journal::write(hello)));
    link_->write(std::move(words));
    wait_for(settings_.answer_timeout, "it does not answer our hello");
}

void Delivery::take(const journal::Frame& frame) {
    switch (frame.type) {
        case journal::FrameType::welcome:
            return greeted_ ? give_up("it says welcome twice") : welcomed(frame.payload);
        case journal::FrameType::ack:
            return greeted_ ? acked(journal::read_ack(frame.payload)) : give_up("it acknowledges before its welcome");
        case journal::FrameType::refuse:
            return refused(frame.payload);
        case journal::FrameType::hello:
        case journal::FrameType::batch:
        case journal::FrameType::bye:
            return give_up("it does not speak as a Sauron");
    }
}

void Delivery::welcomed(Bytes payload) {
    const auto welcome = journal::read_welcome(text_of(payload));
    if (!welcome) return give_up("its welcome is wrong: " + welcome.error().reason);
    if (backlog_ == &intake_.backlog() && welcome->have > intake_.newest())
        return give_up("it claims to have events that there are not yet");
    greeted_ = true;
    patience_timer_.cancel();
    backlog_->welcomed(welcome->have);
    sent_ = acked_here_ = welcome->have;
    if (backlog_ == &intake_.backlog()) {
        counted_sent_ = std::max(counted_sent_, sent_.value);
        counted_acked_ = std::max(counted_acked_, sent_.value);
        intake_.taken(true);
    }
    pump();
}

void Delivery::acked(Sequence seq) {
    if (seq > sent_) return give_up("it acknowledges what was never sent");
    if (seq <= acked_here_) return;
    acked_here_ = seq;
    failures_ = 0;
    while (!in_flight_.empty() && in_flight_.front().last <= seq) {
        in_flight_bytes_ -= in_flight_.front().bytes;
        in_flight_.pop_front();
    }
    backlog_->acked(seq);
    if (backlog_ == &intake_.backlog()) counted_acked_ = std::max(counted_acked_, seq.value);
    if (!std::exchange(told_taken_, true)) say("Sauron at " + to_text(address()) + " takes our events");
    told_trouble_.clear();
    if (in_flight_.empty())
        patience_timer_.cancel();
    else
        wait_for(settings_.ack_timeout, "it acknowledges nothing");
    pump();
}

void Delivery::refused(Bytes payload) {
    const auto refusal = journal::read_refusal(text_of(payload)).value_or(journal::Refusal{});
    give_up("it refuses our events: " + refusal.message.substr(0, 200) + " (" + refusal.code + ")");
}

void Delivery::written() {
    if (said_bye_) return ended_();
    if (greeted_) pump();
}

void Delivery::pump() {
    if (!link_ || !greeted_ || link_->writing()) return;
    Buffer out;
    const bool idle = in_flight_.empty();
    while (in_flight_bytes_ < journal::window_bytes && out.size() < write_bytes) {
        const auto piece = backlog_->after(sent_);
        if (!piece) break;
        journal::append_batch(out, piece->first, piece->bytes);
        sent_ = piece->last;
        in_flight_.push_back({piece->last, piece->bytes.size()});
        in_flight_bytes_ += piece->bytes.size();
    }
    if (out.empty()) return settle();
    if (backlog_ == &intake_.backlog()) counted_sent_ = std::max(counted_sent_, sent_.value);
    if (idle) wait_for(settings_.ack_timeout, "it acknowledges nothing");
    link_->write(std::move(out));
}

/// Nothing is left to be sent for now.
void Delivery::settle() {
    if (!in_flight_.empty()) return;
    if (backlog_ == old_.get()) {
        if (old_->read_to_the_end()) old_delivered();
        return;
    }
    if (!finishing_ || said_bye_) return;
    if (intake_.has_unclosed()) return intake_.close_batch();
    said_bye_ = true;
    Buffer bye;
    journal::append_frame(bye, journal::FrameType::bye, {});
    link_->write(std::move(bye));
}

void Delivery::old_delivered() {
    old_->discard();
    say("the events of an earlier life went to Sauron");
    drop_link();
    try_soon();
}

void Delivery::wait_for(milliseconds patience, const char* what) {
    awaited_ = what;
    patience_timer_.expires_after(patience);
    patience_timer_.async_wait([weak = weak_from_this(), to = link_](error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && self->link_ && self->link_ == to) self->give_up(self->awaited_);
    });
}

void Delivery::give_up(const std::string& why) {
    connected_ = true;  // somebody is there: worth a line
    closed(why);
}

void Delivery::closed(const std::string& why) {
    if (connected_) say_trouble(why);
    if (connected_ && old_ && ++old_attempts_ >= old_attempts_max) put_off_.insert(old_boot_);
    drop_link();
    ++failures_;
    ++at_;
    if (finishing_) return ended_();
    try_soon();
}

void Delivery::drop_link() {
    if (link_) link_->stop();
    link_.reset();
    patience_timer_.cancel();
    old_.reset();
    backlog_ = nullptr;
    connected_ = greeted_ = false;
    in_flight_.clear();
    in_flight_bytes_ = 0;
    intake_.taken(false);
}

bool Delivery::finish() {
    finishing_ = true;
    const bool about_to_connect = retry_armed_ && failures_ == 0;
    return !old_ && (link_ || about_to_connect);
}

void Delivery::stop() {
    over_ = true;
    drop_link();
    retry_timer_.cancel();
}

void Delivery::say(const std::string& text) const {
    if (hooks_.say) hooks_.say(text);
}

/// Each once until a Sauron has taken something, and not for ever new ones.
void Delivery::say_trouble(const std::string& why) {
    constexpr std::size_t told_max = 8;
    told_taken_ = false;
    const auto text = "no Sauron at " + to_text(address()) + ": " + escaped(why);
    if (told_trouble_.size() < told_max && told_trouble_.insert(text).second) say(text);
}

}  // namespace watercooler::eye
