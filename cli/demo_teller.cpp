#include "cli/demo_teller.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/shown.hpp"
#include "json/write.hpp"

namespace watercooler::cli {
namespace {

constexpr std::size_t demo_width_max = 100;  // longer lines are hard to read

std::string json_texts(const std::vector<std::string>& texts) {
    std::vector<std::string> quoted;
    for (const auto& text : texts) quoted.push_back(json::quote(text));
    return json::array(quoted);
}

}  // namespace

std::string text_before(const DemoStep& step, const DemoPlace& place, const Style& style, std::size_t width) {
    const auto number = std::to_string(place.step) + "/" + std::to_string(place.steps);
    const auto lead = number + std::string(step_indent - std::min(step_indent - 1, number.size()), ' ');
    return "\n" + paint(lead, Paint::muted, style) +
           paint(wrapped(shown(step.says), width, lead.size(), step_indent), Paint::bold, style) + "\n";
}

std::string text_after(const DemoStep& step, const Style& style, std::size_t width) {
    const std::string indent(step_indent, ' ');
    std::string text;
    for (const auto& each : step.came)
        text += indent + shape(step.ok ? Mark::alive : Mark::dead, style) + " " +
                wrapped(shown(each), width, step_indent + 2, step_indent + 2) + "\n";
    if (step.commands.empty()) return text;
    text += indent + paint("try it yourself:", Paint::muted, style) + "\n";
    for (const auto& each : step.commands) text += indent + "  " + paint(shown(each), Paint::link, style) + "\n";
    return text;
}

std::string json_of(const DemoStep& step, const DemoPlace& place) {
    return json::answer("demo_step")
               .text("step", step.name)
               .number("round", place.round)
               .text("says", step.says)
               .raw("came", json_texts(step.came))
               .flag("ok", step.ok)
               .raw("commands", json_texts(step.commands))
               .raw("facts", step.facts)
               .done() +
           "\n";
}

std::size_t DemoTeller::width() const { return context_.width() == 0 ? 0 : std::min(context_.width(), demo_width_max); }

void DemoTeller::before(const DemoStep& step, const DemoPlace& place) const {
    if (!context_.json()) context_.out(text_before(step, place, context_.style(), width()));
}

void DemoTeller::after(const DemoStep& step, const DemoPlace& place) const {
    context_.out(context_.json() ? json_of(step, place) : text_after(step, context_.style(), width()));
}

void DemoTeller::say(const std::string& sentence, Paint dress, std::size_t indent) const {
    if (context_.json()) return;
    const auto lines = wrapped(shown(sentence), width(), indent, indent);
    context_.out(std::string(indent, ' ') + paint(lines, dress, context_.style()) + "\n");
}

void DemoTeller::show(const std::string& pasted, std::size_t indent) const {
    if (context_.json()) return;
    context_.out(std::string(indent, ' ') + paint(shown(pasted), Paint::link, context_.style()) + "\n");
}

void DemoTeller::gap() const {
    if (!context_.json()) context_.out("\n");
}

void DemoTeller::object(const std::string& json) const {
    if (context_.json()) context_.out(json + "\n");
}

bool DemoTeller::heard() const { return std::ferror(stdout) == 0; }

}  // namespace watercooler::cli
