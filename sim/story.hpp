#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/checks.hpp"
#include "sim/network.hpp"
#include "sim/words.hpp"

namespace watercooler::sim {

/// Does what the commands of a story say, and writes down what happened: the events chosen (at first those of
/// membership, the outcomes of rumors, and of life), and what commands answer. `story_help()` lists the commands.
class Story : private Observer {
public:
    Story();
    ~Story() override;

    /// Runs one command. Throws StoryError if it cannot be understood or done; what happened before stays.
    void run(std::string_view command);
    /// What happened since the last call, as lines.
    std::vector<std::string> take();
    /// Rules that must always hold and did not: empty if all is well.
    std::vector<std::string> broken();
    EventCounters seen() const { return checks_ ? checks_->seen() : EventCounters{}; }
    const Network* network() const { return network_.get(); }

private:
    struct Verb;
    static const std::vector<Verb>& verbs();
    friend std::string story_help();

    void event(Instant now, const Host& host, const Event& event) override;
    void say(std::string line) { lines_.push_back(std::move(line)); }

    Network& club();
    Host& member(const std::string& handle);
    Host& awake(const std::string& handle);
    std::vector<std::string> members_or_all(Words& words);
    void apply(const Fault& fault);
    void change_weather(const std::function<void(Weather&)>& change);

    void start(Words& words);
    void found(Words& words);
    void run_time(Words& words);
    void run_until(const std::string& what, Duration within);
    void join(Words& words);
    void set(Words& words);
    std::string set(Host& host, const std::string& key, const std::string& value);
    void tell(Words& words);
    void freeze(Words& words);
    void thaw(Words& words);
    void step(Words& words);
    void kill(Words& words);
    void restart(Words& words);
    void leave(Words& words);
    void partition(Words& words);
    void oneway(Words& words);
    void weather(Words& words);
    void chaos(Words& words);
    void add_fault(const std::vector<std::string>& words);
    void show(Words& words);
    void choose(Words& words);

    std::unique_ptr<Network> network_;
    std::unique_ptr<Checks> checks_;
    std::set<EventKind> kinds_;      // printed
    std::set<std::string> watched_;  // whose events are printed; empty: everybody's
    bool mute_ = false;
    Instant last_news_{};  // the latest event that was more than routine
    std::vector<std::string> lines_;
};

/// The commands, one per line, with what each does.
std::string story_help();

}  // namespace watercooler::sim
