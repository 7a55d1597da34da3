// POST /api/v1/control/…: freeze, thaw, step, leave, faults. All want the token; all are idempotent.
#include <chrono>
#include <utility>

#include "json/fields.hpp"
#include "json/info.hpp"
#include "member/api.hpp"
#include "member/options.hpp"
#include "member/snapshot.hpp"

namespace watercooler::member {

using http::Reply;
using http::Request;
using http::Response;

namespace {

Response control_answer(const Member& member, bool changed) {
    Response response;
    response.body = json::write(control_of(member, changed));
    return response;
}

Response bad_body(const json::ReadError& error) {
    return http::error_response(400, error.reason, error.message, "See /openapi.json for what is taken.");
}

/// An empty body counts as {}.
json::Read<json::Value> body_of(const Request& request) {
    if (request.body.empty()) return json::Value{json::Members{}};
    return json::parse_body(request.body);
}

Response faults_answer(const FaultsLink& faults, bool changed) {
    Response response;
    response.body = json::write(faults.info(changed));
    return response;
}

Response bad_fault(const faults::Error& error) {
    return http::error_response(400, "bad-fault",
                                error.message + " (at character " + std::to_string(error.at + 1) + ")", error.hint);
}

/// Five minutes unless told; `forever`: until it is healed, which is no length.
std::optional<std::chrono::milliseconds> fault_length(json::Fields& fields) {
    constexpr std::chrono::minutes usual{5};
    const auto text = fields.text("for");
    if (!text) return usual;
    if (*text == "forever") return std::nullopt;
    const auto length = parse_duration(*text);
    if (!length || length->count() == 0)
        fields.fail("for", "bad-duration", "must be a duration such as 200ms, 10s or 5m, at most 24h, or forever");
    return length;
}

}  // namespace

void Api::add_control() {
    add_guarded("POST", "/api/v1/control/freeze", [this](const Request& request, const Reply& reply) {
        const auto body = body_of(request);
        if (!body) return reply(bad_body(body.error()));
        json::Fields fields{*body};
        const auto length = fields.text("for");
        const auto duration = length ? parse_duration(*length) : std::nullopt;
        if (length && (!duration || duration->count() == 0))
            fields.fail("for", "bad-duration", "must be a duration such as 200ms, 10s or 5m, at most 24h");
        if (fields.error()) return reply(bad_body(*fields.error()));
        const bool was = member_.driver().gate().frozen_or_stepping();
        member_.driver().order([&](FreezeGate& gate, Instant now, Outbox& out) {
            gate.freeze_self(now, duration ? std::optional{now + *duration} : std::nullopt, out);
        });
        reply(control_answer(member_, !was));
    });
    add_guarded("POST", "/api/v1/control/thaw", [this](const Request&, const Reply& reply) {
        const bool was = member_.driver().gate().frozen_or_stepping();
        member_.driver().order([](FreezeGate& gate, Instant now, Outbox& out) { gate.thaw_self(now, out); });
        reply(control_answer(member_, was && !member_.driver().gate().frozen_or_stepping()));
    });
    add_guarded("POST", "/api/v1/control/step", [this](const Request& request, const Reply& reply) {
        const auto body = body_of(request);
        if (!body) return reply(bad_body(body.error()));
        json::Fields fields{*body};
        const auto intervals = fields.number("intervals", FreezeGate::step_intervals_max);
        const auto event = fields.flag("event");
        if (fields.error()) return reply(bad_body(*fields.error()));
        if (!member_.driver().gate().frozen_or_stepping())
            return reply(http::error_response(409, "not-frozen", "only a frozen member can be stepped",
                                              "Freeze it first: watercooler freeze"));
        bool stepped = true;
        member_.driver().order([&](FreezeGate& gate, Instant now, Outbox& out) {
            if (event.value_or(false))
                stepped = gate.step_event(now, out);
            else
                gate.step_self(now, static_cast<std::uint32_t>(intervals.value_or(1)), out);
        });
        reply(control_answer(member_, stepped));
    });
    add_guarded("POST", "/api/v1/control/leave", [this](const Request&, const Reply& reply) {
        reply(control_answer(member_, true));
        member_.leave("asked to leave by its API");
    });
    router_.add("GET", "/api/v1/faults",
                [this](const Request&, const Reply& reply) { reply(faults_answer(faults_, false)); });
    add_guarded("POST", "/api/v1/control/faults",
                [this](const Request& request, const Reply& reply) { change_faults(request, reply); });
}

/// {"add": "loss 5%", "for": "30s"}, {"remove": 3}, {"heal": true}: exactly one of them; this member's own faults.
void Api::change_faults(const Request& request, const Reply& reply) {
    const auto body = body_of(request);
    if (!body) return reply(bad_body(body.error()));
    json::Fields fields{*body};
    const auto words = fields.text("add");
    const auto id = fields.number("remove", ~std::uint64_t{0});
    const auto heal = fields.flag("heal");
    const auto length = fault_length(fields);
    if (int{words.has_value()} + int{id.has_value()} + int{heal.value_or(false)} != 1)
        fields.fail("add", "or-another", "must be given, or remove, or heal: exactly one of them");
    if (fields.error()) return reply(bad_body(*fields.error()));
    if (id) return reply(faults_answer(faults_, faults_.remove(*id)));
    if (heal) return reply(faults_answer(faults_, faults_.heal()));
    const auto fault = faults::parse(*words);
    if (!fault) return reply(bad_fault(fault.error()));
    if (faults_.own_count() >= FaultsLink::own_max)
        return reply(http::error_response(409, "faults-full", "this member has as many faults as it can",
                                          "Take some away first: {\"heal\": true}"));
    if (faults::is_nothing(*fault)) return reply(faults_answer(faults_, false));
    faults_.add(*fault, length);
    reply(faults_answer(faults_, true));
}

}  // namespace watercooler::member
