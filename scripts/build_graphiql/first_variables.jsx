import { useGraphiQL } from '@graphiql/react';
import { useEffect, useRef } from 'react';

// GraphiQL shows the first default tab's query but not its variables, so they are put into the editor once it is there.
export function FirstVariables() {
  const variables = useRef(useGraphiQL((state) => state.tabs[state.activeTabIndex]?.variables));
  const editor = useGraphiQL((state) => state.variableEditor);
  useEffect(() => {
    if (!editor) return;
    if (variables.current && !editor.getValue()) editor.setValue(variables.current);
    variables.current = null;
  }, [editor]);
  return null;
}
