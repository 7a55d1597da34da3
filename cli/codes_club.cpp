// Codes of the club's folder, of files, and of the command line itself.
#include "cli/codes.hpp"

namespace watercooler::cli {

std::vector<Code> codes_of_club() {
    return {
        {"WC-CLUB-DAMAGED", "A file of the club is not what it should be.",
         "It was cut short by a full disk, changed by hand, or written by another program. A member's record is "
         "replaced at its next start; the token and the freeze page are not, for those who live have them in use.",
         "Stop the club (watercooler stop), then remove what is left: watercooler clean --all."},
        {"WC-CLUB-DISK", "The club's folder cannot take any more.",
         "The disk is full, your quota is used up, or the limit on the size of a file is too low. Members that run "
         "go on gossiping; their logs and records stay behind.",
         "Make room (watercooler clean removes what ended members left), raise `ulimit -f`, or choose another place "
         "with --home DIR."},
        {"WC-CLUB-EMPTY", "Nobody of the club lives, so nobody can be asked.",
         "Tables and faults are held by living members; ended ones only leave a record.",
         "Start somebody: watercooler new."},
        {"WC-CLUB-FILES", "Too many files are open.",
         "Every member that is asked at the same time takes an open file of this program, and each member keeps some.",
         "Raise the limit: `ulimit -n 4096`. watercooler doctor tells what it is now."},
        {"WC-CLUB-GONE", "The folder went away while it was being used.",
         "Somebody else cleaned the club at the same moment.", "Try again: the folder is made anew."},
        {"WC-CLUB-HOME", "There is no place where clubs could be kept.",
         "Neither --home nor $XDG_STATE_HOME nor $HOME says an absolute path.",
         "Name one: watercooler --home /path/to/clubs ls."},
        {"WC-CLUB-IO", "The system failed to read or write a file of the club.",
         "It is none of the usual reasons (space, rights, a missing folder): often a failing or unplugged disk.",
         "Look at the system's log (dmesg), and at the disk; or use another one with --home DIR."},
        {"WC-CLUB-LOCKED", "Somebody else is changing the same thing, and did not finish in time.",
         "Two commands, or a command and a member, want one lock. A process that hangs keeps it; one that ends gives "
         "it back, whatever way it ended.",
         "Try again. If it stays, look who has it: `fuser` on the file that the message names."},
        {"WC-CLUB-NONE", "There is no such club.",
         "A club begins with its first member, and ends when it is cleaned. Perhaps it has another name, or lies under "
         "another --home.",
         "Start it: watercooler new. Or name the one you mean: -c NAME, or $WATERCOOLER_CLUB."},
        {"WC-CLUB-NOT-FROZEN", "Only a frozen club can be stepped.",
         "In one that runs, a step would say nothing: everything moves anyway.",
         "Freeze it first: watercooler freeze."},
        {"WC-CLUB-OWNER", "The club's folder is not yours alone.",
         "It belongs to another user, or others may write to it. Whoever can write there could stop your members or "
         "read the token, so it is left as it is.",
         "Use the account that made it, take away the others' rights (chmod 700), or choose another --home DIR."},
        {"WC-CLUB-PATH", "Something on the way to the club's folder is in the way, or missing.",
         "A file lies where a folder should be, the path is too long, or a link leads nowhere.",
         "Look at what is at the path that the message names, or choose another place with --home DIR."},
        {"WC-CLUB-PERM", "The system does not let you.", "The file, the folder or the process belongs to another user.",
         "Use the account that made it, or another place with --home DIR."},
        {"WC-CLUB-READONLY", "The club's folder lies on a disk that can only be read.",
         "The file system is mounted so, or has become so after an error.",
         "Choose a place that can be written with --home DIR."},
        {"WC-CLUB-SMALL", "Fewer members live than you want to hit.", "--random N takes N of those that live.",
         "See who lives: watercooler ls --status running."},
        {"WC-CLUB-TAKEN", "There is a club of that name already.",
         "The demo ends and removes all that is in its club, so it wants one that is not there yet.",
         "Name a new one, watercooler -c NAME demo, or none: the demo then finds a name."},
        {"WC-DEMO-LEFT", "Not all of what the demo had started could be cleaned up.",
         "A member or Sauron did not end in time, or a file of the club could not be removed.",
         "Run the command that the message shows: it ends the demo's club and removes it."},
        {"WC-CLUBFILE-NONE", "No file says what the club is to be.",
         "up reads club.toml of this folder, or of the nearest one above it, unless -f names another.",
         "Write one: [club] with a name and a number of members is enough. watercooler config --schema tells the "
         "rest."},
        {"WC-CODE-NONE", "No program of ours says this code.", "It may be mistyped, or of another version.",
         "List those there are: watercooler explain."},
        {"WC-FAULT-NONE", "There is no fault of that number.",
         "It has ended by itself, was healed, or was on another club.", "See those that last: watercooler chaos ls."},
        {"WC-FAULTS-FULL", "The club has as many faults as it can have at a time.",
         "The board they are posted on is of a fixed size, so that every member can read it without waiting.",
         "End some: watercooler chaos rm ID, or all: watercooler chaos heal."},
        {"WC-FILE", "A file that you named cannot be read or written.",
         "It is not there, is a folder, belongs to somebody else, or the disk is full; the message says which.",
         "Mend that, or name another file."},
        {"WC-FILE-BAD", "A file that you named is not what it should be.",
         "It is no JSON of the kind that this verb takes; the message says what is wrong with it.",
         "Compare it with those in examples/messages."},
        {"WC-INTERNAL", "A mistake of ours.", "Something happened that we had thought impossible.",
         "Please report it with the command line, and what watercooler version says."},
        {"WC-INTERRUPTED", "You, or a signal, ended the wait.",
         "What had been done stays done; only the waiting is over.",
         "Look at how it is now: watercooler books --diff."},
        {"WC-APPLY-OTHER", "The message made something else of the state than the file expects.",
         "The update rules and the worked example disagree: one of them is wrong.",
         "Read what came of it: watercooler apply prints before, outcome and after."},
        {"WC-TOML", "A file of settings or a club.toml is not what it should be.",
         "It is no TOML, or a key in it is unknown, missing, of the wrong kind or said twice; the message begins with "
         "the file, the line and the column. Nothing of it was taken.",
         "Mend that place. What there may be: watercooler config --schema, which editors understand too."},
        {"WC-USAGE", "The command line cannot be understood.",
         "A verb, a flag or a value is not one of those there are, or something is missing.",
         "See its examples: watercooler help VERB."},
    };
}

}  // namespace watercooler::cli
