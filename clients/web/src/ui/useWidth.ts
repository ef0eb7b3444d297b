import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** How wide a part of the page is, for drawings that fill it. */
export function useWidth<T extends HTMLElement>(): readonly [RefObject<T | null>, number] {
  const part = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = part.current;
    if (element === null) return;
    const look = () => setWidth(Math.floor(element.getBoundingClientRect().width));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [part, width];
}
