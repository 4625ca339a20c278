"""Certificates as Open Badges 3.0: verifiable credentials that wallets and other programs read (VC-JWT, Ed25519)."""
