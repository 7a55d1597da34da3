#pragma once

// How a demo is told: a step before it is done, and what came of it.
#include <string>
#include <vector>

#include "cli/context.hpp"

namespace watercooler::cli {

inline constexpr std::size_t step_indent = 5;

struct DemoStep {
    std::string name;                     ///< for programs: start, pick, cut, heal, kill, back
    std::string says;                     ///< what happens, in a sentence
    std::vector<std::string> commands{};  ///< what does it, ready to be pasted
    std::vector<std::string> came{};      ///< what came of it, a sentence each
    bool ok = true;                       ///< whether it came as it should
    std::string facts = "{}";             ///< the same for programs, a JSON object
};

/// Which step of how many, and in which round; from 1.
struct DemoPlace {
    std::size_t step = 1, steps = 1, round = 1;
};

/// Lines for a terminal that is `width` columns wide; 0: as long as they are.
std::string text_before(const DemoStep& step, const DemoPlace& place, const Style& style, std::size_t width);
std::string text_after(const DemoStep& step, const Style& style, std::size_t width);
/// One line.
std::string json_of(const DemoStep& step, const DemoPlace& place);

/// Tells it on stdout: lines as it goes on, or with --json one object as each step ends.
class DemoTeller {
public:
    explicit DemoTeller(const Context& context) : context_(context) {}

    void before(const DemoStep& step, const DemoPlace& place) const;
    void after(const DemoStep& step, const DemoPlace& place) const;
    // What belongs to no step: it is not told to programs.
    void say(const std::string& sentence, Paint paint = Paint::plain, std::size_t indent = 0) const;
    void show(const std::string& pasted, std::size_t indent) const;
    void gap() const;
    /// For programs only.
    void object(const std::string& json) const;
    /// False once nobody can read it any more: the terminal was closed, or the other end of a pipe.
    bool heard() const;

private:
    std::size_t width() const;
    const Context& context_;
};

}  // namespace watercooler::cli
