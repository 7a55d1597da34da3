// What only one of the engines can get wrong: migrations, owners, and the faults of disks, files and servers.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "store/conformance.hpp"
#include "store/postgres_schema.hpp"
#include "store/sqlite_schema.hpp"

namespace watercooler::store::testing {
namespace {

using std::chrono::milliseconds;

void overwrite(const std::string& path, std::streamoff at, const std::string& bytes) {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(at);
    file << bytes;
}

std::string code_of(const std::string& where) {
    const auto store = open(where, {.patience = milliseconds{100}});
    return store ? "opened" : store.error().code;
}

}  // namespace

TEST_CASE("a store of any older version is migrated, a newer one refused and left alone <SQLite>") {
    for (int version = 0; version <= sqlite::schema_version(); ++version) {
        CAPTURE(version);
        const Sqlite place;
        {
            auto connection = must(sqlite::Connection::open(place.path(), true, milliseconds{100}));
            must(sqlite::migrate_to(connection, version));
            CHECK(must(connection.number("PRAGMA user_version")) == version);
        }
        const auto store = opened(place.where());
        CHECK(must(store->health()).schema_version == sqlite::schema_version());
        Club club{1};
        CHECK(append(*store, club.batch(0, 10)).stored == 10);
        CHECK(seqs_of(*store, club.stream(0)).size() == 10);
    }
    const Sqlite place;
    opened(place.where()).reset();
    const auto newer = std::to_string(sqlite::schema_version() + 1);
    {
        auto connection = must(sqlite::Connection::open(place.path(), true, milliseconds{100}));
        must(connection.run("PRAGMA user_version = " + newer));
    }
    CHECK(code_of(place.where()) == "WC-STORE-NEWER");
    auto connection = must(sqlite::Connection::open(place.path(), true, milliseconds{100}));
    CHECK(std::to_string(must(connection.number("PRAGMA user_version"))) == newer);
}

TEST_CASE("a store of any older version is migrated, a newer one refused and left alone <PostgreSQL>") {
    for (int version = 0; version <= postgres::schema_version(); ++version) {
        CAPTURE(version);
        const Postgres place;
        {
            postgres::Connection connection{place.where(), postgres::settings(milliseconds{100})};
            must(postgres::migrate_to(connection, version));
        }
        const auto store = opened(place.where());
        CHECK(must(store->health()).schema_version == postgres::schema_version());
        Club club{1};
        CHECK(append(*store, club.batch(0, 10)).stored == 10);
    }
    const Postgres place;
    opened(place.where()).reset();
    postgres::Connection connection{place.where(), postgres::settings(milliseconds{100})};
    must(connection.connect());
    must(connection.run("UPDATE version SET version = version + 1"));
    CHECK(code_of(place.where()) == "WC-STORE-NEWER");
    CHECK(must(connection.ask("SELECT version FROM version")).integer(0, 0) == postgres::schema_version() + 1);
}

TEST_CASE("Saurons that start at once migrate once <PostgreSQL>") {
    const Postgres place;
    std::atomic<int> fine = 0;
    std::vector<std::thread> saurons;
    for (int i = 0; i < 6; ++i) saurons.emplace_back([&] { fine += open(place.where()).has_value(); });
    for (auto& sauron : saurons) sauron.join();
    CHECK(fine == 6);
}

TEST_CASE("several Saurons on one database store each event once, and count the same <PostgreSQL>") {
    const Postgres place;
    constexpr int saurons = 4;
    Club club{2, 4};
    std::vector<std::vector<journal::Stamped>> events;
    for (int member = 0; member < 4; ++member) events.push_back(club.next(member, 1500));
    std::vector<std::unique_ptr<Store>> stores;
    for (int i = 0; i < saurons; ++i) stores.push_back(opened(place.where()));
    std::atomic<std::uint64_t> stored = 0, failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < saurons; ++i) {
        threads.emplace_back([&, i] {
            // Every eye tells every Sauron everything, several streams at a time, each in another order.
            for (std::size_t from = 0; from < 1500; from += 50) {
                std::vector<Batch> batches;
                for (int m = 0; m < 4; ++m) {
                    const int member = (m + i) % 4;
                    const auto& all = events[static_cast<std::size_t>(member)];
                    const auto begin = all.begin() + static_cast<long>(from);
                    batches.push_back(batch_of(club.stream(member), {begin, begin + 50}));
                }
                auto accepted = stores[static_cast<std::size_t>(i)]->append(batches);
                for (int again = 0; !accepted && again < 20; ++again)
                    accepted = stores[static_cast<std::size_t>(i)]->append(batches);
                if (!accepted) ++failures;
                for (std::size_t k = 0; accepted && k < accepted->size(); ++k) stored += (*accepted)[k].stored;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(stored == 6000);
    for (const auto& store : stores) {
        CHECK(must(store->count(everything())) == Count{6000, true});
        CHECK(must(store->health()).events == 6000);
        for (int member = 0; member < 4; ++member) CHECK(seqs_of(*store, club.stream(member)).size() == 1500);
    }
    // A run that one of them drops is no trap for the others.
    must(stores[0]->drop("live"));
    CHECK(append(*stores[1], club.batch(0, 5)).stored == 5);
}

TEST_CASE("while the server is away appends fail whole, and when it is back they go on <PostgreSQL>") {
    PostgresServer server;
    const auto where = server.new_database();
    CHECK(code_of("postgresql://sauron@127.0.0.1:1/nobody") == "WC-STORE-AWAY");
    const auto store = opened(where);
    Club club{3};
    CHECK(append(*store, club.batch(0, 40)).stored == 40);
    for (const bool crash : {false, true}) {
        crash ? server.crash() : server.stop();
        const auto batch = club.batch(0, 40);
        const auto failed = store->append({&batch, 1});
        REQUIRE(!failed);
        CHECK(failed.error().code == "WC-STORE-AWAY");
        CHECK(failure(store->search(everything())) == "WC-STORE-AWAY");
        server.start();
        CHECK(append(*store, batch).stored == 40);
    }
    CHECK(seqs_of(*store, club.stream(0)).size() == 120);
    CHECK(must(store->streams("live")).front().lost == 0);
    // A reader that did not notice: its connection only looks alive.
    server.stop();
    server.start();
    CHECK(seqs_of(*store, club.stream(0)).size() == 120);
    CHECK(must(store->health()).events == 120);
}

TEST_CASE("of another database in its place nothing is told, and nothing is put into it <PostgreSQL>") {
    auto& server = PostgresServer::shared();
    const auto where = server.new_database(), other = server.new_database();
    Club before{21}, after{22};
    const auto store = opened(where);
    append(*store, before.batch(0, 60));
    CHECK(seqs_of(*store, before.stream(0)).size() == 60);
    append(*opened(other), after.batch(5, 60));

    server.replace(where, other);
    const auto more = before.batch(0, 60);
    for (int times = 0; times < 2; ++times) {
        const auto failed = store->append({&more, 1});
        REQUIRE(!failed);
        CHECK(failed.error().code == "WC-STORE-MOVED");
        CHECK(failure(store->search(everything())) == "WC-STORE-MOVED");
        CHECK(failure(store->streams("live")) == "WC-STORE-MOVED");
    }
    const auto afresh = opened(where);
    CHECK(must(afresh->health()).events == 60);
    CHECK(seqs_of(*afresh, after.stream(5)).size() == 60);
}

TEST_CASE("a password is in no answer <PostgreSQL>") {
    const auto store = open("postgresql://sauron:s3cret@127.0.0.1:1/nobody");
    REQUIRE(!store);
    CHECK(store.error().message.find("s3cret") == std::string::npos);
}

TEST_CASE("a second Sauron on one file is refused, and told who has it <SQLite>") {
    const Sqlite place;
    auto store = opened(place.where());
    const auto second = open(place.where());
    REQUIRE(!second);
    CHECK(second.error().code == "WC-STORE-TAKEN");
    CHECK(second.error().message.find("process " + std::to_string(::getpid())) != std::string::npos);
    const auto link = place.folder() / "link.db";
    REQUIRE(::symlink(place.path().c_str(), link.c_str()) == 0);
    CHECK(code_of("sqlite:" + link) == "WC-STORE-TAKEN");
    store.reset();
    CHECK(code_of(place.where()) == "opened");
}

TEST_CASE("an address that leads nowhere is an error <SQLite>") {
    const club::testing::TempFolder folder;
    CHECK(code_of("sqlite:") == "WC-STORE-ADDRESS");
    CHECK(code_of("mysql://x") == "WC-STORE-ADDRESS");
    CHECK(code_of("sqlite:" + (folder / "no/such/folder.db")) == "WC-STORE-OPEN");
    REQUIRE(::mkdir((folder / "folder").c_str(), 0700) == 0);
    CHECK(code_of("sqlite:" + (folder / "folder")) == "WC-STORE-OPEN");
    std::ofstream{folder / "text.db"} << std::string(20'000, 'x');
    CHECK(code_of("sqlite:" + (folder / "text.db")) == "WC-STORE-FOREIGN");
    {
        auto other = must(sqlite::Connection::open(folder / "other.db", true, milliseconds{100}));
        must(other.run("CREATE TABLE books (title)"));
    }
    CHECK(code_of("sqlite:" + (folder / "other.db")) == "WC-STORE-FOREIGN");
}

TEST_CASE("while another program holds the database locked appends fail whole, later ones work <SQLite>") {
    const Sqlite place;
    const auto store = opened(place.where());
    Club club{4};
    append(*store, club.batch(0, 10));
    auto other = must(sqlite::Connection::open(place.path(), true, milliseconds{100}));
    must(other.run("BEGIN IMMEDIATE"));
    const auto batch = club.batch(0, 10);
    const auto failed = store->append({&batch, 1});
    REQUIRE(!failed);
    CHECK(failed.error().code == "WC-STORE-BUSY");
    CHECK(seqs_of(*store, club.stream(0)).size() == 10);
    must(other.run("ROLLBACK"));
    CHECK(append(*store, batch).stored == 10);
    CHECK(seqs_of(*store, club.stream(0)).size() == 20);
}

TEST_CASE("what is put into a file that was replaced is not acknowledged <SQLite>") {
    const Sqlite place;
    const auto store = opened(place.where());
    Club club{4};
    append(*store, club.batch(0, 10));
    must(store->backup(place.folder() / "backup.db"));
    REQUIRE(::rename((place.folder() / "backup.db").c_str(), place.path().c_str()) == 0);
    const auto batch = club.batch(0, 10);
    const auto failed = store->append({&batch, 1});
    REQUIRE(!failed);
    CHECK(failed.error().code == "WC-STORE-MOVED");
    CHECK(!store->append({&batch, 1}));  // and stays so
}

TEST_CASE("when the disk is full appends fail whole, later ones work <SQLite>") {
    const Sqlite place;
    const auto store = opened(place.where());
    Club club{5};
    append(*store, club.batch(0, 10));
    // A limit on the size of files is the disk that everybody can fill.
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    rlimit small = before;
    small.rlim_cur = 512 * 1024;
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    std::size_t stored = 10;
    Expected<std::vector<Accepted>> result = std::vector<Accepted>{};
    Batch batch;
    for (int i = 0; i < 200; ++i) {
        batch = club.batch(0, 200);
        result = store->append({&batch, 1});
        if (!result) break;
        stored += 200;
    }
    const auto copied = store->backup(place.folder() / "backup.db");
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    REQUIRE(!result);
    CHECK(result.error().code == "WC-STORE-DISK");
    if (!copied) CHECK(copied.error().code == "WC-STORE-DISK");
    CHECK(seqs_of(*store, club.stream(0)).size() == stored);
    CHECK(append(*store, batch).stored == 200);
    CHECK(seqs_of(*store, club.stream(0)).size() == stored + 200);
    CHECK(must(store->streams("live")).front().lost == 0);
}

TEST_CASE("what is damaged is said to be, and the rest is found <SQLite>") {
    const Sqlite place;
    Club club{6};
    {
        const auto store = opened(place.where());
        for (int i = 0; i < 20; ++i) append(*store, club.batch(0, 250));
    }
    {
        auto other = must(sqlite::Connection::open(place.path(), true, milliseconds{100}));
        must(other.run("UPDATE block_data SET data = x'00112233' WHERE id = 3"));
        must(other.run("DELETE FROM block_data WHERE id = 4"));
    }
    {
        const auto store = opened(place.where());
        const auto page = must(store->search(everything()));
        CHECK(page.events.size() == 18 * 250);
        CHECK(page.unreadable == 500);
        auto query = everything();
        query.filter = *filter::parse("bytes>=0 kind:sent", 0);
        CHECK(!must(store->count(query)).exact);
    }
    struct stat status{};
    REQUIRE(::stat(place.path().c_str(), &status) == 0);
    for (std::streamoff at = 8192; at < status.st_size; at += 8192)
        overwrite(place.path(), at, std::string(8192, '\xaa'));
    const auto store = open(place.where());
    if (store) CHECK(failure((*store)->search(everything())) == "WC-STORE-DAMAGED");
    if (!store) CHECK(store.error().code == "WC-STORE-DAMAGED");
}

}  // namespace watercooler::store::testing
