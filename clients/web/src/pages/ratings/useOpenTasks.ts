import { useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useSession } from "@/app/session";
import type { Task } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** All steps that somebody owes now: what each item waits for. */
export function useOpenTasks(portfolio: string) {
  const { scoring } = useClients();
  const { actor } = useSession();
  return useQuery({
    queryKey: ["open-tasks", portfolio, actor],
    queryFn: async ({ signal }): Promise<Task[]> => {
      const tasks: Task[] = [];
      let pageToken = "";
      do {
        const page = await scoring.listTasks(
          { parent: portfolioName(portfolio), pageSize: 1000, pageToken },
          { signal },
        );
        tasks.push(...page.tasks);
        pageToken = page.nextPageToken;
      } while (pageToken !== "");
      return tasks;
    },
  });
}
