import { createContext, useContext } from "react";
import type { Clients } from "@/api/transport";

export const ClientsContext = createContext<Clients | null>(null);

/** For calls that are no queries: `const { backlog } = useClients()`. */
export function useClients(): Clients {
  const clients = useContext(ClientsContext);
  if (clients === null) throw new Error("useClients outside of the app");
  return clients;
}
