#include "member/api.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "json/fields.hpp"
#include "json/info.hpp"
#include "json/rumor.hpp"
#include "json/views.hpp"
#include "json/write.hpp"
#include "member/assets.hpp"
#include "member/metrics.hpp"
#include "member/snapshot.hpp"

namespace watercooler::member {

using http::Reply;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t body_bytes_max = 64 * 1024;  // a payload of 4 KiB may be written in six bytes each
constexpr std::size_t activity_limit = 200;

Response json_answer(std::string body, unsigned status = 200) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

Response refused(const RumorError& error, unsigned status = 400) {
    return http::error_response(status, error.reason, error.message, "See /openapi.json for what is taken.");
}

Response command_room_gone() {
    return http::error_response(503, "held-full", "this member is frozen and holds as many commands as it can",
                                "Thaw it first: watercooler thaw");
}

/// Members gossip among each other, over no HTTP; and whoever wants to make one club tell another is not helped.
std::optional<Response> check_no_member(const Request& request) {
    if (request.header("User-Agent") != teller_agent) return std::nullopt;
    return http::error_response(409, "a-member", "this is a member, and so are you",
                                "Members hear of each other's books by gossip.");
}

/// Who brought this: the node itself, if it tells of itself from where it lives. Members do not come by HTTP.
std::string teller_of(const Request& request, const Rumor& rumor, const std::vector<MemberView>& members) {
    const bool member = std::ranges::find(members, rumor.name, &MemberView::name) != members.end();
    if (!member && own_place(request.remote_address, rumor)) return rumor.name;
    return request.remote_address + ":" + std::to_string(request.remote_port);
}

Event received_event(const Rumor& rumor, const std::string& from, std::size_t bytes) {
    Event event{.kind = EventKind::received, .peer = from, .uuid = rumor.uuid, .origin = rumor.name, .key = rumor.key};
    event.version = rumor.version;
    event.bytes = bytes;
    event.reason = "http rumor";
    return event;
}

/// A number parameter of the query; nothing if it is absent. Errors: an answer.
tl::expected<std::optional<std::uint64_t>, Response> number_of(const Request& request, std::string_view name) {
    const auto text = request.parameter(name);
    if (!text) return std::nullopt;
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
    if (parsed.ec == std::errc{} && parsed.ptr == text->data() + text->size()) return value;
    return tl::unexpected{http::error_response(400, "bad-" + std::string{name},
                                               std::string{name} + " must be a whole number", "Such as ?after=120.")};
}

}  // namespace

Api::Api(Member& member, Live& live, std::string_view pages)
    : member_(member), live_(live), faults_(member), guard_{}, pages_(pages) {
    const auto& address = member.driver().node().settings().address;
    guard_.port = address.port;
    guard_.hosts.push_back(ip_text(address));
    add_pages();
    add_views();
    add_entries();
    add_control();
    add_exercise();
}

http::Limits Api::limits() {
    http::Limits limits;
    limits.body_bytes_max = body_bytes_max;
    return limits;
}

http::Handlers Api::handlers() {
    http::Handlers handlers;
    handlers.request = [this](Request request, const Reply& reply) {
        if (auto refusal = http::check_origin(request, guard_)) return reply(*refusal);
        router_(std::move(request), reply);
    };
    handlers.upgrade = [this](const Request& request) -> std::optional<Response> {
        if (auto refusal = http::check_origin(request, guard_)) return refusal;
        if (request.path != "/api/v1/stream")
            return http::error_response(404, "no-such-stream", "there is no WebSocket here",
                                        "It is at /api/v1/stream.");
        if (!live_.room())
            return http::error_response(503, "too-many-listeners", "64 pages listen to this member already",
                                        "Close one, or ask /api/v1/state instead.");
        return std::nullopt;
    };
    handlers.opened = [this](const Request& request, std::shared_ptr<http::WebSocket> socket) {
        live_.add(request, std::move(socket));
    };
    handlers.answered = [this](const http::Answered& answered) { note(answered); };
    return handlers;
}

void Api::note(const http::Answered& answered) {
    Event event;
    event.kind = EventKind::http_request;
    event.peer = std::string{answered.remote_address};
    event.count = answered.status;
    event.reason = std::string{answered.method} + " " + std::string{answered.target.substr(0, 200)};
    member_.driver().command_now([&](Node& node, Instant now, Outbox& out) { node.note(now, event, out); });
}

void Api::add_pages() {
    pages_.add_to(router_);
    router_.add("GET", "/openapi.json",
                [](const Request&, const Reply& reply) { reply(json_answer(std::string{asset("openapi.json")})); });
    router_.add("GET", "/metrics", [this](const Request&, const Reply& reply) {
        Response response;
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        response.body = metrics_text(member_);
        reply(response);
    });
    router_.add("GET", "/healthz", [](const Request&, const Reply& reply) {
        reply(json_answer(json::answer("health").flag("ok", true).done()));
    });
    router_.add("GET", "/readyz", [](const Request&, const Reply& reply) {
        reply(json_answer(json::answer("ready").flag("ready", true).done()));  // before that, nobody listens
    });
}

