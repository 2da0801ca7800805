"""What stands inside an uploaded file: looked at apart from the service, by `sandbox.apart`, and never imported by it."""
