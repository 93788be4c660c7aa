import './workers.js';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { FirstVariables } from './first_variables.jsx';
import { createFetcher } from './fetcher.js';
import { LiveSubscriptions } from './live_subscriptions.js';
import { LiveFooter } from './live_footer.jsx';
import { loadConfig } from './config.js';

const config = await loadConfig();
const live = new LiveSubscriptions();
const fetcher = createFetcher(config, live);
const plugins = [explorerPlugin(), HISTORY_PLUGIN];

createRoot(document.getElementById('explorer')).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    defaultTabs={config.tabs.length ? config.tabs.map(tabFromConfig) : undefined}
    defaultEditorToolsVisibility="variables"
    onTabChange={(state) => live.tabsChanged(state)}
  >
    <GraphiQL.Footer>
      <FirstVariables />
      <LiveFooter live={live} />
    </GraphiQL.Footer>
  </GraphiQL>,
);

function tabFromConfig({ title, query, variables }) {
  return {
    query: `# ${title}\n${query.trim()}\n`,
    variables: Object.keys(variables).length ? JSON.stringify(variables, null, 2) : null,
    headers: null,
  };
}
