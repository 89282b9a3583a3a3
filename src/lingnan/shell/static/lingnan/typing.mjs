// When a single letter is a command: outside fields only, and only where the person wants it (WCAG 2.1.4).
export const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");
export const lettersOn = () => localStorage.getItem("lingnan-keys") !== "off";
