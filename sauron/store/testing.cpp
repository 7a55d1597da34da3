#include "store/testing.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "club/files.hpp"

namespace watercooler::store::testing {
namespace {

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "no PostgreSQL server for the tests: %s (script/setup test installs it)\n", why.c_str());
    std::abort();
}

/// The server refuses root; everybody else is fine.
const passwd* unprivileged() {
    if (::getuid() != 0) return nullptr;
    for (const char* name : {"postgres", "nobody"}) {
        if (const auto* user = ::getpwnam(name)) return user;
    }
    fail("there is no unprivileged user");
}

pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
    const auto* const user = unprivileged();
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::dup2(out, 1);
    ::dup2(out, 2);
    if (::chdir("/") != 0) ::_exit(126);
    if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
        ::_exit(126);
    ::setsid();  // what the terminal says to the tests is not for the server
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::getppid() != parent) ::_exit(126);
    for (const int number : {SIGTERM, SIGINT, SIGABRT, SIGSEGV, SIGILL, SIGFPE, SIGXFSZ}) ::signal(number, SIG_DFL);
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

std::string find_programs() {
    glob_t found{};
    std::string folder;
    if (::glob("/usr/lib/postgresql/*/bin/postgres", 0, nullptr, &found) == 0)
        folder = found.gl_pathv[found.gl_pathc - 1];
    ::globfree(&found);
    if (folder.empty()) {
        std::FILE* const answer = ::popen("pg_config --bindir 2>/dev/null", "r");
        char line[512] = "";
        if (answer && std::fgets(line, sizeof line, answer))
            folder = std::string{line}.substr(0, std::string{line}.find('\n')) + "/postgres";
        if (answer) ::pclose(answer);
    }
    if (folder.empty()) fail("its programs are not there");
    return folder.substr(0, folder.rfind('/') + 1);
}

int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) fail("no port is free");
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

}  // namespace

PostgresServer::PostgresServer(bool durable) : durable_{durable}, programs_{find_programs()} {
    make_folder();
    run_initdb();
    port_ = free_port();
    start();
}

PostgresServer::~PostgresServer() {
    stop();
    (void)club::remove_tree(folder_);
}

void PostgresServer::make_folder() {
    char path[] = "/tmp/watercooler-pg-XXXXXX";
    if (!::mkdtemp(path)) fail("no folder in /tmp");
    folder_ = path;
    if (const auto* user = unprivileged(); user && ::chown(path, user->pw_uid, user->pw_gid) != 0) fail("chown");
}

void PostgresServer::run_initdb() {
    const auto pid = spawn({programs_ + "initdb", "-D", folder_ + "/data", "-A", "trust", "-U", "sauron", "--no-sync",
                            "-E", "UTF8", "--locale=C"},
                           folder_ + "/initdb.log");
    int status = 0;
    if (::waitpid(pid, &status, 0) < 0 || status != 0) fail("initdb failed, see " + folder_ + "/initdb.log");
}

