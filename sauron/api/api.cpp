#include "api/api.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include "answers/convergence.hpp"
#include "answers/text.hpp"
#include "api/compare.hpp"
#include "api/exports.hpp"
#include "api/gaps.hpp"
#include "api/pages.hpp"
#include "api/parameters.hpp"
#include "api/requests.hpp"
#include "api/roster.hpp"
#include "api/rumors.hpp"
#include "api/spacetime.hpp"
#include "api/traffic.hpp"
#include "api/why.hpp"
#include "http/socket.hpp"
#include "json/fields.hpp"
#include "json/write.hpp"

namespace watercooler::api {

using http::Reply;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t body_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t questions_max = 64, lookups_max = 64, chores_max = 4, commands_max = 8;
constexpr std::size_t path_bytes_max = 4096;

/// Of a store that is stuck, which says nothing by itself.
store::Error silent(std::chrono::nanoseconds time) {
    return {"WC-STORE-SLOW", "the store has not answered for " + answers::duration_text(time.count()),
            "Is the disk, or the server, stuck?"};
}
store::Error late(std::chrono::nanoseconds time) {
    return {"WC-STORE-SLOW", "there was no answer within " + answers::duration_text(time.count()),
            "The store is stuck, or much is asked of it at once: `watercooler sauron status` tells."};
}

Response busy() {
    return http::error_response(503, "busy", "too many questions wait for their answers", "Try again in a moment.");
}

Response bad_line(const answers::RecordingError& error) {
    json::Object object;
    object.text("code", "bad-line").text("message", error.message);
    object.text("hint", "Nothing of the body was taken. Correct that line and send it again.");
    object.number("line", error.line).number("column", error.column);
    return json_answer(json::Object{}.raw("error", object.done()).done(), 400);
}

/// What became of a body of events.
Response taken(const std::vector<store::Accepted>& accepted, const Lines& lines) {
    std::uint64_t stored = 0, duplicates = lines.repeated;
    std::string refused;
    for (const auto& each : accepted) {
        stored += each.stored;
        duplicates += each.duplicates;
        if (!each.refused.empty()) refused = each.refused;
    }
    if (!refused.empty() && stored == 0 && duplicates == 0)
        return http::error_response(400, "bad-batch", "the store refused the events: " + refused, "Look at their seq.");
    auto answer = json::answer("taken");
    answer.number("events", lines.events + lines.repeated).number("stored", stored).number("duplicates", duplicates);
    if (lines.unknown_kinds > 0) answer.number("unknown_kinds", lines.unknown_kinds);
    if (!refused.empty()) answer.text("refused", refused);
    return json_answer(answer.done(), 202);
}

}  // namespace

Api::Api(Parts parts)
    : parts_(std::move(parts)),
      guard_{parts_.port, parts_.hosts},
      pages_(parts_.pages),
      moments_(std::make_shared<MomentsOfRuns>(parts_.store)),
      convergence_(parts_.store, wall_now_ns, moments_),
      members_(parts_.store, wall_now_ns, moments_),
      control_(parts_.club, parts_.control),
      questions_(parts_.io, questions_max),
      lookups_(parts_.io, lookups_max),
      chores_(parts_.io, chores_max),
      commands_(parts_.io, commands_max),
      keep_up_(parts_.io, questions_, moments_),
      live_(
          parts_.io,
          [this](const std::string& view, std::function<void(std::string)> done) {
              Resource& resource = view == "members" ? static_cast<Resource&>(members_) : convergence_;
              const bool asked = questions_.ask<std::string>(
                  [&resource] {
                      Request request;
                      return resource.get(request).body;
                  },
                  done);
              if (!asked) done(busy().body);
          },
          wall_now_ns),
      tail_(parts_.io, questions_, parts_.store, live_) {
    add_pages();
    add_resources();
    add_doors();
}

