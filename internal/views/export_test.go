package views

// StagesSQL is what Stages asks.
const StagesSQL = stagesSQL
