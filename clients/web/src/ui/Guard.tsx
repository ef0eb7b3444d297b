import { Component, type ErrorInfo, type ReactNode } from "react";
import { Failed } from "@/ui/states";

/** A page that breaks takes nothing else with it, and says so. Another address is another try. */
export class Guard extends Component<{ at: string; children: ReactNode }, { error?: unknown; at?: string }> {
  override state: { error?: unknown; at?: string } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps({ at }: { at: string }, state: { error?: unknown; at?: string }) {
    return state.at === at ? null : { error: undefined, at };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    console.error(error, componentStack);
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? (
      this.props.children
    ) : (
      <Failed error={error} onRetry={() => this.setState({ error: undefined })} />
    );
  }
}
