#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>
#include <watercooler/codec.hpp>
#include <watercooler/node.hpp>

#include "core/versions.hpp"
#include "message/codec.hpp"

namespace watercooler::core {

using namespace std::chrono_literals;

/// One node, `me` at port 81, that hears and says single messages: for the rules, one by one.
class OneNode {
public:
    explicit OneNode(const Memory& memory = {}, const Settings& given = settings())
        : codec(memberlist_codec({})),
          node(given, *codec, {.id = BootId{1}, .seed = 3, .wall_zero_ms = 0, .memory = memory}) {
        node.start(now, out);
        take();
    }

    static Settings settings() {
        Settings made;
        made.name = "me";
        made.address = place(81);
        return made;
    }
    static Address place(std::uint16_t port) { return *parse_ip("127.0.0.1", port); }

    /// An alive of ours (with `wc`) or, with other metadata, of another kind.
    message::Alive alive(const std::string& name, std::uint16_t port, std::uint32_t incarnation = 1,
                         message::Tags tags = {{"wc", "1"}}) const {
        return {.address = Buffer{127, 0, 0, 1},
                .incarnation = {incarnation},
                .meta = codec->encode_tags(tags),
                .node = name,
                .port = port,
                .versions = Buffer(own_versions.begin(), own_versions.end())};
    }
    static message::Suspect suspect(const std::string& name, const std::string& from, std::uint32_t incarnation = 1) {
        return {.from = from, .incarnation = {incarnation}, .node = name};
    }
    static message::Dead dead(const std::string& name, const std::string& from, std::uint32_t incarnation = 1) {
        return {.from = from, .incarnation = {incarnation}, .node = name};
    }

    /// Hears a datagram; what follows from it is looked at afterwards.
    void hear(const message::Message& message, std::uint16_t from = 82) { hear(std::vector{message}, from); }
    void hear(const std::vector<message::Message>& messages, std::uint16_t from = 82) {
        std::vector<Buffer> parts;
        for (const auto& message : messages) parts.push_back(codec->encode(message));
        hear_bytes(codec->pack(parts, false), from);
    }
    void hear_bytes(const Buffer& bytes, std::uint16_t from = 82) {
        forget();
        node.receive(now, place(from), bytes, out);
        take();
    }
    void stream(StreamId id, const StreamInput& input) {
        forget();
        node.stream(now, id, input, out);
        take();
    }
    void refused(std::uint16_t port) {
        forget();
        node.refused(now, place(port), out);
        take();
    }
    /// Lets time pass, timers on time.
    void pass(Duration time) {
        forget();
        const auto end = now + time;
        while (node.next_wakeup() <= end) {
            now = std::max(now, node.next_wakeup());
            node.wake(now, out);
        }
        now = end;
        take();
    }

    // ---- what followed from the last input ----
    std::vector<Event> events;
    std::vector<StreamAction> actions;
    struct Said {
        std::uint16_t port;
        message::Message message;
        bool compound;
    };
    std::vector<Said> said;

    std::string kinds() const {
        std::string text;
        for (const auto& event : events) {
            if (event.kind == EventKind::received || event.kind == EventKind::sent) continue;
            text += (text.empty() ? "" : " ") + std::string{to_text(event.kind)};
        }
        return text;
    }
    const Event* event(EventKind kind) const {
        const auto is = [kind](const Event& e) { return e.kind == kind; };
        const auto place = std::find_if(events.begin(), events.end(), is);
        return place == events.end() ? nullptr : &*place;
    }
    /// The first message of this kind that was said, to anybody or to one port.
    template <class Kind>
    std::optional<Kind> heard_from_us(std::uint16_t port = 0) const {
        for (const auto& one : said) {
            if (port != 0 && one.port != port) continue;
            if (const auto* message = std::get_if<Kind>(&one.message)) return *message;
        }
        return std::nullopt;
    }
    template <class Kind>
    std::size_t count_said() const {
        return static_cast<std::size_t>(std::count_if(
            said.begin(), said.end(), [](const Said& one) { return std::holds_alternative<Kind>(one.message); }));
    }
    std::string status(const std::string& name) const {
        for (const auto& member : node.members(now)) {
            if (member.name == name) return std::string{to_text(member.status)};
        }
        return "unknown";
    }
    std::optional<MemberView> view(const std::string& name) const {
        for (const auto& member : node.members(now)) {
            if (member.name == name) return member;
        }
        return std::nullopt;
    }
    /// What waits for gossip about a name, as its kind; empty if nothing does.
    std::string queued(const std::string& name) const {
        for (const auto& message : node.messages(now)) {
            if (message.about == name) return message.kind;
        }
        return {};
    }
    std::size_t queued_kind(const std::string& kind) const {
        const auto messages = node.messages(now);
        return static_cast<std::size_t>(
            std::count_if(messages.begin(), messages.end(), [&](const auto& m) { return m.kind == kind; }));
    }

    Instant now{10s};
    std::shared_ptr<const Codec> codec;
    Node node;

private:
    void forget() {
        events.clear();
        actions.clear();
        said.clear();
    }
    void take() {
        events.insert(events.end(), out.events.begin(), out.events.end());
        actions.insert(actions.end(), out.streams.begin(), out.streams.end());
        for (const auto& datagram : out.datagrams) {
            const auto decoded = codec->decode_datagram(datagram.bytes);
            for (const auto& part : decoded.parts) {
                said.push_back({datagram.to.port, part.message, decoded.parts.size() > 1});
            }
        }
        out.clear();
    }

    Outbox out;
};

}  // namespace watercooler::core
