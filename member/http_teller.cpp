#include "member/http_teller.hpp"

#include <algorithm>
#include <utility>

#include "driver/driver.hpp"
#include "json/info.hpp"
#include "json/rumor.hpp"
#include "json/tree.hpp"
#include "json/views.hpp"

namespace watercooler::member {

using boost::system::error_code;
using http::ClientError;

namespace {

constexpr std::chrono::milliseconds answer_patience{2'000};
constexpr std::size_t peers_bytes_max = 1024 * 1024;  // of an answer to GET /peers
constexpr std::size_t answer_bytes_max = 64 * 1024;   // of an answer to POST /gossip

/// By origin, the version that a node's `GET /peers` shows. Nothing: its answer does not speak of books.
std::optional<std::map<std::string, Version>> books_in(const std::string& body) {
    const auto members = json::read_members(body);
    if (!members) return std::nullopt;
    std::map<std::string, Version> books;
    for (const auto& member : *members) {
        for (const auto& entry : member.entries) {
            if (entry.key == "book") books[entry.origin] = std::max(books[entry.origin], Version{entry.version});
        }
    }
    return books.empty() ? std::nullopt : std::optional{std::move(books)};
}

/// An exercise's `GET /peers` may answer in any form; but it is JSON, and not one number or word.
bool is_a_nodes_answer(const http::Response& response) {
    if (response.status != 200) return false;
    const auto value = json::parse(response.body, {.bytes_max = peers_bytes_max, .depth_max = 16});
    return value && (value->array() || value->object());
}

std::string why_not(const http::ClientResult& result) {
    if (result) return "http-" + std::to_string(result->status);
    switch (result.error().kind) {
        case ClientError::Kind::refused:
            return "http-refused";
        case ClientError::Kind::timed_out:
            return "http-timed-out";
        case ClientError::Kind::unreachable:
            return "http-unreachable";
        case ClientError::Kind::bad_response:
            break;
    }
    return "http-bad-answer";
}

http::ClientRequest request_to(const Address& place) {
    http::ClientRequest request;
    request.host = ip_text(place);
    request.port = place.port;
    request.headers.push_back({"User-Agent", std::string{teller_agent}});
    return request;
}

/// ttl 0: its club tells everybody, so a node need not.
Rumor rumor_of(const EntryView& entry) {
    return {entry.uuid, entry.origin, entry.address, entry.port, entry.key, entry.version, 0, entry.value};
}

bool on_loopback(const Address& address) {
    const auto text = ip_text(address);
    return text.starts_with("127.") || text == "::1";
}

}  // namespace

std::optional<Address> own_place(const std::string& remote, const Rumor& rumor) {
    const auto from = parse_ip(remote, rumor.port);
    const auto said = parse_ip(rumor.address, rumor.port);
    if (!from || !said || rumor.port == 0) return std::nullopt;
    const bool same_host = on_loopback(*from) && on_loopback(*said);
    return same_host || same_place(*from, *said) ? said : std::nullopt;
}

HttpTeller::HttpTeller(boost::asio::io_context& io, driver::Driver& driver, bool off_loopback, Say say)
    : io_(io), driver_(driver), off_loopback_(off_loopback), say_(std::move(say)), timer_(io) {}

// ---- who is told ----

void HttpTeller::heard(const std::string& remote, const Rumor& rumor, Outcome outcome) {
    const auto place = own_place(remote, rumor);
    if (!place || outcome == Outcome::rejected || !is_candidate(*place, rumor)) return;
    const auto now = driver_.host_now();
    peers_.heard(now, *place, rumor.name);
    if (outcome == Outcome::stale) peers_.forgot(now, *place);
    wake();
}

/// Members are told by gossip, and so is whoever claims to live where one does, or bears his name.
bool HttpTeller::is_candidate(const Address& place, const Rumor& rumor) const {
    if (!off_loopback_ && !on_loopback(place)) return false;
    if (peers_.knows(place)) return true;
    const auto now = driver_.protocol_now();
    const auto members = driver_.node().members(now);
    const bool member = std::ranges::any_of(
        members, [&](const MemberView& each) { return each.name == rumor.name || same_place(each.address, place); });
    if (member) return false;
    const auto hosts = json::http_hosts(members, driver_.node().entries(now));
    const auto known = hosts.find(to_text(place));
    return known == hosts.end() || known->second.size() < http_hosts_max;
}

void HttpTeller::look() {
    if (driver_.gate().frozen()) return;
    publish();
    if (peers_.empty()) return;
    const auto now = driver_.protocol_now();
    auto hosts = json::http_hosts(driver_.node().members(now), driver_.node().entries(now));
    const auto& self = driver_.node().settings().name;
    for (const auto& place : peers_.proven()) {
        auto& those = hosts[to_text(place)];
        those.insert(self);
        peers_.tell(driver_.host_now(), place, is_teller(self, place, those));
    }
    wake();
}

/// Our entry says whom we tell. A life before may have left one that is not true any more.
void HttpTeller::publish() {
    std::string wanted;
    for (const auto& place : peers_.proven()) wanted += (wanted.empty() ? "" : " ") + to_text(place);
    const auto& node = driver_.node();
    const auto said = node.entry(node.settings().name, json::http_peers_key, driver_.protocol_now());
    if ((said ? said->value : "") == wanted) return;
    driver_.command("http-peers", [wanted](Node& ours, Instant now, Outbox& out) {
        (void)ours.set(now, json::http_peers_key, wanted, out);
    });
}

void HttpTeller::events(std::span<const Event> events) {
    if (peers_.empty()) return;
    for (const auto& event : events) {
        const bool entry = event.kind == EventKind::applied || event.kind == EventKind::born;
        if (entry && event.key == "book") peers_.news(driver_.host_now(), event.origin, event.seq);
    }
    wake();
}

// ---- one question at a time ----

/// Never from within: whatever is due is done by the timer.
void HttpTeller::wake() {
    const auto due = peers_.due();
    if (due == armed_for_) return;
    armed_for_ = due;
    timer_.cancel();
    if (due == never) return;
    timer_.expires_after(std::max(Duration::zero(), due - driver_.host_now()));
    timer_.async_wait([this, alive = std::weak_ptr{alive_}](error_code error) {
        if (error || alive.expired()) return;
        armed_for_ = never;
        pump();
    });
}

/// Frozen: the look of the second after the thaw goes on.
void HttpTeller::pump() {
    if (driver_.gate().frozen()) return;
    while (const auto question = peers_.next(driver_.host_now())) ask(*question);
    wake();
}

void HttpTeller::send(http::ClientRequest request, std::function<void(http::ClientResult)> done) {
    const std::weak_ptr<bool> alive = alive_;
    http::ask(io_, std::move(request), answer_patience, [alive, done = std::move(done)](http::ClientResult result) {
        if (alive.lock()) done(std::move(result));
    });
}

void HttpTeller::ask(const HttpPeers::Question& question) {
    if (question.origin.empty()) return ask_for_peers(question);
    const auto entry = driver_.node().entry(question.origin, "book", driver_.protocol_now());
    if (entry) return tell_book(question, *entry);
    peers_.answered_telling(question.place);  // it expired meanwhile
}

void HttpTeller::ask_for_peers(const HttpPeers::Question& question) {
    auto request = request_to(question.place);
    request.target = "/peers";
    request.response_bytes_max = peers_bytes_max;
    send(std::move(request), [this, question](const http::ClientResult& result) { answered_look(question, result); });
}

void HttpTeller::tell_book(const HttpPeers::Question& question, const EntryView& entry) {
    auto request = request_to(question.place);
    request.method = "POST";
    request.target = "/gossip";
    request.body = json::write_rumor(rumor_of(entry));
    request.response_bytes_max = answer_bytes_max;
    Event sent{.kind = EventKind::sent, .cause = question.cause, .peer = question.name, .uuid = entry.uuid};
    sent.origin = entry.origin;
    sent.key = entry.key;
    sent.version = entry.version;
    sent.hop = entry.hops + 1;
    sent.bytes = request.body.size();
    sent.reason = "http rumor";
    sent.seq = note(sent);
    send(std::move(request),
         [this, question, sent](const http::ClientResult& result) { answered_telling(question, sent, result); });
}

void HttpTeller::answered_look(const HttpPeers::Question& question, const http::ClientResult& result) {
    if (!result || !is_a_nodes_answer(*result)) {
        const auto why = result && result->status == 200 ? std::string{"http-bad-answer"} : why_not(result);
        return failed(question, {.kind = EventKind::dropped, .peer = question.name}, why);
    }
    Event received{.kind = EventKind::received, .peer = question.name, .bytes = result->body.size()};
    received.reason = "http peers";
    const auto cause = note(received);
    const auto end = peers_.answered_look(driver_.host_now(), question.place);
    if (end == HttpPeers::End::found) {
        say_(question.name + " at " + to_text(question.place) + " speaks only HTTP: it is told every book");
        look();
    }
    if (peers_.told_by_us(question.place)) look_what_lacks(question, result->body, cause);
    wake();
}

/// Its own book is among them if it forgot a later one than it tells: it can jump above it then.
void HttpTeller::look_what_lacks(const HttpPeers::Question& question, const std::string& body, Sequence cause) {
    const auto books = books_in(body);
    if (!books && !peers_.takes_all(question.place)) return;
    std::vector<std::string> origins;
    for (const auto& entry : driver_.node().entries(driver_.protocol_now())) {
        if (entry.key != "book") continue;
        const auto held = books ? books->find(entry.origin) : decltype(books->end()){};
        const bool has = books && held != books->end() && held->second >= entry.version;
        if (!has) origins.push_back(entry.origin);
    }
    const auto refused = peers_.lacks(driver_.host_now(), question.place, origins, cause);
    if (refused == 0) return;
    Event dropped{.kind = EventKind::dropped, .peer = question.name, .count = refused};
    dropped.reason = "http-queue-full";
    note(dropped);
}

/// Any answer but "something is wrong with me" means that it heard; what it does with it is its business.
void HttpTeller::answered_telling(const HttpPeers::Question& question, const Event& sent,
                                  const http::ClientResult& result) {
    auto event = sent;
    event.seq = {};
    event.cause = sent.seq;
    if (!result || result->status >= 500) {
        event.kind = EventKind::dropped;
        return failed(question, std::move(event), why_not(result));
    }
    event.kind = EventKind::received;
    event.bytes = result->body.size();
    event.reason = "http " + std::to_string(result->status);
    note(event);
    peers_.answered_telling(question.place);
    wake();
}

void HttpTeller::failed(const HttpPeers::Question& question, Event dropped, const std::string& why) {
    dropped.reason = why;
    note(dropped);
    const auto end = peers_.failed(driver_.host_now(), question.place);
    const auto who = question.name + " at " + to_text(question.place);
    if (end == HttpPeers::End::no_node) say_(who + " is told nothing: GET /peers there failed, " + why);
    if (end == HttpPeers::End::lost) {
        say_(who + " is told nothing any more: it failed " + std::to_string(HttpPeers::failures_max) + " times, " +
             why);
        publish();
    }
    wake();
}

Sequence HttpTeller::note(Event event) {
    Sequence seq;
    driver_.command_now([&](Node& node, Instant now, Outbox& out) { seq = node.note(now, std::move(event), out); });
    return seq;
}

}  // namespace watercooler::member
