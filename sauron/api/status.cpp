#include "api/status.hpp"

#include <algorithm>
#include <string_view>

#include "json/wall_time.hpp"
#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::api {
namespace {

using std::chrono::duration_cast;

std::string wall(std::chrono::system_clock::time_point time) {
    return json::to_text(json::WallTime{std::chrono::nanoseconds{time.time_since_epoch()}.count()});
}

std::string eye_json(const collector::EyeInfo& eye) {
    json::Object object;
    object.text("member", eye.stream.member).text("boot", hex_text(eye.stream.boot.value));
    object.text("address", eye.address).number("port", eye.port).text("program", eye.program).text("from", eye.from);
    object.number("have", eye.have.value).number("waiting_bytes", eye.waiting_bytes);
    if (eye.lag) object.number("lag_ms", duration_cast<std::chrono::milliseconds>(*eye.lag).count());
    return object.done();
}

std::string ingest_json(const collector::CommitCounts& commits) {
    json::Object object;
    object.number("events", commits.events).number("duplicates", commits.duplicates).number("batches", commits.batches);
    object.number("refused", commits.refused).number("commits", commits.commits).number("failures", commits.failures);
    object.number("waiting_bytes", commits.waiting_bytes).number("last_commit_us", commits.last_commit_us);
    return object.done();
}

std::string store_json(const store::Expected<store::Health>& store) {
    json::Object object;
    if (!store) return object.text("code", store.error().code).text("message", store.error().message).done();
    object.text("engine", store->engine).text("where", store->where).number("schema_version", store->schema_version);
    object.number("streams", store->streams).number("blocks", store->blocks).number("events", store->events);
    return object.number("event_bytes", store->event_bytes).number("disk_bytes", store->disk_bytes).done();
}

std::string trouble_json(const collector::Trouble& trouble) {
    json::Object object;
    object.text("code", trouble.error.code).text("message", trouble.error.message).text("hint", trouble.error.hint);
    return object.text("since", wall(trouble.since)).number("attempts", trouble.attempts).done();
}

std::string kept_json(const Kept& kept) {
    json::Object object;
    kept.age ? object.number("age_s", kept.age->count()) : object.null("age_s");
    kept.bytes ? object.number("bytes", *kept.bytes) : object.null("bytes");
    return object.done();
}

/// Prometheus' text form.
class Metrics {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ");
        text_.append(type).append("\n");
    }
    void sample(std::string_view name, std::string_view value) {
        text_.append(name).append(" ").append(value).append("\n");
    }
    void single(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
        family(name, type, help);
        sample(name, std::to_string(value));
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string label(std::string_view text) {
    std::string safe;
    for (const char c : escaped(text)) {
        if (c == '"' || c == '\\') safe += '\\';
        safe += c;
    }
    return safe;
}

void add_eyes(Metrics& metrics, const Status& status) {
    metrics.single("sauron_eyes", "gauge", "Eyes that are connected.", status.eyes.size());
    metrics.family("sauron_eye_lag_seconds", "gauge",
                   "Age of the oldest event of the latest batch when it became durable, by member.");
    for (const auto& eye : status.eyes) {
        if (!eye.lag) continue;
        const auto seconds = std::chrono::duration<double>(*eye.lag).count();
        metrics.sample("sauron_eye_lag_seconds{member=\"" + label(eye.stream.member) + "\"}", std::to_string(seconds));
    }
    metrics.single("sauron_eye_refused_total", "counter", "Eyes' connections that were refused.",
                   status.eye_counts.refused);
    metrics.single("sauron_eye_received_bytes_total", "counter", "Bytes that came from eyes.", status.eye_counts.bytes);
}

}  // namespace

std::string health_json(const Status& status, const store::Expected<store::Health>& store) {
    auto answer = json::answer("sauron_health");
    answer.flag("ok", store.has_value() && !status.trouble).text("club", status.club).text("url", status.url);
    answer.text("version", status.version).text("started", status.started).raw("store", store_json(store));
    answer.raw("kept", kept_json(status.kept));
    status.trouble ? answer.raw("trouble", trouble_json(*status.trouble)) : answer.null("trouble");
    answer.raw("ingest", ingest_json(status.commits));
    std::vector<std::string> eyes;
    for (const auto& eye : status.eyes) eyes.push_back(eye_json(eye));
    answer.raw("eyes", json::array(eyes)).number("eyes_refused", status.eye_counts.refused);
    answer.number("questions_waiting", status.questions_waiting);
    answer.number("live_clients", status.live_clients).number("live_views", status.live_views);
    if (status.otlp) {
        json::Object otlp;
        otlp.text("url", status.otlp->url).number("sent", status.otlp->sent).number("failed", status.otlp->failed);
        answer.raw("otlp",
                   otlp.number("dropped", status.otlp->dropped).text("last_error", status.otlp->last_error).done());
    }
    return answer.done();
}

std::string metrics_text(const Status& status, const store::Expected<store::Health>& store) {
    Metrics metrics;
    const auto& commits = status.commits;
    metrics.single("sauron_ingest_events_total", "counter", "Events that were stored.", commits.events);
    metrics.single("sauron_ingest_duplicates_total", "counter", "Events that were stored already.", commits.duplicates);
    metrics.single("sauron_ingest_refused_batches_total", "counter", "Batches that made no sense.", commits.refused);
    metrics.single("sauron_ingest_waiting_bytes", "gauge", "Received, and not yet durable.", commits.waiting_bytes);
    metrics.single("sauron_commits_total", "counter", "Transactions that took events.", commits.commits);
    metrics.single("sauron_commit_failures_total", "counter", "Attempts that the store failed.", commits.failures);
    metrics.single("sauron_store_failing", "gauge", "1 while the store takes nothing.", status.trouble ? 1 : 0);
    add_eyes(metrics, status);
    metrics.single("sauron_questions_waiting", "gauge", "Questions that wait for their turn.",
                   status.questions_waiting);
    metrics.single("sauron_live_views", "gauge", "Views that pages watch.", status.live_views);
    if (store) {
        metrics.single("sauron_store_bytes", "gauge", "What the store takes, indexes included.", store->disk_bytes);
        metrics.single("sauron_store_event_bytes", "gauge", "Bytes of the events as stored.", store->event_bytes);
        metrics.single("sauron_store_events", "gauge", "Events that are kept.", store->events);
        metrics.single("sauron_store_streams", "gauge", "Lives of members that are known.", store->streams);
    }
    if (status.otlp) {
        metrics.single("sauron_otlp_traces_total", "counter", "Traces that the receiver took.", status.otlp->sent);
        metrics.single("sauron_otlp_failures_total", "counter", "Traces that it did not take.", status.otlp->failed);
        metrics.single("sauron_otlp_dropped_total", "counter", "Traces for which there was no room.",
                       status.otlp->dropped);
    }
    return metrics.text();
}

}  // namespace watercooler::api
