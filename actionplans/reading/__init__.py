"""How an action plan is read: small pure modules behind `actionplans.plans`."""
