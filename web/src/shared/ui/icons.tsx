const shapes = {
  overview: "M3 12a9 9 0 1 1 18 0M12 12l4-4M3 12h2m14 0h2M12 3v2",
  map: "M12 6.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm14 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM11 6.300 6 14.200m7-7.900 5 7.900M7 16h10",
  requests: "M4 6h16M4 12h16M4 18h10",
  trace: "M5 12h4m0 0 4-6h6m-10 6 4 6h6M5 10.500v3",
  spacetime: "M5 3v18M12 3v18M19 3v18M5 6l7 4M12 13l7 4",
  convergence: "M3 20h18M3 4v16M5 17c6 0 5-11 9-12 2-.500 4-.500 6-.500",
  members:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zm-6 9c0-3.500 2.700-6 6-6s6 2.500 6 6m1-16a3.500 3.500 0 0 1 0 7m5 9c0-2.800-1.400-4.800-3.600-5.600",
  beliefs: "M4 4h16v16H4zM4 9.300h16M4 14.700h16M9.300 4v16M14.700 4v16",
  faults: "M13 3 5 14h6l-1 7 8-11h-6z",
  runs: "M4 5h16v14H4zM8 5v14M16 5v14M8 12h8",
  doctor: "M3 12h4l2.500-6 4 12 2.500-6H21",
  collapse: "M14 6l-6 6 6 6",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zm4.800-1.700L20 20",
} as const;
export type IconName = keyof typeof shapes;

/** A drawing beside a word; it says nothing by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.800"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
