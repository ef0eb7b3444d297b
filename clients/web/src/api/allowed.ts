import { useQuery } from "@tanstack/react-query";
import { type Refusal, refusalOf } from "@/api/errors";
import { useSettled } from "@/api/useSettled";
import { useSession } from "@/app/session";

/**
 * Why a change would be refused, asked of the service itself (`validate_only`) and in its words; undefined while it is asked, null if
 * it may be made. `key` says which change it is: another key asks again.
 */
export function useRefusal(key: string, ask: () => Promise<unknown>): Refusal | null | undefined {
  const { actor, language } = useSession();
  const settled = useSettled({ key, ask }, 150, key);
  const { data } = useQuery({
    queryKey: ["allowed", actor, language, settled.key],
    queryFn: async (): Promise<Refusal | null> => {
      try {
        await settled.ask();
        return null;
      } catch (error) {
        return refusalOf(error);
      }
    },
    staleTime: 0,
  });
  return settled.key === key ? data : undefined;
}
