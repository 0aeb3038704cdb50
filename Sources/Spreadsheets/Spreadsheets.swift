// Spreadsheets: first files follow.