void PostgresServer::start() {
    std::vector<std::string> words{
        programs_ + "postgres",       "-D", folder_ + "/data",   "-p", std::to_string(port_), "-k", folder_, "-c",
        "listen_addresses=127.0.0.1", "-c", "max_connections=60"};
    if (!durable_) words.insert(words.end(), {"-c", "fsync=off", "-c", "full_page_writes=off"});
    if (durable_) words.insert(words.end(), {"-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB"});
    pid_ = spawn(words, folder_ + "/server.log");
    for (int i = 0; i < 6000 && !answers(); ++i) {
        if (::waitpid(static_cast<pid_t>(pid_), nullptr, WNOHANG) != 0)
            fail("it ended, see " + folder_ + "/server.log");
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    if (!answers()) fail("it does not answer");
}

bool PostgresServer::answers() const { return PQping(address("postgres").c_str()) == PQPING_OK; }

void PostgresServer::stop() {
    if (pid_ <= 0) return;
    ::kill(static_cast<pid_t>(pid_), SIGINT);  // its fast shutdown
    ::waitpid(static_cast<pid_t>(pid_), nullptr, 0);
    pid_ = -1;
}

void PostgresServer::crash() {
    ::kill(static_cast<pid_t>(pid_), SIGQUIT);  // its immediate one: no clean end, and no orphans
    ::waitpid(static_cast<pid_t>(pid_), nullptr, 0);
    pid_ = -1;
}

std::string PostgresServer::address(const std::string& database) const {
    return "postgresql://sauron@127.0.0.1:" + std::to_string(port_) + '/' + database;
}

std::string PostgresServer::new_database() {
    const auto name = "test" + std::to_string(::getpid()) + '_' + std::to_string(++databases_);
    run(address("postgres"), "CREATE DATABASE " + name);
    return address(name);
}

void PostgresServer::run(const std::string& database, const std::string& sql) {
    PGconn* const connection = PQconnectdb(database.c_str());
    PGresult* const result = PQexec(connection, sql.c_str());
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

void PostgresServer::replace(const std::string& database, const std::string& other) const {
    const auto name_of = [](const std::string& where) { return where.substr(where.rfind('/') + 1); };
    run(address("postgres"), "DROP DATABASE " + name_of(database) + " WITH (FORCE)");
    run(address("postgres"), "ALTER DATABASE " + name_of(other) + " RENAME TO " + name_of(database));
}

void PostgresServer::settle(const std::string& database) const {
    run(database, "VACUUM ANALYZE");
    run(database, "CHECKPOINT");
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

Club::Club(std::uint64_t seed, int members, std::int64_t start_ns)
    : generator_{seed}, seqs_(static_cast<std::size_t>(members)), now_{start_ns}, start_{start_ns} {}

std::string Club::name(int member) const {
    static const char* const names[] = {"amy", "bob", "Carl", "dee", "eve", "jimmy"};
    if (member < 6) return names[member];
    return "member-" + std::to_string(member);
}

journal::Stream Club::stream(int member) const { return {"office", name(member), BootId{0xb0070000ull + member}}; }

Event Club::event(int member) {
    using enum EventKind;
    static const EventKind usual[] = {sent,      sent,      sent,    received, received, received,
                                      announced, duplicate, applied, probed,   acked};
    static const char* const reasons[] = {"compound", "ping", "ack", "announce", "Push", "two words", "a,b\"c*"};
    static const char* const books[] = {"Dune", "Emma", "Dune Messiah", "The Great Gatsby", "1984"};
    Event event;
    event.kind = random(50) == 0 ? static_cast<EventKind>(random(event_kind_count)) : usual[random(std::size(usual))];
    if (random(40) == 0) event.kind = born;
    event.protocol_time = Instant{std::chrono::nanoseconds{now_ - start_}};
    if (event.kind != born) event.peer = name(static_cast<int>(random(seqs_.size())));
    if (event.kind == sent || event.kind == received) {
        event.bytes = 20 + random(1400);
        event.packet = PacketHash{generator_()};
        event.reason = reasons[random(std::size(reasons))];
    }
    const bool about_rumor = event.kind >= born && event.kind <= expired;
    if (event.kind == born || (about_rumor && rumors_.empty())) {
        rumors_.push_back(make_uuid_v7(static_cast<std::uint64_t>(now_ / 1'000'000), generator_(), generator_()));
    }
    if (about_rumor) {
        // Of the latest few, as rumors travel; sometimes of any.
        const auto back = random(10) == 0 ? random(rumors_.size()) : random(std::min<std::size_t>(rumors_.size(), 4));
        event.uuid = event.kind == born ? rumors_.back() : rumors_[rumors_.size() - 1 - back];
        event.origin = event.kind == born ? name(member) : name(static_cast<int>(event.uuid.bytes[9] % seqs_.size()));
        event.key = random(4) == 0 ? "mood" : "book";
        event.version = Version{random(9)};
        event.hop = static_cast<std::uint32_t>(random(5));
        if (event.kind == born || event.kind == applied) event.value = books[random(std::size(books))];
    }
    if (event.kind == logged && random(2) == 0) event.reason = std::string("odd \0 \xff\xfe", 9);
    if (random(7) == 0) event.cause = {1 + random(1000)};
    if (random(9) == 0) event.count = random(100);
    if (random(9) == 0) event.incarnation = Incarnation{static_cast<std::uint32_t>(random(5))};
    return event;
}

std::vector<journal::Stamped> Club::next(int member, int events) {
    std::vector<journal::Stamped> result;
    for (int i = 0; i < events; ++i) {
        now_ += 1'000 + static_cast<std::int64_t>(random(20'000'000));
        if (random(500) == 0) now_ -= 100'000'000;  // clocks are set
        journal::Stamped stamped{event(member), now_};
        stamped.event.seq = {++seqs_[static_cast<std::size_t>(member)]};
        result.push_back(std::move(stamped));
    }
    return result;
}

Batch Club::batch(int member, int events) { return batch_of(stream(member), next(member, events)); }

Batch batch_of(const journal::Stream& stream, const std::vector<journal::Stamped>& events) {
    Batch batch;
    batch.stream = stream;
    batch.events = journal::encode(events);
    return batch;
}

}  // namespace watercooler::store::testing
