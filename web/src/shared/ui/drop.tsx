/** The product's mark: a drop, in which two talk. */
export function Drop() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <path d="M16 2C9.500 10 6 15 6 20a10 10 0 0 0 20 0C26 15 22.500 10 16 2z" fill="var(--push)" />
      <path d="M12.500 21h7" stroke="var(--background)" strokeWidth="1.500" />
      <circle cx="12.500" cy="21" r="2.200" fill="var(--background)" />
      <circle cx="19.500" cy="21" r="2.200" fill="var(--background)" />
    </svg>
  );
}