http::Limits Api::limits() {
    http::Limits limits;
    limits.body_bytes_max = body_bytes_max;
    limits.header_bytes_max = 16 * 1024;  // a filter of 4 KiB may be written in three bytes each
    limits.request_time = std::chrono::seconds{30};
    limits.write_time = std::chrono::minutes{5};
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
        if (request.path != "/api/v1/live")
            return http::error_response(404, "no-such-stream", "there is no WebSocket here", "It is at /api/v1/live.");
        if (!live_.room())
            return http::error_response(503, "too-many-listeners", "64 pages watch already", "Close one.");
        return std::nullopt;
    };
    handlers.opened = [this](const Request&, std::shared_ptr<http::WebSocket> socket) { live_.add(std::move(socket)); };
    return handlers;
}

void Api::start() {
    keep_up_.start();
    if (parts_.store.shared()) tail_.start();
}

/// Where others write as well, the store tells: see Tail.
void Api::stored(std::span<const store::Batch> batches, std::span<const store::Accepted> accepted) {
    keep_up_.busy();
    if (!parts_.store.shared()) live_.stored(batches, accepted);
}

void Api::stop() {
    keep_up_.stop();
    tail_.stop();
    live_.close_all();
    questions_.stop();
    lookups_.stop();
    chores_.stop();
    control_.stop();
    commands_.stop();
}

void Api::ask(Worker& worker, Answer answer, const Reply& reply) {
    const bool asked =
        worker.ask<Response>(std::move(answer), [reply](Response response) { reply(std::move(response)); });
    if (!asked) reply(busy());
}

void Api::add(Worker& worker, std::string pattern, Resource& resource) {
    router_.add("GET", std::move(pattern), [this, &worker, &resource](Request request, const Reply& reply) {
        ask(worker, [&resource, request = std::move(request)] { return resource.get(request); }, in_time(reply));
    });
}

template <class Kind, class... More>
void Api::add_resource(Worker& worker, std::string pattern, More... more) {
    resources_.push_back(std::make_unique<Kind>(parts_.store, std::move(more)...));
    add(worker, std::move(pattern), *resources_.back());
}

void Api::add_guarded(const std::string& method, const std::string& pattern, http::Router::Handler handler) {
    router_.add(method, pattern, [this, handler = std::move(handler)](Request request, const Reply& reply) {
        if (auto refusal = http::check_token(request, parts_.token)) return reply(*refusal);
        handler(std::move(request), reply);
    });
}

Status Api::status() const {
    Status status;
    status.club = parts_.club;
    status.url = parts_.url;
    status.version = parts_.version;
    status.started = parts_.started;
    status.commits = parts_.committer.counts();
    status.trouble = parts_.committer.trouble();
    status.eyes = parts_.eyes.list();
    status.eye_counts = parts_.eyes.counts();
    status.questions_waiting = questions_.waiting() + lookups_.waiting();
    status.live_clients = live_.clients();
    status.live_views = live_.views();
    if (parts_.otlp) status.otlp = parts_.otlp();
    status.kept = parts_.kept;
    return status;
}

Reply Api::in_time(const Reply& reply, std::chrono::milliseconds time, Answer instead) {
    const auto timer = std::make_shared<http::Timer>(parts_.io, time);
    const std::function<void(Response)> once = [reply, timer,
                                                answered = std::make_shared<bool>(false)](Response response) {
        if (std::exchange(*answered, true)) return;
        timer->cancel();
        reply(std::move(response));
    };
    timer->async_wait([once, instead = std::move(instead)](boost::system::error_code error) {
        if (!error) once(instead());
    });
    return Reply{once};
}

Reply Api::in_time(const Reply& reply) {
    const auto time = parts_.patience.answer;
    return in_time(reply, time, [time] { return store_response(late(time)); });
}

/// What is known here is told without the store, if that does not answer: of one that is stuck, most of all.
void Api::with_health(const Reply& reply,
                      std::function<Response(const Status&, const store::Expected<store::Health>&)> write) {
    const auto now = status();
    const auto time = parts_.patience.health;
    const auto timely = in_time(reply, time, [now, write, time] { return write(now, tl::unexpected{silent(time)}); });
    ask(questions_, [this, now, write] { return write(now, parts_.store.health()); }, timely);
}

