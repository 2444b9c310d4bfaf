"""The flow nodes of BPMN as SpiffWorkflow task specs, one family a module."""
