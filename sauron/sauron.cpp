#include "sauron/sauron.hpp"

#include <utility>

#include "club/files.hpp"
#include "club/host.hpp"
#include "program/command_line.hpp"

namespace watercooler::sauron {
namespace {

std::string program() { return std::string{"sauron "} + WATERCOOLER_VERSION; }

Address where(const collector::Door& door, Address address) {
    address.port = door.port();
    return address;
}

}  // namespace

std::string url_of(const Address& address) {
    const auto any = ip_text(address);
    const bool everywhere = any == "0.0.0.0" || any == "::";
    if (everywhere) return "http://127.0.0.1:" + std::to_string(address.port);
    return "http://" + to_text(address);
}

Sauron::Sauron(Parts parts)
    : parts_(std::move(parts)),
      url_(url_of(where(*parts_.door, parts_.options.bind))),
      started_(club::wall_time_text(std::chrono::system_clock::now())),
      committer_(parts_.io, *parts_.store),
      eyes_(parts_.io, committer_, {parts_.options.club, parts_.token, program()},
            [this](std::string line) { parts_.log.write(Log::Level::warning, line); }),
      api_(api_parts()),
      retention_(parts_.io),
      look_(parts_.io) {
    if (parts_.options.otlp)
        otlp_.emplace(*parts_.store, *parts_.options.otlp,
                      [this](std::string line) { parts_.log.write(Log::Level::warning, line); });
    server_ = std::make_unique<http::Server>(parts_.io, api::Api::limits(), api_.handlers());
    committer_.on_progress([this] { eyes_.read_on(); });
    committer_.on_trouble([this](const auto& trouble) { tell_trouble(trouble); });
    committer_.on_stored([this](auto batches, auto accepted) { api_.stored(batches, accepted); });
}

api::Api::Parts Sauron::api_parts() {
    return {.io = parts_.io,
            .store = *parts_.store,
            .committer = committer_,
            .eyes = eyes_,
            .club = parts_.options.club,
            .token = parts_.token,
            .port = parts_.door->port(),
            .hosts = {ip_text(parts_.options.bind)},
            .url = url_,
            .version = WATERCOOLER_VERSION,
            .started = started_,
            .otlp = [this] { return otlp_ ? std::optional{otlp_->counts()} : std::nullopt; },
            .kept = {parts_.options.retain_age, parts_.options.retain_bytes},
            .pages = parts_.pages,
            .control = control()};
}

/// The club's own folder, wherever it was said to be, and the command line of the same build as this program.
api::ControlSettings Sauron::control() const {
    api::ControlSettings settings;
    settings.home = club::split_path(parts_.claim.club().path()).first;
    settings.home_told = parts_.options.home.has_value();
    settings.program = program::beside_own_program("watercooler");
    return settings;
}

collector::Door::Handlers Sauron::door_handlers() {
    collector::Door::Handlers handlers;
    handlers.http = [this](int fd) { server_->adopt(fd); };
    handlers.eye = [this](int fd) { eyes_.adopt(fd); };
    handlers.http_count = [this] { return server_->connections(); };
    handlers.eye_count = [this] { return eyes_.connections(); };
    handlers.give_up_http = [this] { return server_->close_oldest_idle(); };
    return handlers;
}

club::Expected<void> Sauron::start() {
    if (auto written = write_record(std::nullopt); !written) return written;
    parts_.door->start(door_handlers());
    parts_.log.write(Log::Level::info, "watches club " + parts_.options.club + " at " + url_);
    api_.start();
    keep_looking();
    keep_retaining(std::chrono::seconds{1});
    return {};
}

club::Expected<void> Sauron::write_record(std::optional<club::Exit> exit) {
    club::Record record;
    record.name = "sauron";
    record.address = ip_text(parts_.options.bind);
    record.port = parts_.door->port();
    const auto self = club::own_identity();
    if (!self) return tl::unexpected{self.error()};
    record.process = *self;
    record.started = record.ready_at.emplace(started_);
    record.argv = parts_.options.argv;
    record.url = url_;
    record.version = WATERCOOLER_VERSION;
    record.exit = std::move(exit);
    return parts_.claim.write(record);
}

void Sauron::tell_trouble(const std::optional<collector::Trouble>& trouble) {
    if (!trouble) return parts_.log.write(Log::Level::info, "the store takes events again");
    const auto& error = trouble->error;
    parts_.log.write(Log::Level::error, "the store takes nothing, and is tried again and again: " + error.message +
                                            " (" + error.code + "). " + error.hint);
}

void Sauron::keep_looking() {
    look_.expires_after(look_time);
    look_.async_wait([this](boost::system::error_code error) {
        if (error || stopping_) return;
        committer_.look();
        keep_looking();
    });
}

void Sauron::keep_retaining(std::chrono::milliseconds after) {
    if (!parts_.options.retain_age && !parts_.options.retain_bytes) return;
    retention_.expires_after(after);
    retention_.async_wait([this](boost::system::error_code error) {
        if (error || stopping_) return;
        retain();
        keep_retaining(retention_time);
    });
}

void Sauron::retain() {
    store::Retention what;
    if (parts_.options.retain_age)
        what.before_ns = api::wall_now_ns() - std::chrono::nanoseconds{*parts_.options.retain_age}.count();
    what.bytes_max = parts_.options.retain_bytes;
    using Retained = store::Expected<store::Retained>;
    api_.chores().ask<Retained>(
        [this, what] { return parts_.store->retain(what); },
        [this](Retained done) {
            if (!done)
                parts_.log.write(Log::Level::warning, "nothing could be forgotten: " + done.error().message);
            else if (done->events > 0)
                parts_.log.write(Log::Level::info, "forgot " + std::to_string(done->events) + " old events");
        });
}

void Sauron::stop(const std::string& why) {
    if (std::exchange(stopping_, true)) return;
    parts_.log.write(Log::Level::info, why + ": ends");
    parts_.door->stop();
    retention_.cancel();
    look_.cancel();
    committer_.stop(drain_time);
    parts_.io.restart();
    parts_.io.poll();  // what was committed is acknowledged
    eyes_.close_all("WC-SAURON-STOPPING", "this Sauron ends");
    api_.stop();
    const auto until = std::chrono::steady_clock::now() + goodbye_time;
    while ((eyes_.connections() > 0 || server_->websockets() > 0) && std::chrono::steady_clock::now() < until) {
        parts_.io.restart();
        parts_.io.run_for(std::chrono::milliseconds{10});
    }
    server_.reset();
    club::Exit exit;
    exit.left = true;
    exit.reason = why;
    exit.at = club::wall_time_text(std::chrono::system_clock::now());
    (void)write_record(exit);  // a full disk must not keep it from ending
}

}  // namespace watercooler::sauron
