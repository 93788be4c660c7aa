import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useSyncExternalStore } from 'react';

// What is listening now, below the response: also from tabs that are not shown.
export function LiveFooter({ live }) {
  const activeTab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  const { run } = useGraphiQLActions();
  const subscriptions = useSyncExternalStore(live.subscribe, live.snapshot);
  useEffect(() => live.connect(activeTab, run), [live, activeTab, run]);
  if (!subscriptions.length) return null;
  return (
    <ul className="live-subscriptions" aria-label="Live subscriptions">
      {subscriptions.map(({ title, count, isParked, stop }) => (
        <li key={title}>
          <span className="live-dot" />
          <span>
            {title}: {count} {count === 1 ? 'event' : 'events'}
            {isParked ? ', listening in its tab' : ''}
          </span>
          {isParked && (
            <button type="button" onClick={stop}>
              Stop
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
