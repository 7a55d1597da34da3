// Codes of members, their names and their ports.
#include "cli/codes.hpp"

namespace watercooler::cli {

std::vector<Code> codes_of_members() {
    return {
        {"WC-FIELD", "A field of what was sent is missing, of the wrong kind, or out of range.",
         "Members check every message and request as a whole before they take anything of it; nothing is changed.",
         "The message names the field; api/openapi.json says what each may be."},
        {"WC-HOST-PROC", "/proc does not tell who this process is.",
         "A process is known by its number and its start time together, so that nobody is mistaken for a later process "
         "of the same number. Without /proc neither can be trusted.",
         "Mount it (mount -t proc proc /proc), and let your user see its own processes (hidepid below 2)."},
        {"WC-MEMBER-DIED", "A member ended within its first moments.",
         "What it said, and the last lines of its log, stand below the error.",
         "Mend what it complains of, and start it again; its log is in the club's folder."},
        {"WC-MEMBER-ENDED", "The member does not run.", "It left, was killed, or its machine was restarted.",
         "Start it again under the same name: watercooler new NAME. It keeps its book."},
        {"WC-MEMBER-NONE", "The club has no member of that name.",
         "It was never started here, or was cleaned away; a glob that means nobody is told in the same way.",
         "See who is there: watercooler ls."},
        {"WC-MEMBER-PROGRAM", "The program watercooler-member is not to be found.",
         "Members are processes of that program. It is looked for beside this one, and then on PATH.",
         "Install or build it: script/build."},
        {"WC-MEMBER-SAYS", "A member answers, but with a refusal or with something that cannot be understood.",
         "It may be of another version, or another program has the port.",
         "Look at it: watercooler show NAME, watercooler logs NAME."},
        {"WC-MEMBER-SILENT", "A member runs, but does not answer.",
         "Its process is stopped (freeze --hard), just ends, or has more to do than the machine can bear.",
         "See how it is: watercooler ls. One that is stopped goes on with: watercooler thaw NAME."},
        {"WC-MEMBER-SLOW", "A member was not ready in time.",
         "The machine is busy, or the member waits for something; ready means that it gossips and answers.",
         "Give it longer: --timeout 1m. Its log says how far it came: watercooler logs NAME."},
        {"WC-MEMBER-STARTING", "A member is just starting or ending.",
         "Its lock is held, but its record is not there yet, so it cannot be called.", "Try again in a moment."},
        {"WC-NAME-BAD", "That cannot be a name.",
         "Names are part of paths, addresses and commands: 1 to 32 of a-z, 0-9 and -, beginning with a letter or "
         "digit.",
         "Choose such as jimmy or amy-2, or let one be chosen: watercooler new."},
        {"WC-NAME-RESERVED", "That name has a meaning of its own.", "all, sauron and none are words of the commands.",
         "Choose another name."},
        {"WC-NAME-TAKEN", "Somebody alive has that name.",
         "A name belongs to one process of a club at a time; a lock sees to it, so it is free the moment its holder "
         "ends.",
         "Choose another name, or take its place: watercooler new NAME --replace."},
        {"WC-PICK-SPREADING", "The new book had not reached everybody when the time was over.",
         "Members may be frozen, cut off by a fault, or just slow. The book goes on spreading.",
         "See who lacks it: watercooler books --diff; faults: watercooler chaos ls. Wait longer with --timeout."},
        {"WC-PORT", "A port cannot be used.", "The system gave a reason of its own; the message says it.",
         "Choose another port, or none: watercooler new NAME."},
        {"WC-PORT-BROWSER", "Browsers refuse to open this port.",
         "They keep a list of ports of old services (such as 87 or 6000) and show ERR_UNSAFE_PORT. The member runs and "
         "gossips; only its page cannot be seen.",
         "Choose another port; those that watercooler chooses are never on that list."},
        {"WC-PORT-BUSY", "The port is taken.",
         "Another process listens there, by TCP or UDP: a member uses the same number for both, for web and gossip.",
         "The message names who has it, if that can be seen, and a port that is free. Without one, a free port is "
         "chosen: watercooler new NAME."},
        {"WC-PORT-HOST", "That is no address of this machine.", "A program can only listen at an address of its own.",
         "127.0.0.1 and [::1] are always there; `ip address` lists the others."},
        {"WC-PORT-NONE", "No port from there upwards is free.",
         "Ports that browsers refuse and those that the kernel gives to outgoing connections are passed over.",
         "Begin elsewhere: watercooler new --from :2000."},
        {"WC-PORT-PRIV", "The port needs privilege.",
         "Ports below net.ipv4.ip_unprivileged_port_start (usually 1024) are for root, or for a program with the "
         "capability cap_net_bind_service.",
         "Choose one above, or give the member program that one capability: sudo setcap cap_net_bind_service=+ep "
         "$(command -v watercooler-member)."},
        {"WC-SIM-PROGRAM", "The program watercooler-sim is not to be found, or cannot be run.",
         "The simulator is a program of its own. It is looked for beside this one, and then on PATH.",
         "Install or build it: script/build."},
        {"WC-SCALE-NAMED", "Not enough members may be stopped.",
         "scale takes only those whose names it could have chosen itself; who was given a name is meant to stay.",
         "Stop the others by name: watercooler stop NAME."},
    };
}

}  // namespace watercooler::cli