void Api::add_pages() {
    pages_.add_to(router_);
    add_resource<IndexPage>(lookups_, "/plain", parts_.club);
    router_.add("GET", "/docs", [](const Request&, const Reply& reply) { reply(docs_page()); });
    router_.add("GET", "/openapi.json",
                [](const Request&, const Reply& reply) { reply(json_answer(std::string{openapi()})); });
    router_.add("GET", "/metrics", [this](const Request&, const Reply& reply) {
        with_health(reply, [](const Status& now, const auto& store) {
            return text_answer(metrics_text(now, store), "text/plain; version=0.0.4; charset=utf-8");
        });
    });
    router_.add("GET", "/healthz", [](const Request&, const Reply& reply) {
        reply(json_answer(json::answer("health").flag("ok", true).done()));
    });
    router_.add("GET", "/readyz", [this](const Request&, const Reply& reply) {
        const auto trouble = parts_.committer.trouble();
        if (!trouble) return reply(json_answer(json::answer("ready").flag("ready", true).done()));
        reply(http::error_response(503, trouble->error.code, "the store takes nothing: " + trouble->error.message,
                                   trouble->error.hint));
    });
}

void Api::add_resources() {
    add_resource<Requests>(lookups_, "/api/v1/requests");
    add_resource<HistogramOfRequests>(lookups_, "/api/v1/histogram");
    add_resource<Rumors>(lookups_, "/api/v1/rumors");
    add_resource<Rumor>(lookups_, "/api/v1/rumors/{uuid}");
    add(questions_, "/api/v1/members", members_);
    add_resource<MemberHistory>(questions_, "/api/v1/members/{name}", wall_now_ns, moments_);
    add_resource<Beliefs>(questions_, "/api/v1/beliefs", wall_now_ns, moments_);
    add_resource<RosterOfClub>(questions_, "/api/v1/roster", wall_now_ns, moments_);
    add_resource<TrafficOfClub>(lookups_, "/api/v1/traffic");
    add(questions_, "/api/v1/convergence", convergence_);
    add_resource<SpacetimeOfRun>(lookups_, "/api/v1/spacetime");
    add_resource<GapsOfStreams>(lookups_, "/api/v1/gaps");
    add_resource<WhyIsIt>(questions_, "/api/v1/why");
    add_resource<Runs>(lookups_, "/api/v1/runs");
    add_resource<Compare>(questions_, "/api/v1/compare");
    add_resource<Exports>(lookups_, "/api/v1/export");
    router_.add("GET", "/api/v1/health", [this](const Request&, const Reply& reply) {
        with_health(reply, [](const Status& now, const auto& store) { return json_answer(health_json(now, store)); });
    });
    router_.add("GET", "/api/v1/live", [](const Request&, const Reply& reply) {
        auto response = http::error_response(426, "upgrade-required", "this address is a WebSocket",
                                             "Ask with Upgrade: websocket.");
        response.headers.push_back({"Upgrade", "websocket"});
        reply(response);
    });
}

void Api::add_doors() {
    router_.add("POST", "/api/v1/events",
                [this](Request request, const Reply& reply) { take_events(std::move(request), reply); });
    add_guarded("POST", "/api/v1/import",
                [this](Request request, const Reply& reply) { import(std::move(request), reply); });
    router_.add("GET", "/api/v1/control", [this](const Request&, const Reply& reply) {
        ask(questions_, [this] { return control_.state(); }, in_time(reply));
    });
    add_guarded("POST", "/api/v1/control",
                [this](const Request& request, const Reply& reply) { run_command(request, reply); });
    add_guarded("POST", "/api/v1/backup",
                [this](const Request& request, const Reply& reply) { backup(request, reply); });
    add_guarded("DELETE", "/api/v1/runs/{run}",
                [this](const Request& request, const Reply& reply) { drop_run(request, reply); });
}

