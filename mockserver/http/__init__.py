"""What HTTP says beside the contract: negotiation, preferences, credentials, CORS, problems."""
