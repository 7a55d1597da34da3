#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
#include <watercooler/event.hpp>

namespace watercooler::answers {

/// Who sent how many messages to whom. Each message counts once, where it was sent, whatever became of it: `sent` is
/// the event that counts. Lost are those that a fault or a full queue threw away (`dropped`, with the packet), and
/// those that nobody listened to (`refused`); they count at their sender too, whoever noticed.
///
/// Takes the events of a stream in the order of seq, of different streams in any. Bounded, whatever is taken: what
/// finds no room is counted in `more`.
class Traffic {
public:
    static constexpr std::size_t names_max = 16'384, edges_max = 8'192, causes_max = 16;

    explicit Traffic(std::size_t most = edges_max) : edges_most_(most) {}

    /// False: the event says nothing of messages.
    bool take(std::string_view member, const Event& event);
    /// Forgets what was counted. Names keep their numbers, and `to_json` writes only those that are new.
    void begin_again();

    bool empty() const { return messages_ == 0 && lost_ == 0; }
    std::uint64_t messages() const { return messages_; }
    std::uint64_t lost() const { return lost_; }
    /// Messages of which it is not told who sent them to whom: to an address instead of a name; without room.
    std::uint64_t elsewhere() const { return elsewhere_; }
    std::uint64_t more() const { return more_; }

    /// Names once, then columns of numbers.
    std::string to_json() const;

private:
    struct Edge {
        std::uint64_t messages = 0, lost = 0;
    };
    using Pair = std::uint64_t;  // who sends, who receives: 32 bits each

    void send(std::string_view from, const Event& event);
    void lose(std::string_view from, std::string_view to, std::string_view cause);
    std::uint32_t number(std::string_view name);
    Edge* edge(std::string_view from, std::string_view to);
    static std::size_t mark(std::string_view member, PacketHash packet);

    std::size_t edges_most_;
    std::vector<std::string> names_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    std::size_t told_names_ = 0;
    std::unordered_map<Pair, Edge> edges_;
    std::map<std::string, std::uint64_t, std::less<>> causes_;
    std::uint64_t messages_ = 0, lost_ = 0, elsewhere_ = 0, more_ = 0;
    /// Who sent which packet lately, to know which way one went that was dropped: a table that forgets by overwriting.
    std::vector<std::size_t> sent_ = std::vector<std::size_t>(4096);
};

}  // namespace watercooler::answers
