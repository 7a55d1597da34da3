#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "club/testing.hpp"
#include "store/testing.hpp"

/// What the tests of both engines share: each is written once, and is run as `…<Sqlite>` and `…<Postgres>`.
namespace watercooler::store::testing {

/// An engine's empty place, gone at the end.
class Sqlite {
public:
    std::string where() const { return "sqlite:" + path(); }
    std::string path() const { return folder_ / "store.db"; }
    const club::testing::TempFolder& folder() const { return folder_; }

private:
    club::testing::TempFolder folder_;
};
class Postgres {
public:
    const std::string& where() const { return where_; }
    const club::testing::TempFolder& folder() const { return folder_; }

private:
    std::string where_ = PostgresServer::shared().new_database();
    club::testing::TempFolder folder_;  // of backups
};
template <class T>
T must(Expected<T> result) {
    if (!result) FAIL(result.error().code << ": " << result.error().message);
    return std::move(*result);
}
inline void must(const Expected<void>& result) {
    if (!result) FAIL(result.error().code << ": " << result.error().message);
}
/// The error's code; empty: it went well.
template <class T>
std::string failure(const Expected<T>& result) {
    return result ? "" : result.error().code;
}
inline std::unique_ptr<Store> opened(const std::string& where) {
    return must(open(where, {.durable = Durable::process_crash, .patience = std::chrono::milliseconds{300}}));
}

/// What became of each. That the kinds add up to what was stored holds always.
inline std::vector<Accepted> append(Store& store, std::span<const Batch> batches) {
    auto accepted = must(store.append(batches));
    REQUIRE(accepted.size() == batches.size());
    for (auto& each : accepted) {
        CHECK(std::accumulate(each.kinds.begin(), each.kinds.end(), std::uint64_t{0}) == each.stored);
        each.kinds = {};
    }
    return accepted;
}
inline Accepted append(Store& store, const Batch& batch) { return append(store, {&batch, 1}).front(); }

/// All pages of a query, one after the other.
inline std::vector<Found> all_of(Store& store, Query query) {
    std::vector<Found> all;
    for (int pages = 0;; ++pages) {
        REQUIRE(pages < 100'000);
        auto page = must(store.search(query));
        CHECK(page.unreadable == 0);
        all.insert(all.end(), page.events.begin(), page.events.end());
        if (!page.next) return all;
        query.after = page.next;
    }
}

inline Query everything() {
    Query query;
    query.limit = page_limit_max;
    query.budget = std::chrono::minutes{1};
    return query;
}

/// Every event of a stream once: its seqs.
inline std::vector<std::uint64_t> seqs_of(Store& store, const journal::Stream& stream) {
    auto query = everything();
    query.member = stream.member;
    query.boot = stream.boot;
    query.newest_first = false;
    std::vector<std::uint64_t> seqs;
    for (const auto& found : all_of(store, query)) seqs.push_back(found.position.seq.value);
    std::sort(seqs.begin(), seqs.end());
    return seqs;
}

}  // namespace watercooler::store::testing

// How the engines are called in the names of tests.
TYPE_TO_STRING_AS("SQLite", watercooler::store::testing::Sqlite);
TYPE_TO_STRING_AS("PostgreSQL", watercooler::store::testing::Postgres);
