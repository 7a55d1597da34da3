#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "answers/events.hpp"
#include "http/message.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// One run of a store as evidence for answers. What comes in later than the beginning of the answer is not seen, so
/// that an answer is about one moment.
///
/// `find` must not fail, so failures are remembered: an answer made while `error()` is set is worth nothing.
class StoreEvents : public answers::Events {
public:
    static constexpr std::chrono::seconds patience{10};

    StoreEvents(store::Store& store, std::string run);

    std::optional<json::EventRecord> at(const answers::Ref& ref) override;
    std::vector<json::EventRecord> find(const answers::Want& want) override;
    std::shared_ptr<const std::vector<json::EventRecord>> rumor(const Uuid& uuid) override;
    std::vector<answers::Stream> streams() override { return streams_; }

    /// Whether the run is as it was for the other: the same streams, with the same ends.
    bool sees_the_same(const StoreEvents& other) const { return run_ == other.run_ && lasts_ == other.lasts_; }
    /// For another answer, of a run that is as it was: single events that were looked up stay known.
    void begin_again();

    /// The store failed, or all the looking up took longer than `patience`.
    const std::optional<store::Error>& error() const { return error_; }
    /// What the eye's hello said of that life, as JSON; empty: there is no such life.
    const std::string& about(const std::string& member, BootId boot) const;
    /// The latest moment that the run's events know of; 0: there is none.
    std::int64_t horizon_ns() const;

private:
    struct Life {
        std::uint64_t id = 0;  // of its stream
        std::string club, about;
        Sequence last;
    };
    bool known(const store::Position& position) const;
    std::shared_ptr<const std::vector<json::EventRecord>> known_of(
        const std::shared_ptr<const store::RumorEvents>& told) const;
    std::optional<json::EventRecord> read(const answers::Ref& ref);
    std::vector<json::EventRecord> search(store::Query query, const answers::Want& want);

    store::Store& store_;
    std::string run_;
    std::vector<answers::Stream> streams_;
    std::unordered_map<std::uint64_t, Sequence> lasts_;                             // by the stream's id
    std::map<std::pair<std::string_view, BootId>, Life> lives_;                     // names are those of streams_
    std::map<Uuid, std::shared_ptr<const std::vector<json::EventRecord>>> rumors_;  // asked again and again
    std::map<answers::Ref, std::optional<json::EventRecord>> singles_;
    std::chrono::steady_clock::time_point deadline_;
    std::optional<store::Error> error_;
};

}  // namespace watercooler::api
