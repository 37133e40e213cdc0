"""Bylines, agencies, places and senders: the people and outlets behind an article."""
