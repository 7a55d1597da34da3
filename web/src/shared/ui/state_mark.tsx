import "./marks.css";

export type MemberState =
  | "alive"
  | "suspect"
  | "dead"
  | "frozen"
  | "left"
  | "stopped"
  | "starting"
  | "silent"
  | "stranger";

// The shape carries the meaning, the colour only confirms it: in pure grey some colours are alike.
const shapes: Record<string, React.ReactNode> = {
  alive: <circle cx="8" cy="8" r="6.500" fill="currentColor" />,
  suspect: <path d="M8 1.500 15.300 14.500H.7z" fill="currentColor" />,
  dead: (
    <path
      d="M1.500 1.500h13v13h-13zM4.500 4.500l7 7m0-7-7 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="square"
    />
  ),
  frozen: <path d="M3 1.500h3.500v13H3zm6.500 0H13v13H9.500z" fill="currentColor" />,
  left: <circle cx="8" cy="8" r="5.500" fill="none" stroke="currentColor" strokeWidth="2" />,
  starting: (
    <circle cx="8" cy="8" r="5.500" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="2 2.300" />
  ),
  stranger: (
    <path
      d="M8 1.500 14.500 8 8 14.500 1.500 8z"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
    />
  ),
};

const shapeOf = (state: MemberState) => (state === "stopped" ? "left" : state === "silent" ? "starting" : state);

/** The shape of a state alone, for where the word stands elsewhere. */
export function Mark({ state }: { state: MemberState }) {
  const shape = shapeOf(state);
  return (
    <svg className={`mark ${shape}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}

/** Shape, colour and word of a member's state. */
export function StateMark({ state, word = state }: { state: MemberState; word?: string }) {
  return (
    <span className="state">
      <Mark state={state} />
      {word}
    </span>
  );
}
