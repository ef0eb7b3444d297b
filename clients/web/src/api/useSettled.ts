import { useEffect, useState } from "react";

/**
 * A value once it has stayed the same for a moment: what is asked of a service while somebody types or drags. Where the value is made
 * anew each time, `key` says whether it is the same.
 */
export function useSettled<T>(value: T, milliseconds = 400, key: unknown = value): T {
  const [settled, setSettled] = useState({ value, key });
  useEffect(() => {
    if (settled.key === key) return;
    const timer = setTimeout(() => setSettled({ value, key }), milliseconds);
    return () => clearTimeout(timer);
  }, [value, key, milliseconds, settled.key]);
  return settled.value;
}
