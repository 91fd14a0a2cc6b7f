"""What trains: the protocol, the engine on torch, and what both are held against."""
