// One stream for all pages of a browser: HTTP/1.1 has six connections per host, and the seventh page with a stream would hang.
import { Streams } from "@/api/live";

const streams = new Streams();
(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = ({ ports }) => {
  for (const port of ports) streams.add(port);
};