void Api::add_views() {
    router_.add("GET", "/api/v1/state",
                [this](const Request&, const Reply& reply) { reply(json_answer(json::write(state_of(member_)))); });
    router_.add("GET", "/api/v1/books",
                [this](const Request&, const Reply& reply) { reply(json_answer(json::write(books_of(member_)))); });
    const auto peers = [this](const Request&, const Reply& reply) {
        auto members = state_of(member_).members;
        std::erase_if(members, [](const json::MemberInfo& each) { return each.self; });
        reply(json_answer(json::write(members)));
    };
    router_.add("GET", "/api/v1/peers", peers);
    router_.add("GET", "/peers", [peers](const Request& request, const Reply& reply) {
        if (auto refusal = check_no_member(request)) return reply(*refusal);
        peers(request, reply);
    });
    router_.add("GET", "/api/v1/messages",
                [this](const Request&, const Reply& reply) { reply(json_answer(json::write(messages_of(member_)))); });
    router_.add("GET", "/api/v1/activity", [this](const Request& request, const Reply& reply) {
        const auto after = number_of(request, "after");
        if (!after) return reply(after.error());
        const auto limit = number_of(request, "limit");
        if (!limit) return reply(limit.error());
        const auto count = std::min<std::uint64_t>(limit->value_or(activity_limit), Activity::count_max);
        const auto rows = member_.activity().after(Sequence{after->value_or(0)}, count);
        reply(json_answer(json::write(records_of(member_, rows))));
    });
    router_.add("GET", "/api/v1/stream", [](const Request&, const Reply& reply) {
        auto response = http::error_response(426, "upgrade-required", "this address is a WebSocket",
                                             "Ask with Upgrade: websocket, or take /api/v1/state.");
        response.headers.push_back({"Upgrade", "websocket"});
        reply(response);
    });
}

void Api::add_guarded(const std::string& method, const std::string& pattern, http::Router::Handler handler) {
    router_.add(method, pattern, [this, handler = std::move(handler)](Request request, const Reply& reply) {
        if (auto refusal = http::check_token(request, member_.link().token())) return reply(*refusal);
        handler(std::move(request), reply);
    });
}

void Api::add_entries() {
    add_guarded("PUT", "/api/v1/entries/{key}",
                [this](const Request& request, const Reply& reply) { set_entry(request, reply); });
}

/// {"value": "Dune"}: answers 200 and the version, or 202 if it is held until the thaw.
/// {"automatic": true} for the key `book` lets the picker go on.
void Api::set_entry(const Request& request, const Reply& reply) {
    const auto key = request.capture("key");
    const auto body = json::parse_body(request.body);
    if (!body) return reply(refused(body.error()));
    json::Fields fields{*body};
    const auto value = fields.text("value");
    const auto automatic = fields.flag("automatic");
    if (!value && !automatic.value_or(false)) fields.missing("value");
    if (fields.error()) return reply(refused(*fields.error()));
    json::OutcomeInfo answer;
    answer.outcome = "applied";
    answer.name = member_.options().name;
    answer.key = key;
    if (automatic.value_or(false)) {
        member_.release();
        if (!value) return reply(json_answer(json::write(answer)));
    }
    if (const auto fine = check_key(key); !fine) return reply(refused(fine.error()));
    if (const auto fine = check_payload(*value); !fine) return reply(refused(fine.error()));
    if (!member_.driver().gate().command_room()) return reply(command_room_gone());
    answer.value = *value;
    const bool ran =
        member_.choose(key, *value, automatic.value_or(false), [answer, reply](const auto& version) mutable {
            if (!version) return reply(refused(version.error()));
            answer.version = version->value;
            reply(json_answer(json::write(answer)));
        });
    if (ran) return;
    answer.outcome = "held";
    reply(json_answer(json::write(answer), 202));
}

void Api::add_exercise() {
    router_.add("GET", "/book", [this](const Request&, const Reply& reply) {
        for (const auto& row : books_of(member_))
            if (row.own) return reply(json_answer(json::write_book(row)));
        reply(http::error_response(404, "no-book", "this member has not chosen a book yet", "Ask again in a moment."));
    });
    router_.add("POST", "/gossip", [this](const Request& request, const Reply& reply) { gossip(request, reply); });
}

/// One rumor in, from anybody on this host; no token, any Content-Type.
void Api::gossip(const Request& request, const Reply& reply) {
    if (!http::from_loopback(request) && !member_.options().open_gossip)
        return reply(http::error_response(403, "not-loopback", "rumors are taken from this host only",
                                          "Start the member with --open-gossip to take them from others."));
    if (auto refusal = check_no_member(request)) return reply(*refusal);
    const auto given = json::read_rumor(request.body);
    if (!given) return reply(refused(given.error()));
    if (!member_.driver().gate().command_room()) return reply(command_room_gone());
    const auto from =
        teller_of(request, given->rumor, member_.driver().node().members(member_.driver().protocol_now()));
    const auto answered = std::make_shared<bool>(false);
    const bool ran = member_.driver().command(
        "rumor", [this, given = *given, from, remote = request.remote_address, bytes = request.body.size(), reply,
                  answered](Node& node, Instant now, Outbox& out) {
            node.note(now, received_event(given.rumor, from, bytes), out);
            const auto told = node.tell(now, given.rumor, from, out);
            member_.heard_over_http(remote, given.rumor, told.outcome);
            if (std::exchange(*answered, true)) return;  // it was held, and answered then
            const unsigned status = told.outcome == Outcome::rejected ? 400 : 200;
            reply(json_answer(json::write(json::outcome_info(given, told)), status));
        });
    if (ran || std::exchange(*answered, true)) return;
    reply(json_answer(json::write(json::held_outcome(*given)), 202));
}

}  // namespace watercooler::member
