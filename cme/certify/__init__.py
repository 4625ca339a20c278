"""The certificate: its words frozen, its PDF, its signature, its verification."""
