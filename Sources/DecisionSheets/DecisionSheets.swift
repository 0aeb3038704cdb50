// DecisionSheets: first files follow.
