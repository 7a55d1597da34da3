// Before the first paint, so that a dark page does not flash white. shared/lib/theme.ts sets what is read here.
const theme = localStorage.getItem("watercooler-theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
