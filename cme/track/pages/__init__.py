"""The clinician's pages of the end of the journey: the dashboard, the transcript, external credit, requirements."""
