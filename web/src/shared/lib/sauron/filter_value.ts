/** A value of the filter language that only this text fits. */
export const filterValue = (text: string): string =>
  /^[\w.@-]+$/.test(text) ? text : `"${text.replace(/[\\"*?]/g, "\\$&")}"`;
