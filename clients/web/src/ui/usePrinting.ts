import { useEffect, useState } from "react";

/** True while the page is being printed: then all rows are there. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const media = matchMedia("print");
    const look = () => setPrinting(media.matches);
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, []);
  return printing;
}