/// Events of this club, from whoever is no eye. From other hosts with the token only, like an eye.
void Api::take_events(Request request, const Reply& reply) {
    if (!http::from_loopback(request))
        if (auto refusal = http::check_token(request, parts_.token)) return reply(*refusal);
    LineRules rules;
    rules.club = parts_.club;
    take_lines(std::move(request), std::move(rules), reply);
}

/// A piece of a recording, as a run of its own: `run` says which. The same piece twice is the same as once.
void Api::import(Request request, const Reply& reply) {
    const std::string run{request.parameter("run").value_or("")};
    if (!is_run_name(run) || run == store::live_run)
        return reply(http::error_response(400, "bad-run", "run must name the recording, and not be live",
                                          "Such as ?run=run31: letters, digits, dots, dashes."));
    LineRules rules;
    rules.run = run;
    take_lines(std::move(request), std::move(rules), reply);
}

void Api::take_lines(Request request, LineRules rules, const Reply& patient) {
    if (!parts_.committer.has_room()) return patient(busy());
    const auto reply = in_time(patient);
    rules.now_ns = wall_now_ns();
    using Read = tl::expected<Lines, answers::RecordingError>;
    const bool asked = questions_.ask<Read>(
        [body = std::move(request.body), rules = std::move(rules)] { return read_lines(body, rules); },
        [this, reply](Read lines) {
            if (!lines) return reply(bad_line(lines.error()));
            submit(std::move(*lines), reply);
        });
    if (!asked) reply(busy());
}

void Api::submit(Lines lines, const Reply& reply) {
    if (lines.batches.empty()) return reply(taken({}, lines));
    collector::Committer::Submission submission;
    submission.batches = std::move(lines.batches);
    lines.batches.clear();
    submission.done = [reply, lines = std::move(lines)](const collector::Outcome& outcome) {
        reply(outcome ? taken(*outcome, lines) : store_response(outcome.error()));
    };
    parts_.committer.submit(std::move(submission));
}

void Api::backup(const Request& request, const Reply& reply) {
    const auto body = json::parse_body(request.body);
    if (!body)
        return reply(
            http::error_response(400, body.error().reason, body.error().message, "Such as {\"path\":\"/…\"}."));
    json::Fields fields{*body};
    const auto path = fields.text("path", path_bytes_max);
    if (!path || !path->starts_with('/') || path->find('\0') != std::string::npos)
        return reply(http::error_response(400, "bad-path", "path must be an absolute path of this host",
                                          "Such as {\"path\":\"/var/backups/club.db\"}."));
    ask(
        chores_,
        [this, path = *path]() -> Response {
            const auto done = parts_.store.backup(path);
            if (!done) return store_response(done.error());
            return json_answer(json::answer("backup").text("path", path).done());
        },
        reply);
}

/// One after the other, each as long as it may take; so a page never makes the socket thread wait.
void Api::run_command(const Request& request, const Reply& reply) {
    auto words = read_command(request.body);
    if (!words) return reply(words.error());
    if (auto refusal = control_.unable()) return reply(*refusal);
    const bool asked = commands_.ask<Response>([this, words = std::move(*words)] { return control_.run(words); },
                                               [reply](Response response) { reply(std::move(response)); });
    if (!asked)
        reply(http::error_response(503, "busy", "8 commands wait for their turn already", "Try again in a moment."));
}

void Api::drop_run(const Request& request, const Reply& reply) {
    const auto run = request.capture("run");
    if (!is_run_name(run) || run == store::live_run)
        return reply(
            http::error_response(400, "bad-run", "only a recording can be removed", "/api/v1/runs lists them."));
    ask(
        chores_,
        [this, run]() -> Response {
            const auto done = parts_.store.drop(run);
            if (!done) return store_response(done.error());
            return json_answer(json::answer("dropped").text("run", run).done());
        },
        reply);
}

}  // namespace watercooler::api
