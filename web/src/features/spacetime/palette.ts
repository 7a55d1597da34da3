import type { Line } from "./view.ts";

/** As tokens.css has them: neither a canvas nor a file reads the page's style sheets. */
export interface Palette {
  background: string;
  panel: string;
  text: string;
  muted: string;
  grid: string;
  lane: string;
  link: string;
  frozen: string;
  past: string;
  future: string;
  lines: Record<Line, string>;
}
export const palette = (dark: boolean): Palette =>
  dark
    ? {
        background: "#0e1116",
        panel: "#161b22",
        text: "#e6edf3",
        muted: "#9aa4b0",
        grid: "#20262f",
        lane: "#4b535e",
        link: "#58b0f5",
        frozen: "#1888f6",
        past: "#f3d986",
        future: "#7bedb2",
        lines: {
          push: "#96afe6",
          pull: "#7bedb2",
          digest: "#f6c238",
          ping: "#bc6194",
          membership: "#bc6194",
          fault: "#f23516",
          control: "#e3e6f1",
        },
      }
    : {
        background: "#ffffff",
        panel: "#f6f8fa",
        text: "#1b1f24",
        muted: "#57606a",
        grid: "#eceff3",
        lane: "#a9b2bc",
        link: "#0b62a8",
        frozen: "#094bca",
        past: "#c86f08",
        future: "#0f7d78",
        lines: {
          push: "#116cac",
          pull: "#14a49e",
          digest: "#ab870e",
          ping: "#591b63",
          membership: "#591b63",
          fault: "#a1242d",
          control: "#5e6063",
        },
      };
