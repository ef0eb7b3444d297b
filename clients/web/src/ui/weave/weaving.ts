import { idOf, portfolioName } from "@/api/names";
import type { Clients } from "@/api/transport";
import type { Weave } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Effort } from "./EffortFields";

/** A ride that somebody proposes. */
export interface Ride {
  readonly rider: string;
  readonly carrier: string;
  readonly carrierOwner: string;
  readonly efforts: readonly Effort[];
}

export const weaveName = (item: string) => item.replace("/items/", "/weaves/");

/** Makes the weave, or says what it would be. */
export function proposeWeave(
  clients: Clients,
  portfolio: string,
  ride: Ride,
  how: { requestId?: string; validateOnly?: boolean; reason?: string },
): Promise<Weave> {
  return clients.roadmap.createWeave({
    parent: portfolioName(portfolio),
    weave: {
      name: `${portfolioName(portfolio)}/weaves/${idOf(ride.rider)}`,
      rider: ride.rider,
      carrier: ride.carrier,
      carrierOwner: ride.carrierOwner,
      marginalEfforts: ride.efforts.filter(({ effortHundredths }) => effortHundredths > 0n),
    },
    ...how,
  });
}
