// WorkflowSheets: first files follow.
