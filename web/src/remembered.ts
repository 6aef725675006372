/**
 * Small choices that outlive a visit (language, theme, text only). A browser that refuses storage
 * just forgets them.
 */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`aula.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`aula.${name}`);
    else localStorage.setItem(`aula.${name}`, value);
  } catch {
    // Private windows may refuse; the choice then holds for this visit.
  }
}
